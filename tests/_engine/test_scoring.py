"""One pass over series: the same bits whatever batch a segment falls in."""

import numpy as np
import pytest
from networks import dense_network, reader, weights_of

from skseq._engine import Network, estimates, scoring
from skseq._series.plans import scoring_plan
from skseq.detectors import (
    AutoencoderDetector,
    GRUDetector,
    LSTMDetector,
    StackedLSTMDetector,
)

NETWORK = dense_network()


def all_estimates(X, plan, boundaries=None):
    weights = weights_of(NETWORK.model(plan.length, seed=3))
    boundaries = [0, len(X)] if boundaries is None else boundaries
    parts = list(estimates(NETWORK, weights, plan, reader(X), boundaries))
    segments, rows, estimated = zip(*parts, strict=True)
    return list(segments), np.concatenate(rows), np.concatenate(estimated)


@pytest.fixture
def small_batches(monkeypatch):
    monkeypatch.setattr(scoring, "ROWS_PER_BATCH", 64)


@pytest.mark.parametrize("kind", ["window", "block"])
def test_estimates_are_those_of_the_model(kind, small_batches):
    plan = scoring_plan(kind, 4)
    X = np.random.RandomState(0).normal(size=(800, 2))
    segments, rows, estimated = all_estimates(X, plan)
    assert len(segments) > 1
    indices = np.concatenate([part.rows() for part in segments])
    model = NETWORK.model(plan.length, seed=3)
    expected = np.asarray(model(reader(X)(indices)))[:, plan.skipped :]
    np.testing.assert_allclose(estimated, expected, atol=1e-5)
    np.testing.assert_array_equal(rows, reader(X)(indices)[:, plan.skipped :])


def test_place_in_a_batch_changes_no_bit(small_batches):
    plan = scoring_plan("window", 4, causal=True)
    X = np.random.RandomState(0).normal(size=(160, 2))
    _, _, expected = all_estimates(X, plan)
    for first in (1, 5, 16, 33, 47, 50):
        _, _, estimated = all_estimates(X[first:], plan)
        # The first windows are filled up with the first row.
        np.testing.assert_array_equal(estimated[3:], expected[first + 3 :])


def test_size_of_a_batch_is_bounded_and_leaves_no_row_over():
    for window_size in (1, 2, 3, 100, 1000, 100_000):
        for kind in ("window", "block"):
            plan = scoring_plan(kind, window_size)
            size = scoring.batch_size(plan)
            assert 48 <= size <= 4096 and size % 48 == 0


def some_and_more(build, settings, plan, n_some, n_more, n_features=2):
    """Return estimates of the first of some rows, alone and among more."""
    network = Network(build, n_features, tuple(settings.items()))
    weights = weights_of(network.model(plan.length, seed=3))
    X = np.random.RandomState(0).normal(size=(n_more, n_features))
    some, more = (
        np.concatenate([estimated for *_, estimated in parts])
        for parts in (
            estimates(network, weights, plan, reader(X), [0, n_some]),
            estimates(network, weights, plan, reader(X), [0, n_some, n_more]),
        )
    )
    assert len(some) < len(more)
    return some, more[: len(some)]


# Products with few columns are summed in orders of their own.
@pytest.mark.parametrize(
    ("units", "latent_size"),
    [(4, 2), (4, 3), (8, 2), (12, 5), (16, 5), (64, 3), (100, 3), (1, 1)],
)
@pytest.mark.parametrize("cls", [GRUDetector, LSTMDetector])
def test_few_blocks_are_estimated_to_the_bits_of_many(cls, units, latent_size):
    plan = scoring_plan("block", 8, lags=(0, 7))
    settings = {"units": units, "lags": plan.lags, "latent_size": latent_size}
    few, among_many = some_and_more(cls.build_network, settings, plan, 60, 2000)
    np.testing.assert_array_equal(few, among_many)


def test_few_blocks_of_stacked_layers_are_estimated_to_the_bits_of_many():
    plan = scoring_plan("block", 8, lags=(0, 7))
    settings = {"units": (128, 2), "lags": plan.lags, "latent_size": 2}
    build = StackedLSTMDetector.build_network
    few, among_many = some_and_more(build, settings, plan, 60, 2000)
    np.testing.assert_array_equal(few, among_many)


@pytest.mark.parametrize("latent_size", [2, 5])
@pytest.mark.parametrize("n_features", [1, 3])
@pytest.mark.parametrize("window_size", [1, 3])
def test_few_windows_are_estimated_to_the_bits_of_many(
    window_size, n_features, latent_size
):
    plan = scoring_plan("window", window_size)
    build = AutoencoderDetector.build_network
    settings = {"hidden_layer_sizes": (12,), "latent_size": latent_size, "noise": 0.3}
    settings |= {"activation": "relu"}
    # Neither is a multiple of a batch.
    few, among_many = some_and_more(build, settings, plan, 61, 3333, n_features)
    np.testing.assert_array_equal(few, among_many)


def test_short_series_are_estimated_to_the_bits_of_long_ones():
    plan = scoring_plan("block", 8, lags=(0, 7))
    settings = {"units": 8, "lags": plan.lags, "latent_size": 3}
    network = Network(LSTMDetector.build_network, 2, tuple(settings.items()))
    weights = weights_of(network.model(plan.length, seed=3))
    X = np.random.RandomState(0).normal(size=(60, 2))
    (_, _, long), *_ = estimates(network, weights, plan, reader(X), [0, 60])
    (_, _, short), *_ = estimates(network, weights, plan, reader(X[:8]), [0, 8])
    assert short.shape[1] == 8 < long.shape[1]
    np.testing.assert_array_equal(short[0, :8, 0], long[0, :8, 0])


def test_series_are_scored_apart(small_batches):
    plan = scoring_plan("block", 4)
    X = np.random.RandomState(0).normal(size=(90, 2))
    _, _, together = all_estimates(X, plan, [0, 31, 90])
    _, _, one = all_estimates(X[:31], plan)
    _, _, other = all_estimates(X[31:], plan)
    np.testing.assert_array_equal(together, np.concatenate([one, other]))


def test_weights_of_other_shapes_are_refused():
    plan = scoring_plan("window", 4)
    weights = weights_of(NETWORK.model(plan.length, seed=3))
    weights[0] = weights[0][:1]
    parts = estimates(NETWORK, weights, plan, reader(np.zeros((9, 2))), [0, 9])
    with pytest.raises(ValueError, match=r"weights_ has arrays of the shapes \[\(1, "):
        next(parts)
