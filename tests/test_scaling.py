"""Columns to a common scale: like StandardScaler, and safe with any number."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.preprocessing import StandardScaler

from skseq._scaling import LINEAR_RANGE, fit_columns, standardize

ANY = st.floats(allow_nan=False, allow_infinity=False)


def test_centre_and_scale_are_those_of_standard_scaler():
    X = np.random.RandomState(0).normal(size=(200, 3)) * [1e-6, 1, 1e9] + [5, -3, 1e10]
    center, scale = fit_columns(X)
    scaler = StandardScaler().fit(X)
    np.testing.assert_allclose(center, scaler.mean_, rtol=1e-9)
    np.testing.assert_allclose(scale, scaler.scale_, rtol=1e-6)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("value", [0.0, 0.1, -7.3, 1e30])
def test_constant_column_has_the_scale_one_and_becomes_zero(value, dtype):
    X = np.full((97, 2), value, dtype=dtype)
    center, scale = fit_columns(X)
    np.testing.assert_array_equal(scale, 1.0)
    np.testing.assert_allclose(center, X[0], rtol=1e-6)
    if abs(value) < 100:
        np.testing.assert_allclose(standardize(X, center, scale), 0, atol=1e-5)


@given(X=arrays(np.float64, (6, 2), elements=ANY))
@settings(max_examples=200, deadline=None)
def test_no_number_overflows(X):
    with np.errstate(under="ignore"):
        center, scale = fit_columns(X[:4])
        assert np.isfinite(center).all()
        assert (scale > 0).all()
        assert np.isfinite(scale).all()
        z = standardize(X, center, scale)
    assert z.dtype == np.float32
    assert np.isfinite(z).all()


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
