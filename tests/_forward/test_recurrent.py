"""Rows read one by one give the estimates of whole segments."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from tiny import DETECTORS, tiny

from skseq.utils._checks.common import seasonal_series

ROW_BY_ROW = [name for name in DETECTORS if "lags" in tiny(name).get_params()]
LENGTH = 21


@pytest.fixture(scope="module")
def networks():
    """Return the networks in NumPy of detectors that read row by row."""
    return {
        name: tiny(name, window_size=8, max_iter=5, lags=(-2, 0, 3))
        .fit(seasonal_series(120))
        ._model()
        .estimator.forward
        for name in ROW_BY_ROW
    }


@pytest.mark.parametrize("name", ROW_BY_ROW)
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_streams_in_any_order_give_what_segments_give(networks, name, data):
    network = networks[name]
    rng = np.random.RandomState(0)
    segments = rng.normal(size=(4, LENGTH, 2)).astype(np.float32)
    expected = network(segments)
    start, before = network.started()
    state = _repeated(start, 4)
    places, made = np.zeros(4, dtype=int), np.zeros((4, LENGTH, 3, 2))
    while (places < LENGTH).any():
        open_streams = np.flatnonzero(places < LENGTH).tolist()
        chosen = data.draw(st.sets(st.sampled_from(open_streams), min_size=1))
        which = np.array(sorted(chosen))
        rows = segments[which, places[which]]
        found = network.estimate(network.read(state, which, places[which], rows))
        made[which, places[which]] = found
        places[which] += 1
    assert_allclose(made[:, :, 1], expected[:, :, 1], atol=1e-6)
    assert_allclose(made[:, 3:, 2], expected[:, :-3, 2], atol=1e-6)
    assert_allclose(made[:, :-2, 0], expected[:, 2:, 0], atol=1e-6)
    assert_allclose(before[:, 0], expected[0, :2, 0], atol=1e-6)


def _repeated(state, n):
    if isinstance(state, dict):
        return {name: _repeated(part, n) for name, part in state.items()}
    return np.repeat(state, n, axis=0)


@pytest.mark.parametrize("name", ROW_BY_ROW)
def test_slices_move_the_same_states_as_numbers(networks, name):
    network = networks[name]
    rows = np.random.RandomState(0).normal(size=(5, 3, 2)).astype(np.float32)
    both = []
    for which in (slice(1, 4), np.arange(1, 4)):
        state = network.init(6)
        for place, row in enumerate(rows):
            at = place if isinstance(which, slice) else np.full(3, place)
            both.append(network.read(state, which, at, row))
    np.testing.assert_array_equal(both[:5], both[5:])


def test_memory_is_that_of_convolutions(networks):
    memories = {name: network.memory for name, network in networks.items()}
    # A window of 8 rows, less the rows that the earliest forecast is ahead.
    assert memories.pop("TCNDetector") == 5
    assert set(memories.values()) == {None}
