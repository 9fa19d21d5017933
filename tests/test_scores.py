"""From errors of segments to row scores: exact means, units, the largest columns."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skseq._plans import scoring_plan
from skseq._scores import (
    N_LARGEST,
    RowMean,
    compress,
    error_scale,
    estimate_weights,
    mean_of_largest,
    shares_of_largest,
    squared_errors,
)
from skseq._segments import Layout

checked = settings(max_examples=100, deadline=None)
WIDTHS = st.integers(1, 30)


def errors_of(n_rows, n_features=2, seed=0):
    return np.random.RandomState(seed).exponential(size=(n_rows, n_features))


def test_every_estimate_has_its_squared_error():
    rng = np.random.RandomState(0)
    rows, estimates = rng.normal(size=(4, 5, 2)), rng.normal(size=(4, 5, 3, 2))
    errors = squared_errors(rows.astype("f4"), estimates.astype("f4"))
    assert errors.dtype == np.float64
    expected = np.stack([(rows - estimates[:, :, k]) ** 2 for k in range(3)], axis=2)
    np.testing.assert_allclose(errors, expected, rtol=1e-5, atol=1e-6)


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


@given(
    kind=st.sampled_from(["window", "block"]),
    window_size=st.integers(8, 20),
    horizons=st.sampled_from([(0,), (0, -3), (4, 0, -7)]),
    causal=st.booleans(),
    n_rows=st.integers(1, 60),
    size=st.integers(1, 9),
)
@checked
def test_row_mean_is_the_mean_over_the_estimates_of_a_row(
    kind, window_size, horizons, causal, n_rows, size
):
    plan = scoring_plan(kind, window_size, causal=causal, horizons=horizons)
    layout = Layout(plan, [0, n_rows])
    rng = np.random.RandomState(0)
    mean, seen = RowMean(n_rows, 2), [[] for _ in range(n_rows)]
    for segments in layout.batches(size):
        counted = segments.counted_rows()
        values = rng.normal(size=(*counted.shape, 2))
        mean.add(counted, values)
        for row, value in zip(counted.ravel(), values.reshape(-1, 2), strict=True):
            if row >= 0:
                seen[row].append(value)
    expected = [np.mean(values, axis=0) for values in seen]
    np.testing.assert_allclose(mean.mean(), expected, atol=1e-12)


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
    compressed = compress(errors)
    assert compressed[0] == 0
    assert compressed[1] == pytest.approx(1, abs=1e-15)
    steps = np.diff(compressed)
    assert (steps > 0).all()
    assert (np.diff(steps) < 0).all()
    # A column that is a thousand times off weighs as much as a few that are ten times.
    assert compressed[1000] < 7 * compressed[10]


@given(n_rows=st.integers(1, 20), n_features=st.integers(1, 8), seed=st.integers(0, 9))
@checked
def test_mean_of_largest(n_rows, n_features, seed):
    errors = errors_of(n_rows, n_features, seed)
    largest = np.sort(errors, axis=1)[:, -N_LARGEST:]
    result = mean_of_largest(errors)
    np.testing.assert_allclose(result, largest.mean(axis=1), rtol=1e-12)
    order = np.random.RandomState(seed).permutation(n_features)
    if n_features > N_LARGEST:
        np.testing.assert_array_equal(mean_of_largest(errors[:, order]), result)


@given(
    n_features=st.integers(1, 6),
    n_values=st.integers(1, 9),
    seed=st.integers(0, 99),
)
@checked
def test_shares_are_the_parts_of_the_mean_of_the_largest(n_features, n_values, seed):
    errors = np.random.RandomState(seed).randint(n_values, size=(50, n_features)) / 7
    shares = shares_of_largest(errors)
    np.testing.assert_allclose(shares.sum(axis=1), 1)
    n_largest = min(N_LARGEST, n_features)
    parts = n_largest * mean_of_largest(errors)[:, None] * shares
    counts = parts > 0
    np.testing.assert_allclose(parts[counts], errors[counts])
    assert (counts.sum(axis=1) <= n_largest).all()
    # Equal shares of rows without any error.
    np.testing.assert_array_equal(shares[errors.max(axis=1) == 0], 1 / n_features)


def counted_of(n_rows, n_features=2, seed=0):
    return np.random.RandomState(seed).uniform(size=(n_rows, n_features)) < 0.6


def test_units_are_those_of_the_errors_that_count():
    errors, counted = errors_of(50, 2), counted_of(50)
    counted[:, 1] = False
    huge = np.where(counted, errors, 1e30)
    scale = error_scale(huge, counted)
    assert scale[0] == error_scale(errors[counted[:, 0]])[0]
    assert scale[1] == error_scale(0 * errors)[1]


@pytest.mark.parametrize("causal", [False, True])
def test_row_mean_of_what_counts(causal):
    plan = scoring_plan("block", 5, causal=causal, horizons=(2, -1))
    layout, n_rows = Layout(plan, [0, 40]), 40
    known = counted_of(n_rows)
    rng = np.random.RandomState(0)
    mean, seen = RowMean(n_rows, 2), [[[], []] for _ in range(n_rows)]
    for segments in layout.batches(3):
        rows, counted = segments.payload_rows(), segments.counted_rows()
        values = rng.normal(size=(*counted.shape, 2))
        mean.add(counted, values, known[rows])
        for place in np.argwhere(counted >= 0):
            for column in np.flatnonzero(known[rows[tuple(place)]]):
                there = seen[counted[tuple(place)]][column]
                there.append(values[tuple(place)][column])
    expected = [[np.mean(part or [0]) for part in row] for row in seen]
    np.testing.assert_allclose(mean.mean(), expected, atol=1e-12)
    found = [[len(part) > 0 for part in row] for row in seen]
    np.testing.assert_array_equal(mean.counted(), found)
