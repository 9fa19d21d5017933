"""Trailing means row by row are those of whole series."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from skseq._series.smoothing import smooth
from skseq._streaming.at import At
from skseq._streaming.trailing import TrailingMean, TwiceTrailingMean


@given(st.integers(1, 9), st.integers(1, 40))
def test_means_are_those_of_the_series(size, n_rows):
    X = np.random.RandomState(size).normal(size=(n_rows, 2))
    mean = TwiceTrailingMean(size, 2)
    state = mean.init(1)
    found = [
        mean.step(state, At(slice(0, 1), place), X[place][None])[0]
        for place in range(n_rows)
    ]
    expected = smooth(X, size, [0, n_rows], causal=True)
    assert_allclose(found, expected, rtol=1e-12, atol=1e-14)


@given(st.integers(2, 6), st.lists(st.integers(0, 3), min_size=1, max_size=40))
def test_streams_at_different_rows_do_not_disturb_each_other(size, order):
    mean = TrailingMean(size, 1)
    state, rng = mean.init(4), np.random.RandomState(size)
    seen = [[] for _ in range(4)]
    for first in order:
        which = np.unique([first, (first + 1) % 4])[::-1]
        rows = rng.normal(size=(len(which), 1))
        place = np.array([len(seen[i]) for i in which])
        found = mean.step(state, At(which, place), rows)
        for i, row, got in zip(which, rows, found, strict=True):
            seen[i].append(row[0])
            assert_allclose(got, np.mean(seen[i][-size:]), rtol=1e-12, atol=1e-14)


def test_a_huge_value_leaves_no_trace():
    mean = TrailingMean(3, 1)
    state = mean.init(1)
    rows = [1e300, 0.1, 0.2, 0.3, 0.4]
    found = [
        mean.step(state, At(slice(0, 1), place), np.array([[row]]))[0, 0]
        for place, row in enumerate(rows)
    ]
    assert_allclose(found[3:], [0.2, 0.3], rtol=1e-14)
