"""Averages along series: of what counts, no further than they say, within borders."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skseq._smoothing import (
    LEAST_SHARE,
    average_counted,
    smooth,
    smooth_counted,
    smoothing_reach,
    typical_errors,
)

checked = settings(max_examples=100, deadline=None)
WIDTHS = st.integers(1, 30)


def errors_of(n_rows, n_features=2, seed=0):
    return np.random.RandomState(seed).exponential(size=(n_rows, n_features))


def counted_of(n_rows, n_features=2, seed=0):
    return np.random.RandomState(seed).uniform(size=(n_rows, n_features)) < 0.6


def average(values, width, ahead):
    """Average over the rows t + ahead - width + 1 .. t + ahead that exist."""
    return np.array(
        [
            values[max(0, t + ahead - width + 1) : t + ahead + 1].mean()
            for t in range(len(values))
        ]
    )


@given(n_rows=st.integers(1, 80), width=WIDTHS, causal=st.booleans())
@checked
def test_smoothing_is_two_moving_averages(n_rows, width, causal):
    errors = errors_of(n_rows, 1)
    once = average(errors[:, 0], width, 0 if causal else width // 2)
    twice = average(once, width, 0 if causal else (width - 1) // 2)
    smoothed = smooth(errors, width, [0, n_rows], causal=causal)
    np.testing.assert_allclose(smoothed[:, 0], twice, rtol=1e-12)


@pytest.mark.parametrize("width", [2, 5, 8])
def test_smoothing_around_a_row_is_symmetric(width):
    pulse = np.zeros((61, 1))
    pulse[30] = 1
    smoothed = smooth(pulse, width, [0, 61])
    np.testing.assert_allclose(smoothed, smoothed[::-1], atol=1e-15)
    assert smoothed.argmax() == 30
    assert smoothed.sum() == pytest.approx(1)


@given(n_rows=st.integers(1, 60), width=WIDTHS, causal=st.booleans(), data=st.data())
@checked
def test_smoothing_reaches_as_far_as_it_says(n_rows, width, causal, data):
    errors = errors_of(n_rows)
    expected = smooth(errors, width, [0, n_rows], causal=causal)
    t = data.draw(st.integers(0, n_rows - 1))
    before, after = smoothing_reach(width, causal=causal)
    outside = np.ones(n_rows, dtype=bool)
    outside[max(t - before, 0) : t + after + 1] = False
    # However large: no digit of the others may be lost.
    errors[outside] = 1e30
    changed = smooth(errors, width, [0, n_rows], causal=causal)
    np.testing.assert_array_equal(changed[t], expected[t])


def test_reach_is_no_larger_than_needed():
    for width, causal in [(1, False), (4, False), (7, False), (1, True), (5, True)]:
        pulse = np.zeros((99, 1))
        pulse[49] = 1
        rows = np.flatnonzero(smooth(pulse, width, [0, 99], causal=causal))
        before, after = smoothing_reach(width, causal=causal)
        assert (rows.min(), rows.max()) == (49 - after, 49 + before)


@given(lengths=st.lists(st.integers(1, 30), min_size=2, max_size=4), width=WIDTHS)
@checked
def test_nothing_is_smoothed_across_a_border(lengths, width):
    borders = np.cumsum([0, *lengths])
    errors = errors_of(borders[-1])
    parts = [
        smooth(part, width, [0, len(part)]) for part in np.split(errors, borders[1:-1])
    ]
    together = smooth(errors, width, borders)
    np.testing.assert_array_equal(together, np.concatenate(parts))


@given(n_rows=st.integers(2, 80), width=WIDTHS, cut=st.integers(1, 80))
@checked
def test_causal_smoothing_of_a_prefix_is_the_prefix(n_rows, width, cut):
    errors, cut = errors_of(n_rows), min(cut, n_rows)
    whole = smooth(errors, width, [0, n_rows], causal=True)
    prefix = smooth(errors[:cut], width, [0, cut], causal=True)
    np.testing.assert_array_equal(prefix, whole[:cut])


def test_smoothing_over_one_row_changes_nothing():
    errors = errors_of(20)
    np.testing.assert_array_equal(smooth(errors, 1, [0, 20]), errors)
    assert smoothing_reach(1) == smoothing_reach(1, causal=True) == (0, 0)


@given(n_rows=st.integers(1, 60), width=WIDTHS, causal=st.booleans())
@checked
def test_only_what_counts_is_averaged(n_rows, width, causal):
    errors, counted = errors_of(n_rows), counted_of(n_rows)
    typical = np.array([5.0, 7.0])

    def smoothed(errors):
        parts = smooth_counted(errors, counted, width, [0, n_rows], causal=causal)
        return average_counted(*parts, typical)

    expected = smoothed(errors)
    np.testing.assert_array_equal(smoothed(np.where(counted, errors, 1e30)), expected)
    # The weights of the average are those of a pulse at each row.
    pulses = smooth(np.eye(n_rows), width, [0, n_rows], causal=causal)
    for column in range(2):
        weights = pulses * counted[:, column]
        share = weights.sum(axis=1)
        lacking = np.maximum(LEAST_SHARE - share, 0)
        sums = weights @ errors[:, column] + lacking * typical[column]
        np.testing.assert_allclose(
            expected[:, column], sums / np.maximum(share, LEAST_SHARE), rtol=1e-9
        )


def test_where_all_counts_nothing_changes_by_a_bit():
    errors, borders = errors_of(50), [0, 20, 50]
    expected = smooth(errors, 7, borders)
    for counted in (None, np.ones((50, 2), dtype=bool), np.ones((50, 1), dtype=bool)):
        sums, shares = smooth_counted(errors, counted, 7, borders)
        smoothed = average_counted(sums, shares, np.array([1.0, 2.0]))
        np.testing.assert_array_equal(smoothed, expected)
    some = np.ones((50, 2), dtype=bool)
    some[:10, 0] = False
    sums, shares = smooth_counted(errors, some, 7, borders)
    smoothed = average_counted(sums, shares, np.array([1.0, 2.0]))
    np.testing.assert_array_equal(smoothed[20:], expected[20:])
    np.testing.assert_array_equal(smoothed[:, 1], expected[:, 1])


def test_far_from_all_that_counts_an_error_is_typical():
    errors, counted = errors_of(100, 1), np.ones((100, 1), dtype=bool)
    counted[30:70] = False
    sums, shares = smooth_counted(errors, counted, 4, [0, 100])
    typical = typical_errors(sums, shares, counted)
    smoothed = average_counted(sums, shares, typical)
    np.testing.assert_array_equal(smoothed[34:66, 0], typical[0])
    assert typical == np.median(smoothed[counted])
    nothing = np.zeros((100, 1), dtype=bool)
    assert typical_errors(*smooth_counted(errors, nothing, 4, [0, 100]), nothing) == 0
