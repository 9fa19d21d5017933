"""Averages along series: of observed rows, within boundaries and the stated reach."""

import itertools
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skseq._series.smoothing import (
    MIN_SHARE,
    average_masked,
    known_shares,
    median_errors,
    smooth,
    smooth_masked,
    smoothing_reach,
)

checked = settings(max_examples=100, deadline=None)
SIZES = st.integers(1, 30)


def errors_of(n_rows, n_features=2, seed=0):
    return np.random.RandomState(seed).exponential(size=(n_rows, n_features))


def mask_of(n_rows, n_features=2, seed=0):
    return np.random.RandomState(seed).uniform(size=(n_rows, n_features)) < 0.6


def average(values, size, ahead):
    """Average over the rows t + ahead - size + 1 .. t + ahead that exist."""
    return np.array(
        [
            values[max(0, t + ahead - size + 1) : t + ahead + 1].mean()
            for t in range(len(values))
        ]
    )


@given(n_rows=st.integers(1, 80), size=SIZES, causal=st.booleans())
@checked
def test_smoothing_is_two_moving_averages(n_rows, size, causal):
    errors = errors_of(n_rows, 1)
    once = average(errors[:, 0], size, 0 if causal else size // 2)
    twice = average(once, size, 0 if causal else (size - 1) // 2)
    smoothed = smooth(errors, size, [0, n_rows], causal=causal)
    np.testing.assert_allclose(smoothed[:, 0], twice, rtol=1e-12)


@given(
    lengths=st.lists(st.sampled_from([1, 2, 3, 7, 8, 20, 41]), min_size=1, max_size=5),
    size=st.integers(1, 150),
    causal=st.booleans(),
)
@checked
def test_series_are_smoothed_to_the_bits_of_each_alone(lengths, size, causal):
    boundaries = np.append(0, np.cumsum(lengths))
    errors = errors_of(boundaries[-1])
    together = smooth(errors, size, boundaries, causal=causal)
    alone = [
        smooth(part, size, [0, len(part)], causal=causal)
        for part in np.split(errors, boundaries[1:-1])
    ]
    np.testing.assert_array_equal(together, np.concatenate(alone))


@given(n_rows=st.integers(1, 60), size=st.integers(1, 300), data=st.data())
@checked
def test_causal_averages_of_a_prefix_are_the_prefix_of_the_averages(n_rows, size, data):
    errors, n_first = errors_of(n_rows), data.draw(st.integers(1, n_rows))
    whole = smooth(errors, size, [0, n_rows], causal=True)
    prefix = smooth(errors[:n_first], size, [0, n_first], causal=True)
    np.testing.assert_array_equal(prefix, whole[:n_first])


@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize(
    ("lengths", "size"),
    [([10] * 10_000, 5_000), ([5_000, *[10] * 10_000], 5_000), ([1_000], 10**9)],
)
def test_memory_does_not_grow_with_the_size(lengths, size, causal):
    boundaries = np.append(0, np.cumsum(lengths))
    errors = errors_of(boundaries[-1])
    tracemalloc.start()
    try:
        smooth(errors, size, boundaries, causal=causal)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 2**20 + 30 * errors.nbytes


@pytest.mark.parametrize("size", [2, 5, 8])
def test_smoothing_around_a_row_is_symmetric(size):
    pulse = np.zeros((61, 1))
    pulse[30] = 1
    smoothed = smooth(pulse, size, [0, 61])
    np.testing.assert_allclose(smoothed, smoothed[::-1], atol=1e-15)
    assert smoothed.argmax() == 30
    assert smoothed.sum() == pytest.approx(1)


@given(n_rows=st.integers(1, 60), size=SIZES, causal=st.booleans(), data=st.data())
@checked
def test_smoothing_reaches_as_far_as_it_says(n_rows, size, causal, data):
    errors = errors_of(n_rows)
    expected = smooth(errors, size, [0, n_rows], causal=causal)
    t = data.draw(st.integers(0, n_rows - 1))
    before, after = smoothing_reach(size, causal=causal)
    outside = np.ones(n_rows, dtype=bool)
    outside[max(t - before, 0) : t + after + 1] = False
    # However large: no digit of the others may be lost.
    errors[outside] = 1e30
    changed = smooth(errors, size, [0, n_rows], causal=causal)
    np.testing.assert_array_equal(changed[t], expected[t])


def test_reach_is_no_larger_than_needed():
    for size, causal in [(1, False), (4, False), (7, False), (1, True), (5, True)]:
        pulse = np.zeros((99, 1))
        pulse[49] = 1
        rows = np.flatnonzero(smooth(pulse, size, [0, 99], causal=causal))
        before, after = smoothing_reach(size, causal=causal)
        assert (rows.min(), rows.max()) == (49 - after, 49 + before)


@given(lengths=st.lists(st.integers(1, 30), min_size=2, max_size=4), size=SIZES)
@checked
def test_nothing_is_smoothed_across_a_boundary(lengths, size):
    boundaries = np.cumsum([0, *lengths])
    errors = errors_of(boundaries[-1])
    parts = [
        smooth(part, size, [0, len(part)])
        for part in np.split(errors, boundaries[1:-1])
    ]
    together = smooth(errors, size, boundaries)
    np.testing.assert_array_equal(together, np.concatenate(parts))


@given(n_rows=st.integers(2, 80), size=SIZES, cut=st.integers(1, 80))
@checked
def test_causal_smoothing_of_a_prefix_is_the_prefix(n_rows, size, cut):
    errors, cut = errors_of(n_rows), min(cut, n_rows)
    whole = smooth(errors, size, [0, n_rows], causal=True)
    prefix = smooth(errors[:cut], size, [0, cut], causal=True)
    np.testing.assert_array_equal(prefix, whole[:cut])


def test_smoothing_over_one_row_changes_nothing():
    errors = errors_of(20)
    np.testing.assert_array_equal(smooth(errors, 1, [0, 20]), errors)
    assert smoothing_reach(1) == smoothing_reach(1, causal=True) == (0, 0)


@given(n_rows=st.integers(1, 60), size=SIZES, causal=st.booleans())
@checked
def test_only_observed_errors_are_averaged(n_rows, size, causal):
    errors, mask = errors_of(n_rows), mask_of(n_rows)
    medians = np.array([5.0, 7.0])

    def smoothed(errors):
        parts = smooth_masked(errors, mask, size, [0, n_rows], causal=causal)
        return average_masked(*parts, medians)

    expected = smoothed(errors)
    np.testing.assert_array_equal(smoothed(np.where(mask, errors, 1e30)), expected)
    # The weights of the average are those of a pulse at each row.
    pulses = smooth(np.eye(n_rows), size, [0, n_rows], causal=causal)
    for column in range(2):
        weights = pulses * mask[:, column]
        share = weights.sum(axis=1)
        lacking = np.maximum(MIN_SHARE - share, 0)
        sums = weights @ errors[:, column] + lacking * medians[column]
        np.testing.assert_allclose(
            expected[:, column], sums / np.maximum(share, MIN_SHARE), rtol=1e-9
        )


def test_where_all_is_observed_nothing_changes_by_a_bit():
    errors, boundaries = errors_of(50), [0, 20, 50]
    expected = smooth(errors, 7, boundaries)
    for mask in (None, np.ones((50, 2), dtype=bool), np.ones((50, 1), dtype=bool)):
        sums, shares = smooth_masked(errors, mask, 7, boundaries)
        smoothed = average_masked(sums, shares, np.array([1.0, 2.0]))
        np.testing.assert_array_equal(smoothed, expected)
    partly = np.ones((50, 2), dtype=bool)
    partly[:10, 0] = False
    sums, shares = smooth_masked(errors, partly, 7, boundaries)
    smoothed = average_masked(sums, shares, np.array([1.0, 2.0]))
    np.testing.assert_array_equal(smoothed[20:], expected[20:])
    np.testing.assert_array_equal(smoothed[:, 1], expected[:, 1])


def test_far_from_observed_rows_an_error_is_the_median():
    errors, mask = errors_of(100, 1), np.ones((100, 1), dtype=bool)
    mask[30:70] = False
    sums, shares = smooth_masked(errors, mask, 4, [0, 100])
    medians = median_errors(sums, shares, mask)
    smoothed = average_masked(sums, shares, medians)
    np.testing.assert_array_equal(smoothed[34:66, 0], medians[0])
    assert medians == np.median(smoothed[mask])
    nothing = np.zeros((100, 1), dtype=bool)
    assert median_errors(*smooth_masked(errors, nothing, 4, [0, 100]), nothing) == 0


@given(
    lengths=st.lists(st.integers(1, 40), min_size=1, max_size=5),
    size=st.integers(1, 20),
    causal=st.booleans(),
)
def test_averages_are_known_as_far_as_rows_fill_them(lengths, size, causal):
    boundaries = np.cumsum([0, *lengths])
    known = known_shares(boundaries, size, causal=causal)
    assert known.shape == (boundaries[-1], 1)
    for start, stop in itertools.pairwise(boundaries):
        n_rows = np.arange(start, stop) - start + 1 if causal else stop - start
        expected = np.minimum(n_rows / (2 * size - 1), 1.0)
        np.testing.assert_array_equal(known[start:stop, 0], expected)
