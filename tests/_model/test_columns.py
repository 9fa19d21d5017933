"""Columns: what of them is learned, and what a network reads."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skseq._model.columns import Columns, NetworkInput
from skseq._series.series import Series
from skseq._series.trend import trend, trend_reach
from skseq.utils._checks.common import seasonal_series

X = 20 + 3 * seasonal_series(120, 3)


def as_series(rows, boundaries=None, mask=None):
    boundaries = np.array([0, len(rows)] if boundaries is None else boundaries)
    return Series(rows, boundaries, mask)


@given(scale=st.floats(1e-6, 1e6), offset=st.floats(-1e6, 1e6))
@settings(deadline=None)
def test_the_network_reads_the_same_whatever_the_units(scale, offset):
    # The values are to be told apart at the offset.
    offset *= min(scale, 1)
    series, other = as_series(X), as_series(X * scale + offset)
    read = Columns.fit(series).standardize(series)
    np.testing.assert_allclose(Columns.fit(other).standardize(other), read, atol=1e-3)
    np.testing.assert_allclose(read.mean(axis=0), 0, atol=1e-5)
    np.testing.assert_allclose(read.std(axis=0), 1, atol=1e-5)


def test_rows_come_back_in_the_units_of_X():
    series = as_series(X)
    columns = Columns.fit(series)
    back = columns.unstandardize(columns.standardize(series))
    np.testing.assert_allclose(back, X, rtol=1e-5)


def test_long_series_are_standardized_part_by_part(monkeypatch):
    series = as_series(X)
    columns = Columns.fit(series)
    whole = columns.standardize(series)
    monkeypatch.setattr("skseq._model.columns.ROWS_AT_A_TIME", 7)
    np.testing.assert_array_equal(columns.standardize(series), whole)


def test_constant_columns_are_left_out_but_for_one_where_all_are():
    mixed = np.column_stack([np.full(120, 5.0), X[:, 0], np.full(120, -1.0)])
    assert Columns.fit(as_series(mixed)).in_network.tolist() == [1]
    moved = mixed.copy()
    moved[7, 0] += 2
    deviations = Columns.fit(as_series(mixed)).squared_deviations(as_series(moved))
    assert deviations.shape == (120, 2)
    assert deviations[7].tolist() == [4, 0]
    assert deviations.sum() == 4
    still = Columns.fit(as_series(np.full((50, 3), 2.0)))
    assert still.in_network.tolist() == [0]


def test_nothing_is_known_of_columns_that_were_missing_throughout():
    rows = np.column_stack([X, np.full(120, np.nan)])
    columns = Columns.fit(as_series(rows, mask=~np.isnan(rows)))
    assert columns.in_network.tolist() == [0, 1, 2]
    assert np.isnan(columns.center[3]) and np.isnan(columns.scale[3])
    with pytest.raises(ValueError, match="all rows with values are labelled"):
        Columns.fit(as_series(X, mask=np.zeros((120, 1), dtype=bool)))


@pytest.mark.parametrize("causal", [False, True])
def test_the_trend_is_taken_out_of_columns_that_change_often(causal):
    switch = np.repeat([0.0, 1.0, 0.0], 40)
    rows = np.column_stack([X[:, 0] + np.linspace(0, 50, 120), switch])
    series = as_series(rows)
    columns = Columns.fit(series)
    assert columns.changes_often.tolist() == [True, False]
    network_input = NetworkInput(columns, 20, causal).fit(series)
    standardized, read = columns.standardize(series), network_input.rows(series)
    assert read.dtype == np.float32
    np.testing.assert_array_equal(read[:, 1], standardized[:, 1].astype(np.float32))
    level = trend(standardized[:, :1], 20, series.boundaries, causal=causal)
    shape = standardized[:, 0] - level[:, 0]
    share = network_input.columns.shape_scale / columns.scale
    assert share.tolist() == [pytest.approx(shape.std()), 1]
    shape -= shape.mean()
    np.testing.assert_allclose(read[:, 0], shape / share[0], rtol=1e-5, atol=1e-5)
    assert network_input.reach == trend_reach(20, causal=causal)
    back = network_input.expected(read, series)
    np.testing.assert_allclose(back, rows, rtol=1e-5, atol=1e-4)


@given(fall=st.floats(0, 1e3), unit=st.floats(1e-6, 1e6))
@settings(deadline=None)
def test_a_trend_changes_nothing_that_is_read(fall, unit):
    rows = np.random.RandomState(0).normal(size=(600, 1))
    steep = unit * (rows - fall * np.arange(600)[:, None])
    found = [
        NetworkInput(Columns.fit(series), 40, False).fit(series).rows(series)
        for series in (as_series(rows), as_series(steep))
    ]
    np.testing.assert_allclose(found[1], found[0], atol=1e-2)


def test_counters_are_read_by_their_growth():
    growth = np.random.RandomState(0).poisson(5, 300).astype(float)
    counter = np.cumsum(growth)
    counter[200:] -= counter[200]  # It restarts.
    counter[50:53] = np.nan
    series = as_series(np.column_stack([X[:, 0].repeat(3)[:300], counter]))
    series = Series(series.values, series.boundaries, ~np.isnan(series.values))
    columns = Columns.fit(series)
    assert columns.is_counter.tolist() == [False, True]
    filled = columns.filled(series)
    known = filled.full_mask()[:, 1]
    assert np.flatnonzero(~known).tolist() == [0, 50, 51, 52, 200]
    rate = growth[50:54].mean()
    assert filled.values[53, 1] == pytest.approx(rate)
    single = known.copy()
    single[53] = False
    np.testing.assert_allclose(filled.values[single, 1], growth[single])
    expected = columns.as_given(filled.values, series)
    assert np.isnan(expected[0, 1])
    np.testing.assert_allclose(expected[54:200, 1], counter[54:200])


def growing(n_rows=200, jitter=0.5):
    """A column that has come to 1 more per row on average."""
    growth = np.random.RandomState(0).uniform(1 - jitter, 1 + jitter, n_rows)
    return np.cumsum(growth)


@pytest.mark.parametrize(
    ("to", "growth"), [(0.0, np.nan), (90.0, np.nan), (150.0, -50.0), (-1.0, -201.0)]
)
def test_a_fall_that_is_no_restart_is_growth_below_zero(to, growth):
    columns = Columns.fit(as_series(growing()[:, None]))
    assert columns.is_counter.all()
    series = as_series(np.array([[100.0], [200.0], [to]]))
    filled = columns.filled(series)
    known = bool(filled.full_mask()[2, 0])
    assert known == ~np.isnan(growth)
    assert not known or filled.values[2, 0] == growth


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows - 300.0,  # below zero
        lambda rows: np.where(rows < 150.0, rows, rows - 50.0),  # no restart
        lambda rows: 1000.0 + rows % 100.0,  # from a value that is not zero
    ],
)
def test_what_has_no_zero_is_no_counter(change):
    assert not Columns.fit(as_series(change(growing())[:, None])).is_counter.any()
    wraps = as_series((growing() % 150.0)[:, None])
    assert Columns.fit(wraps).is_counter.all()


@pytest.mark.parametrize("jitter", [0.0, 0.05])
def test_a_line_is_no_counter_unless_it_wraps(jitter):
    line = growing(jitter=jitter)
    assert not Columns.fit(as_series(line[:, None])).is_counter.any()
    assert Columns.fit(as_series((line % 150.0)[:, None])).is_counter.all()


def test_without_a_trend_rows_are_read_as_they_are():
    series = as_series(X)
    columns = Columns.fit(series)
    network_input = NetworkInput(columns, 0, False)
    standardized = columns.standardize(series).astype(np.float32)
    np.testing.assert_array_equal(network_input.rows(series), standardized)
    assert network_input.reach == (0, 0)


def test_the_trend_stays_within_a_series():
    columns = Columns.fit(as_series(X))
    network_input = NetworkInput(columns, 20, False)
    together = network_input.rows(as_series(X, [0, 50, 120]))
    np.testing.assert_array_equal(together[:50], network_input.rows(as_series(X[:50])))
    np.testing.assert_array_equal(together[50:], network_input.rows(as_series(X[50:])))
