"""One pass over series: the same bits whatever batch a segment falls in."""

import numpy as np
import pytest
from networks import dense_network, reader, weights_of

from skseq._engine import estimates, scoring
from skseq._plans import scoring_plan

NETWORK = dense_network()


def all_estimates(X, plan, borders=None):
    weights = weights_of(NETWORK.model(plan.length, seed=3))
    borders = [0, len(X)] if borders is None else borders
    parts = list(estimates(NETWORK, weights, plan, reader(X), borders))
    segments, rows, estimated = zip(*parts, strict=True)
    return list(segments), np.concatenate(rows), np.concatenate(estimated)


@pytest.fixture
def small_batches(monkeypatch):
    monkeypatch.setattr(scoring, "ROWS_PER_BATCH", 64)


@pytest.mark.parametrize("kind", ["window", "block"])
def test_estimates_are_those_of_the_model(kind, small_batches):
    plan = scoring_plan(kind, 4)
    X = np.random.RandomState(0).normal(size=(150, 2))
    segments, rows, estimated = all_estimates(X, plan)
    assert len(segments) > 2
    indices = np.concatenate([part.rows() for part in segments])
    model = NETWORK.model(plan.length, seed=3)
    expected = np.asarray(model(reader(X)(indices)))[:, plan.skipped :]
    np.testing.assert_allclose(estimated, expected, atol=1e-5)
    np.testing.assert_array_equal(rows, reader(X)(indices)[:, plan.skipped :])


def test_place_in_a_batch_changes_no_bit(small_batches):
    plan = scoring_plan("window", 4, causal=True)
    X = np.random.RandomState(0).normal(size=(100, 2))
    _, _, expected = all_estimates(X, plan)
    for first in (1, 5, 16, 33):
        _, _, estimated = all_estimates(X[first:], plan)
        # The first windows are filled up with the first row.
        np.testing.assert_array_equal(estimated[3:], expected[first + 3 :])


def test_size_of_a_batch_is_a_bounded_power_of_two():
    for window_size in (1, 2, 3, 100, 1000, 100_000):
        size = scoring.batch_size(scoring_plan("window", window_size))
        assert 1 <= size <= 4096
        assert size & (size - 1) == 0


def test_series_are_scored_apart(small_batches):
    plan = scoring_plan("block", 4)
    X = np.random.RandomState(0).normal(size=(90, 2))
    _, _, together = all_estimates(X, plan, [0, 31, 90])
    _, _, one = all_estimates(X[:31], plan)
    _, _, other = all_estimates(X[31:], plan)
    np.testing.assert_array_equal(together, np.concatenate([one, other]))
