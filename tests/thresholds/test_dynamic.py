"""The dynamic threshold beside a plain reading of the paper, window by window."""

from itertools import groupby, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skseq.thresholds import DynamicThreshold


def plain_threshold(scores, rule):
    errors = scores.max() - scores
    mean, deviation = errors.mean(), errors.std()
    best, threshold = 0, mean + rule.max_k * deviation
    for k in np.arange(rule.min_k, rule.max_k + 0.25, 0.5):
        tried = mean + k * deviation
        above, below = errors[errors > tried], errors[errors <= tried]
        if not len(above):
            continue
        n_runs = sum(is_above for is_above, _ in groupby(errors > tried))
        gain = (mean - below.mean()) / mean + (deviation - below.std()) / deviation
        gain /= len(above) + n_runs**2
        if gain > best * (1 + 1e-9):
            best, threshold = gain, tried
    peaks = [
        max(run)
        for is_above, run in (
            (key, [e for _, e in items])
            for key, items in groupby(
                zip(errors > threshold, errors, strict=True), key=lambda item: item[0]
            )
        )
        if is_above
    ]
    peaks = sorted(peaks, reverse=True)
    order = [*peaks, errors[errors <= threshold].max(initial=0)]
    falls = [a - b > rule.min_decrease * a for a, b in pairwise(order)]
    n_kept = max(
        (place + 1 for place, falls_far in enumerate(falls) if falls_far), default=0
    )
    return scores.max() - max([threshold, *peaks[n_kept:]])


def noisy_scores(n_rows, n_events, seed):
    rng = np.random.RandomState(seed)
    scores = -np.abs(rng.normal(size=n_rows))
    for start in rng.randint(n_rows, size=n_events):
        scores[start : start + rng.randint(1, 9)] -= rng.exponential(6)
    return scores


@given(
    n_rows=st.integers(2, 300),
    n_events=st.integers(0, 5),
    seed=st.integers(0, 999),
    min_decrease=st.sampled_from([0.0, 0.1, 0.5]),
)
def test_threshold_is_that_of_the_paper(n_rows, n_events, seed, min_decrease):
    scores = noisy_scores(n_rows, n_events, seed)
    rule = DynamicThreshold(min_decrease=min_decrease)
    assert rule.offset(scores) == pytest.approx(plain_threshold(scores, rule), rel=1e-9)


@pytest.mark.parametrize("chunk", [1, 2**22])
@pytest.mark.parametrize(("n_rows", "step"), [(1000, 70), (340, 40), (300, 7), (99, 5)])
def test_thresholds_follow_the_series(monkeypatch, chunk, n_rows, step):
    monkeypatch.setattr("skseq.thresholds._dynamic.VALUES_PER_CHUNK", chunk)
    scores = noisy_scores(n_rows, 6, seed=3)
    scores[n_rows // 2 :] *= 5
    rule = DynamicThreshold(window_size=300, step=step)
    size = min(300, n_rows)
    expected = np.empty(n_rows)
    expected[:size] = plain_threshold(scores[:size], rule)
    for start in range(size, n_rows, step):
        end = min(start + step, n_rows)
        expected[start:end] = plain_threshold(scores[end - size : end], rule)
    np.testing.assert_allclose(rule.row_offsets(scores), expected, rtol=1e-9)
    np.testing.assert_array_equal(rule.predict(scores) == -1, scores < expected)


def test_later_rows_change_no_earlier_threshold():
    scores = noisy_scores(900, 5, seed=0)
    rule = DynamicThreshold(window_size=200, step=50)
    thresholds = rule.row_offsets(scores)
    np.testing.assert_array_equal(rule.row_offsets(scores[:650]), thresholds[:650])


def test_runs_that_stand_out_little_are_pruned():
    scores = -np.abs(np.random.RandomState(0).normal(size=2000))
    scores[[500, 900]] = -30, -4.5
    assert (DynamicThreshold(min_decrease=0.5).predict(scores) == -1).sum() == 1


def test_range_of_thresholds_must_not_be_empty():
    with pytest.raises(ValueError, match=r"min_k=5 must not be above max_k=3"):
        DynamicThreshold(min_k=5, max_k=3).offset([-1.0, -2.0])
