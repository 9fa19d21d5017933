"""Shared fixtures: real labelled series, where at hand, and fitted detectors."""

import os

# Read when scipy is imported: without it scikit-learn skips its array API check.
os.environ.setdefault("SCIPY_ARRAY_API", "1")

from functools import cache
from importlib.metadata import version

import numpy as np
import pytest
from hypothesis import settings
from shared_files import shared_file

# A copy of it becomes a detector in a test.
collect_ignore = ["scratch_detector.py"]

# The same examples at each run: a failure is then that of the change at hand. Nothing
# is timed: a machine may be busy.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")

FOLDER = "SKSEQ_COMPILE_CACHE"


def pytest_configure(config):
    """Let all workers, and the processes they start, share compiled programs on disk.

    Most of the time of the tests is that of the compiler. A program is found by all
    that it depends on, and computes the same bits, but with JAX 0.6.
    """
    is_exact = not version("jax").startswith("0.6.")
    if is_exact and FOLDER not in os.environ and hasattr(config, "cache"):
        os.environ[FOLDER] = str(config.cache.mkdir("compiled"))


@pytest.fixture
def compiled_anew(monkeypatch):
    """Let the test, and the processes it starts, compile what it needs."""
    monkeypatch.setenv(FOLDER, "0")


@pytest.fixture
def real_series():
    """Return a loader: name of a file of shared/data -> (X, y, train_end)."""

    def load(name):
        with np.load(shared_file(f"data/{name}.npz")) as data:
            return data["X"], data["y"], int(data["train_end"])

    return load


@pytest.fixture(scope="session")
def fitted():
    """Return a small fitted detector by name; tests share it and leave it as it is."""
    from tiny import tiny

    from skseq.utils._checks.common import seasonal_series

    @cache
    def fit(name):
        return tiny(name, window_size=8, max_iter=5).fit(seasonal_series(200))

    return fit


@pytest.fixture
def segments():
    """Return a maker of standardized segments that fit a network's input."""

    def make(network, n_segments=3, seed=0):
        shape = n_segments, *network.input_shape[1:]
        return np.random.RandomState(seed).normal(size=shape).astype(np.float32)

    return make


@pytest.fixture
def recurrent_weights():
    """Return a splitter of weights: three per layer, latent space, then the heads."""

    def split(detector, n_layers):
        weights = detector.weights_
        assert len(weights) == 3 * n_layers + 4
        layers = [weights[3 * i : 3 * i + 3] for i in range(n_layers)]
        return layers, weights[-4:-2], weights[-2:]

    return split
