"""Programs: shared by networks of one shape, bounded in number, and forgotten."""

from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from networks import dense_network, weights_of
from sklearn.base import clone
from tiny import tiny

import skseq
from skseq._engine import programs
from skseq._engine.programs import get_programs, weighted_loss


@pytest.fixture
def own_cache(monkeypatch):
    """Give the test a cache of its own and count how often JAX's are cleared."""
    cleared = []
    monkeypatch.setattr(programs, "_programs", OrderedDict())
    monkeypatch.setattr(programs, "MAX_PROGRAMS", 4)
    monkeypatch.setattr(programs.jax, "clear_caches", lambda: cleared.append(True))
    return cleared


def test_equal_networks_share_programs(own_cache):
    first = get_programs(dense_network(units=3), 5)
    assert get_programs(dense_network(units=3), 5) is first
    others = [
        get_programs(dense_network(units=4), 5),
        get_programs(dense_network(n_features=1), 5),
        get_programs(dense_network(units=3), 6),
    ]
    assert len({id(first), *map(id, others)}) == 4


def test_threads_get_the_same_programs(own_cache):
    with ThreadPoolExecutor(4) as threads:
        found = threads.map(lambda _: get_programs(dense_network(), 5), range(8))
    assert len(set(map(id, found))) == 1


def test_cache_is_bounded_and_keeps_what_was_used_last(own_cache):
    kept = get_programs(dense_network(units=1), 3)
    for units in range(2, 12):
        get_programs(dense_network(units=units), 3)
        assert len(programs._programs) <= 4
        assert get_programs(dense_network(units=1), 3) is kept
    # Only clearing JAX's own caches gives memory back.
    assert own_cache


def test_clear_caches_forgets_everything_and_changes_no_score():
    X = np.random.RandomState(0).normal(size=(60, 2))
    detector = tiny("AutoencoderDetector", window_size=4, max_iter=3).fit(X)
    expected = detector.score_samples(X)
    assert programs._programs
    skseq.clear_caches()
    assert not programs._programs
    np.testing.assert_array_equal(detector.score_samples(X), expected)
    refitted = clone(detector).fit(X)
    np.testing.assert_array_equal(refitted.score_samples(X), expected)


def test_weights_go_in_and_out_in_the_order_of_keras():
    network = dense_network()
    model = network.model(5, seed=7)
    shared = get_programs(network, 5)
    weights = shared.weights_of(shared.initial_state(model))
    for ours, theirs in zip(weights, weights_of(model), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_loss_is_the_mean_over_estimates_that_carry_weight():
    rng = np.random.RandomState(0)
    segments = rng.normal(size=(3, 4, 2)).astype("f4")
    estimates = rng.normal(size=(3, 4, 2, 2)).astype("f4")
    weights = np.zeros((3, 4, 2, 1), dtype="f4")
    weights[1, 2:, 0] = 1
    errors = (segments[:, :, None] - estimates) ** 2
    loss = float(weighted_loss(segments, estimates, weights))
    assert loss == pytest.approx(errors[1, 2:, 0].mean(), rel=1e-5)
    estimates[0] = estimates[:, :, 1] = 1e6
    assert float(weighted_loss(segments, estimates, weights)) == loss
    by_column = weights * np.array([1, 0], dtype="f4")
    loss = float(weighted_loss(segments, estimates, by_column))
    assert loss == pytest.approx(errors[1, 2:, 0, 0].mean(), rel=1e-5)
    assert float(weighted_loss(segments, estimates, 0 * weights)) == 0


def test_noise_is_new_at_every_step_and_absent_from_estimates():
    network, length = dense_network(noise=0.5), 5
    shared = get_programs(network, length)
    state = shared.initial_state(network.model(length, seed=1))
    rows = np.random.RandomState(0).normal(size=(1, 4, length, 2)).astype("f4")
    weights, rates = np.ones((1, 4, length, 1, 1), "f4"), np.zeros(1, "f4")
    losses = []
    for _ in range(3):
        # At a learning rate of zero only the noise can change the loss.
        state, loss = shared.train(state, 1, rows, weights, rates)
        losses.append(float(loss))
    assert len(set(losses)) == 3
    network_weights = shared.weights_of(state)
    one, other = (shared.estimate(network_weights, rows[0])[0] for _ in range(2))
    np.testing.assert_array_equal(one, other)
