"""Segments to feed to networks."""

import numpy as np
import pytest


@pytest.fixture
def segments():
    """Return a maker of standardized segments that fit a network's input."""

    def make(network, n_segments=3, seed=0):
        shape = n_segments, *network.input_shape[1:]
        return np.random.RandomState(seed).normal(size=shape).astype(np.float32)

    return make


@pytest.fixture
def forecaster_weights():
    """Return a splitter of weights: three per layer, then kernel and bias of heads."""

    def split(detector, n_layers):
        weights = detector.weights_
        assert len(weights) == 3 * n_layers + 2
        layers = [weights[3 * i : 3 * i + 3] for i in range(n_layers)]
        return layers, weights[-2], weights[-1]

    return split
