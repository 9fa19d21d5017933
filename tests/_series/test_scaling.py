"""Columns to a common scale: like StandardScaler, and safe with any number."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.preprocessing import StandardScaler

from skseq._series.scaling import (
    LINEAR_RANGE,
    MOVED,
    changes_often,
    compress,
    expand,
    fit_columns,
    squared_deviations,
    standardize,
    unstandardize,
)

ANY = st.floats(allow_nan=False, allow_infinity=False)


def test_center_and_scale_are_those_of_standard_scaler():
    X = np.random.RandomState(0).normal(size=(200, 3)) * [1e-6, 1, 1e9] + [5, -3, 1e10]
    center, scale = fit_columns(X)
    scaler = StandardScaler().fit(X)
    np.testing.assert_allclose(center, scaler.mean_, rtol=1e-9)
    np.testing.assert_allclose(scale, scaler.scale_, rtol=1e-6)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("value", [0.0, 0.1, -7.3, 1e30])
def test_network_reads_zeros_for_a_constant_column(value, dtype):
    X = np.full((97, 2), value, dtype=dtype)
    X[:, 1] = np.arange(97)
    center, scale = fit_columns(X)
    assert scale[0] == np.inf
    assert scale[1] < np.inf
    np.testing.assert_allclose(center[0], value, rtol=1e-6)
    np.testing.assert_array_equal(standardize(X + 5, center, scale)[:, 0], 0)


def test_any_move_of_a_constant_column_counts_and_rounding_does_not():
    X = np.column_stack([np.full(50, 3.0), np.arange(50.0)])
    center, scale = fit_columns(X)
    moved = X.copy()
    moved[6, 0], moved[7, 0], moved[8, 0] = 3.0 + 1e-9, 5.0, 1e300
    moved[9, 0], moved[9, 1] = np.nextafter(3.0, 4), 1e300
    deviations = squared_deviations(moved, center, scale)
    assert deviations.shape == (50, 1)
    assert deviations[6:8, 0].tolist() == [MOVED**2, 4]
    assert LINEAR_RANGE**2 < deviations[8, 0] < np.inf
    assert not np.delete(deviations, [6, 7, 8]).any()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_column_with_a_large_offset_is_not_constant(dtype):
    noise = np.random.RandomState(0).normal(size=500)
    X = (101_325 + 0.07 * noise).astype(dtype)[:, None]
    center, scale = fit_columns(X)
    assert scale[0] == pytest.approx(0.07, rel=0.1)
    z = standardize(X, center, scale)
    np.testing.assert_allclose(z[:, 0], noise, atol=0.2)


@pytest.mark.parametrize("has_mask", [False, True])
def test_memory_layout_changes_no_bit(has_mask):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(203, 3)) + [1e5, 1.0, 0.0]
    mask = rng.random(X.shape) < 0.7 if has_mask else None
    columns = fit_columns(X, mask)
    np.testing.assert_array_equal(fit_columns(np.asfortranarray(X), mask), columns)


def test_what_was_compressed_can_be_expanded():
    z = np.array([-1e9, -10, -3.0, 0.0, 9.9, 12.0, 1e5])
    np.testing.assert_allclose(expand(compress(z)), z, rtol=1e-9)


def test_columns_that_change_often():
    steps = np.repeat(np.arange(20.0), 3)
    X = np.column_stack([np.arange(60.0), np.ones(60), steps])
    np.testing.assert_array_equal(changes_often(X, [0, 60]), [True, False, False])


@given(X=arrays(np.float64, (4, 1), elements=ANY), new=ANY)
@example(X=np.array([[0.0], [0.0], [0.0], [5e-324]]), new=1.0)
@example(X=np.array([[0.0], [0.1], [0.0], [0.1]]), new=1e308)
@example(X=np.full((4, 1), -1.7e308), new=1.7e308)
@settings(max_examples=200, deadline=None)
def test_no_number_overflows(X, new):
    with np.errstate(under="ignore"):
        center, scale = fit_columns(X)
        assert np.isfinite(center).all()
        assert (scale > 0).all()
        rows = np.append(X, [[new]], axis=0)
        z = standardize(rows, center, scale)
        deviations = squared_deviations(rows, center, scale)
    assert z.dtype == np.float64
    assert np.isfinite(z).all()
    assert np.isfinite(deviations).all()


@given(
    values=st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=20),
    center=st.floats(-10, 10),
    scale=st.floats(0.1, 10),
)
@settings(max_examples=100, deadline=None)
def test_order_and_sign_are_kept(values, center, scale):
    rows = np.sort(values)[:, None]
    z = standardize(rows, np.array([center]), np.array([scale])).ravel()
    assert (np.diff(z) >= 0).all()
    exact = (rows.ravel() - center) / scale
    near = np.abs(exact) <= LINEAR_RANGE
    np.testing.assert_allclose(z[near], exact[near], rtol=1e-5, atol=1e-4)
    assert (np.abs(z[~near]) >= LINEAR_RANGE - 1e-3).all()
    np.testing.assert_array_equal(np.sign(z[~near]), np.sign(exact[~near]))


def test_value_does_not_depend_on_the_rows_around_it():
    rows = np.random.RandomState(0).normal(size=(50, 3))
    center, scale = fit_columns(rows)
    expected = standardize(rows, center, scale)
    rows[7, 1] = 1e30
    changed = standardize(rows, center, scale)
    others = np.arange(50) != 7
    np.testing.assert_array_equal(changed[others], expected[others])


@given(
    X=arrays(np.float64, (30, 2), elements=st.floats(-1e6, 1e6)),
    other=arrays(np.float64, (5, 2), elements=st.floats(-1e9, 1e9)),
)
def test_units_come_back(X, other):
    X[:2] += [[1.0], [3.0]]
    center, scale = fit_columns(X)
    for rows in (X, other):
        z = standardize(rows, center, scale)
        back = unstandardize(z, center, scale)
        # Seven digits of a standardized value, of whose excess the logarithm is taken.
        error = np.abs(back - rows) / (np.abs(rows - center) + scale)
        assert error[:, np.isfinite(scale)].max(initial=0) < 1e-4


def test_what_would_overflow_is_the_largest_number():
    rows = unstandardize(np.array([[1e6, -1e6]]), np.zeros(2), np.ones(2))
    largest = np.finfo(np.float64).max
    np.testing.assert_array_equal(rows, [[largest, -largest]])


def test_masked_values_change_nothing():
    X = np.random.RandomState(0).normal(size=(60, 3))
    mask = np.random.RandomState(1).uniform(size=X.shape) < 0.5
    mask[:, 2] = False
    expected = [
        fit_columns(X[rows, [column]][:, None])
        for column, rows in zip((0, 1), mask.T, strict=False)
    ]
    for hidden in (np.nan, 1e300):
        center, scale = fit_columns(np.where(mask, X, hidden), mask)
        for column, (mean, deviation) in enumerate(expected):
            assert center[column] == pytest.approx(mean[0], rel=1e-12)
            assert scale[column] == pytest.approx(deviation[0], rel=1e-12)
        assert np.isnan([center[2], scale[2]]).all()
    rows = mask[:, :1]
    center, scale = fit_columns(np.where(rows, X, 1e300), rows)
    np.testing.assert_allclose(center, X[rows[:, 0]].mean(axis=0), rtol=1e-12)


def test_changes_are_those_of_observed_values():
    # Filled with the last value seen, every other row stands still.
    X = np.repeat(np.arange(30.0), 2)[:, None]
    mask = np.arange(60)[:, None] % 2 == 0
    assert not changes_often(X, [0, 60])[0] or changes_often(X, [0, 60], mask)[0]
    assert changes_often(X, [0, 60], mask)[0]
    # Nothing changes but from one series to the next.
    steps = np.repeat(np.arange(30.0), 2)[:, None]
    assert not changes_often(steps, np.arange(0, 61, 2))[0]
