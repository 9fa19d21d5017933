"""The trend: a line is its own trend, up to both ends."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skseq._series.smoothing import smooth
from skseq._series.trend import trend, trend_reach

BOUNDARIES = np.array([0, 200, 390])


@given(slope=st.floats(-1e3, 1e3), size=st.integers(2, 40))
@settings(deadline=None, max_examples=30)
def test_a_line_is_its_own_trend(slope, size):
    line = slope * np.arange(390.0)[:, None] + 7
    found = trend(line, size, BOUNDARIES, causal=False)
    np.testing.assert_allclose(found, line, atol=1e-9 * (abs(slope) + 1e3))


def test_without_later_rows_it_lies_behind_a_line_by_the_same_in_all_rows():
    line = 3.0 * np.arange(390.0)[:, None]
    found = trend(line, 16, BOUNDARIES, causal=True)
    np.testing.assert_allclose((line - found)[30:200], 3.0 * 15, atol=1e-9)


def test_within_a_series_it_is_the_average_around_a_row():
    rows = np.random.RandomState(0).normal(size=(390, 2))
    found = trend(rows, 16, BOUNDARIES, causal=False)
    means = smooth(rows, 16, BOUNDARIES)
    for inner in (slice(16, 184), slice(216, 374)):
        np.testing.assert_array_equal(found[inner], means[inner])


def test_of_a_short_series_it_is_the_average():
    rows = np.random.RandomState(0).normal(size=(40, 1))
    boundaries = np.array([0, 40])
    found = trend(rows, 16, boundaries, causal=False)
    np.testing.assert_array_equal(found, smooth(rows, 16, boundaries))


@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize("size", [1, 7, 16])
def test_it_depends_on_the_rows_within_reach(causal, size):
    rows = np.random.RandomState(0).normal(size=(400, 1))
    whole = trend(rows, size, np.array([0, 400]), causal=causal)
    before, after = trend_reach(size, causal=causal)
    first, last = 250 - before, min(250 + after + 1, 400)
    part = rows[first:last]
    found = trend(part, size, np.array([0, len(part)]), causal=causal)
    np.testing.assert_array_equal(found[before], whole[250])
    if causal:
        np.testing.assert_array_equal(
            trend(rows[:300], size, np.array([0, 300]), causal=True), whole[:300]
        )
