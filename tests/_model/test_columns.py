"""Columns: what of them is learned, and what a network reads."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skseq._model.columns import Columns, NetworkInput
from skseq._series.series import Series
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
    assert read.dtype == np.float32
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
    network_input = NetworkInput(columns, 20, causal)
    standardized, read = columns.standardize(series), network_input.rows(series)
    np.testing.assert_array_equal(read[:, 1], standardized[:, 1])
    assert np.ptp(read[:, 0]) < np.ptp(standardized[:, 0])
    trend = network_input.trend(standardized, series.boundaries)
    np.testing.assert_allclose(read + trend, standardized, atol=1e-6)
    assert network_input.reach == ((38, 0) if causal else (19, 19))


def test_without_a_trend_rows_are_read_as_they_are():
    series = as_series(X)
    columns = Columns.fit(series)
    network_input = NetworkInput(columns, 0, False)
    np.testing.assert_array_equal(
        network_input.rows(series), columns.standardize(series)
    )
    assert network_input.reach == (0, 0)


def test_the_trend_stays_within_a_series():
    columns = Columns.fit(as_series(X))
    network_input = NetworkInput(columns, 20, False)
    together = network_input.rows(as_series(X, [0, 50, 120]))
    np.testing.assert_array_equal(together[:50], network_input.rows(as_series(X[:50])))
    np.testing.assert_array_equal(together[50:], network_input.rows(as_series(X[50:])))
