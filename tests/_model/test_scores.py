"""From errors of segments to row scores: exact means, units, top-k means."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skseq._model.scores import (
    TOP_K,
    error_scale,
    estimate_weights,
    log_compress,
    squared_errors,
    top_k_mean,
    top_k_shares,
)

checked = settings(max_examples=100, deadline=None)


def errors_of(n_rows, n_features=2, seed=0):
    return np.random.RandomState(seed).exponential(size=(n_rows, n_features))


def test_every_estimate_has_its_squared_error():
    rng = np.random.RandomState(0)
    rows, estimates = rng.normal(size=(4, 5, 2)), rng.normal(size=(4, 5, 3, 2))
    weights = rng.uniform(size=(3, 2))
    for factors in (None, weights):
        errors = squared_errors(rows.astype("f4"), estimates.astype("f4"), factors)
        for number, found in enumerate(errors):
            assert found.dtype == np.float32
            expected = (rows - estimates[:, :, number]) ** 2
            expected *= 1 if factors is None else factors[number]
            np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-6)
        assert number == 2


@given(n_estimates=st.integers(1, 6), n_features=st.integers(1, 3), seed=st.integers(0))
@checked
def test_weighted_estimates_have_the_same_error_in_training(
    n_estimates, n_features, seed
):
    rng = np.random.RandomState(seed % 2**32)
    errors = rng.uniform(0.1, 10, size=(n_estimates, n_features))
    weighted = errors * estimate_weights(errors)
    np.testing.assert_allclose(
        weighted, np.broadcast_to(weighted[0], errors.shape), 0.01
    )
    # Their unit stays that of the errors.
    np.testing.assert_allclose(weighted.mean(axis=0), errors.mean(axis=0), 0.01)


def test_a_single_estimate_and_perfect_ones_keep_their_weight():
    np.testing.assert_array_equal(estimate_weights(np.array([[4.0, 0.0]])), 1)
    weights = estimate_weights(np.array([[0.0], [1.0]]))
    assert np.isfinite(weights).all()
    assert weights[0] > 1 > weights[1]


def test_largest_error_in_training_is_the_unit():
    errors = errors_of(50, 3) * [1, 100, 0]
    scale = error_scale(errors)
    assert (scale > 0).all()
    relative = (errors / scale).max(axis=0)
    np.testing.assert_allclose(relative[:2], 1, rtol=0.02)
    assert relative[2] == 0
    assert (relative < 1).all()


def test_large_errors_are_compressed_in_their_order():
    errors = np.linspace(0, 1e4, 10_001)
    compressed = log_compress(errors)
    assert compressed[0] == 0
    assert compressed[1] == pytest.approx(1, abs=1e-15)
    steps = np.diff(compressed)
    assert (steps > 0).all()
    assert (np.diff(steps) < 0).all()
    # A column that is a thousand times off weighs as much as a few that are ten times.
    assert compressed[1000] < 7 * compressed[10]


@given(n_rows=st.integers(1, 20), n_features=st.integers(1, 8), seed=st.integers(0, 9))
@checked
def test_top_k_mean(n_rows, n_features, seed):
    errors = errors_of(n_rows, n_features, seed)
    largest = np.sort(errors, axis=1)[:, -TOP_K:]
    result = top_k_mean(errors)
    np.testing.assert_allclose(result, largest.mean(axis=1), rtol=1e-12)
    order = np.random.RandomState(seed).permutation(n_features)
    if n_features > TOP_K:
        np.testing.assert_array_equal(top_k_mean(errors[:, order]), result)


@given(
    n_features=st.integers(1, 6),
    n_values=st.integers(1, 9),
    seed=st.integers(0, 99),
)
@checked
def test_shares_are_the_parts_of_the_top_k_mean(n_features, n_values, seed):
    errors = np.random.RandomState(seed).randint(n_values, size=(50, n_features)) / 7
    shares = top_k_shares(errors)
    np.testing.assert_allclose(shares.sum(axis=1), 1)
    k = min(TOP_K, n_features)
    parts = k * top_k_mean(errors)[:, None] * shares
    counts = parts > 0
    np.testing.assert_allclose(parts[counts], errors[counts])
    assert (counts.sum(axis=1) <= k).all()
    # Equal shares of rows without any error.
    np.testing.assert_array_equal(shares[errors.max(axis=1) == 0], 1 / n_features)


def mask_of(n_rows, n_features=2, seed=0):
    return np.random.RandomState(seed).uniform(size=(n_rows, n_features)) < 0.6


def test_scale_is_that_of_observed_errors():
    errors, mask = errors_of(50, 2), mask_of(50)
    mask[:, 1] = False
    huge = np.where(mask, errors, 1e30)
    scale = error_scale(huge, mask)
    assert scale[0] == error_scale(errors[mask[:, 0]])[0]
    assert scale[1] == error_scale(0 * errors)[1]
