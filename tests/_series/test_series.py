"""Where series begin and end: by labels, by steps of time, and the longest of them."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skseq._series.series import (
    Series,
    boundaries_of,
    longest_series,
)

checked = settings(max_examples=100, deadline=None)
LENGTHS = st.lists(st.integers(1, 9), min_size=1, max_size=6)


@given(lengths=LENGTHS, kind=st.sampled_from(["int", "str", "object", "datetime64[s]"]))
@checked
def test_every_run_of_equal_labels_is_a_series(lengths, kind):
    labels = np.repeat(np.arange(len(lengths)), lengths).astype(kind)
    expected = np.cumsum([0, *lengths])
    np.testing.assert_array_equal(boundaries_of([labels]), expected)
    same = np.zeros(len(labels))
    np.testing.assert_array_equal(boundaries_of([same, labels]), expected)


def test_levels_name_series_together():
    site, machine = np.array(list("aaabb")), np.array([1, 1, 2, 1, 1])
    np.testing.assert_array_equal(boundaries_of([site, machine]), [0, 2, 3, 5])


def test_scattered_rows_are_refused_with_the_way_to_sort_them():
    groups = np.array(["pump", "fan", "pump"])
    with pytest.raises(ValueError, match=r"series pump do not stand together.*row 2"):
        boundaries_of([groups])
    with pytest.raises(ValueError, match=r"series a, 1 do not stand"):
        boundaries_of([np.array(list("aba")), np.array([1, 1, 1])])
    order = np.argsort(groups, kind="stable")
    np.testing.assert_array_equal(boundaries_of([groups[order]]), [0, 1, 3])


def test_longest_series_stand_side_by_side():
    lengths = [3, 10, 6, 8]
    X = np.arange(2.0 * sum(lengths)).reshape(-1, 2)
    boundaries = np.cumsum([0, *lengths])
    values = longest_series(Series(X, boundaries))
    ends = boundaries[[2, 3, 4]]
    np.testing.assert_array_equal(values, np.hstack([X[end - 6 : end] for end in ends]))
    two = longest_series(Series(X, boundaries), max_series=2)
    np.testing.assert_array_equal(
        two, np.hstack([X[end - 8 : end] for end in (13, 27)])
    )
    np.testing.assert_array_equal(longest_series(Series(X, np.array([0, 27]))), X)


@given(lengths=LENGTHS, share=st.floats(0, 1))
@checked
def test_missing_values_repeat_the_last_one_of_their_series(lengths, share):
    boundaries = np.cumsum([0, *lengths])
    X = np.arange(2.0 * boundaries[-1]).reshape(-1, 2)
    hidden = np.random.RandomState(0).uniform(size=X.shape) < share
    first = np.array([-1.0, np.nan])
    series = Series(np.where(hidden, np.nan, X), boundaries, ~hidden)
    filled = series.filled(first)
    expected = []
    for start, end in pairwise(boundaries):
        last = np.array([-1.0, 0.0])
        for row in range(start, end):
            last = np.where(hidden[row], last, X[row])
            expected.append(last)
    np.testing.assert_array_equal(filled.values, expected)
    assert filled.mask is series.mask
    complete = Series(X, boundaries)
    assert complete.filled(first) is complete


def test_excluded_rows_are_masked():
    X, excluded = np.zeros((4, 2)), np.array([True, False, False, True])
    series = Series(X, np.array([0, 4])).without(excluded)
    np.testing.assert_array_equal(series.mask, ~excluded[:, None])
    assert series.full_mask().shape == (4, 2)
    mask = np.array([[1, 1], [1, 0], [0, 0], [0, 1]], dtype=bool)
    both = Series(X, np.array([0, 4]), mask).without(excluded)
    np.testing.assert_array_equal(both.mask, mask & ~excluded[:, None])
    assert Series(X, np.array([0, 4])).full_mask().all()
