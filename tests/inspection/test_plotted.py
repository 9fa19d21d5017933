"""How series are read and made short for a picture."""

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from skseq.inspection._plotted import (
    read_plotted,
    row_positions,
    rows_to_draw,
    runs_to_draw,
)

VALUES = st.one_of(st.floats(-1e9, 1e9), st.just(np.nan))


def test_spike_of_one_row_in_a_million_is_kept():
    values = np.random.default_rng(0).normal(size=10**6)
    values[[123_456, 654_321]] = 50, -50
    rows = rows_to_draw(values)
    assert {123_456, 654_321} <= set(rows.tolist())
    assert len(rows) <= 4000


@given(arrays(np.float64, st.integers(1, 300), elements=VALUES), st.integers(1, 40))
def test_each_bin_keeps_its_minimum_and_maximum(values, n_bins):
    rows = rows_to_draw(values, n_bins)
    assert len(rows) <= max(2 * n_bins, 1)
    assert (np.diff(rows) > 0).all()
    size = -(-len(values) // n_bins) if len(values) > 2 * n_bins else 1
    for start in range(0, len(values), size):
        part = values[start : start + size]
        drawn = values[rows[(rows >= start) & (rows < start + size)]]
        if np.isfinite(part).any():
            assert np.nanmin(part) == np.nanmin(drawn)
            assert np.nanmax(part) == np.nanmax(drawn)


@given(arrays(bool, st.integers(0, 300)), st.integers(1, 40))
def test_runs_cover_what_is_marked_and_little_else(mask, n_bins):
    covered = np.zeros(len(mask), dtype=bool)
    for first, last in runs_to_draw(mask, n_bins):
        covered[first : last + 1] = True
    assert covered[mask].all()
    gap = len(mask) // n_bins
    edges = np.diff((covered & ~mask).astype(int), prepend=0, append=0)
    filled = np.flatnonzero(edges == -1) - np.flatnonzero(edges == 1)
    assert (filled < max(gap, 1)).all()
    if gap < 2:
        np.testing.assert_array_equal(covered, mask)


def test_frames_are_read_as_arrays_are():
    X = np.array([[1.0, 2.0], [3.0, np.nan]])
    frame = pd.DataFrame(X, columns=["flow", "heat"])
    for table in (frame, pl.DataFrame(X, schema=["flow", "heat"])):
        series = read_plotted(table)
        np.testing.assert_array_equal(series.values, X)
        assert series.names == ("flow", "heat")
        assert series.index.tolist() == [0, 1]
    assert read_plotted(X.tolist()).names == ("x0", "x1")


@pytest.mark.parametrize(
    "index",
    [
        pd.date_range("2024-03-01", periods=3, freq="h"),
        pd.date_range("2024-03-01", periods=3, freq="h", tz="Europe/Berlin"),
        pd.period_range("2024-03-01", periods=3, freq="h"),
    ],
    ids=lambda index: str(index.dtype),
)
def test_times_of_the_index_are_the_axis(index):
    found = read_plotted(pd.DataFrame({"x": [1.0, 2, 3]}, index=index)).index
    expected = pd.date_range("2024-03-01", periods=3, freq="h").to_numpy()
    np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize(
    "index",
    [list("abc"), pd.MultiIndex.from_product([["s"], [7, 8, 9]])],
    ids=["names", "levels"],
)
def test_rows_are_counted_where_the_index_is_no_axis(index):
    found = read_plotted(pd.DataFrame({"x": [1.0, 2, 3]}, index=index)).index
    assert found.tolist() == [0, 1, 2]


def test_index_that_falls_is_refused():
    frame = pd.DataFrame({"x": [1.0, 2, 3]}, index=[0, 5, 4])
    with pytest.raises(ValueError, match=r"falls from row 1 to row 2.*reset_index"):
        read_plotted(frame)


def test_columns_by_name_and_number():
    series = read_plotted(pd.DataFrame(np.zeros((2, 3)), columns=["a", "b", "c"]))
    assert series.columns(None) == [0, 1, 2]
    assert series.columns("b") == [1]
    assert series.columns(["c", 0, -2]) == [2, 0, 1]
    for wrong in ("d", 3, -4):
        with pytest.raises(ValueError, match=f"no column {wrong!r} in X"):
            series.columns(wrong)


@pytest.mark.parametrize("day", ["2024-03-30", "2024-10-26"])
def test_times_rise_over_a_change_of_the_clock(day):
    index = pd.date_range(day, periods=96, freq="30min", tz="Europe/Berlin")
    positions = row_positions(pd.DataFrame({"kW": np.zeros(96)}, index=index), 96)
    assert positions[0] == np.datetime64(day)
    assert (np.diff(positions) >= np.timedelta64(30, "m")).all()
    with pytest.raises(ValueError, match="falls from row 0 to row 1"):
        row_positions(pd.DataFrame({"kW": np.zeros(96)}, index=index[::-1]), 96)
