"""Latent numbers are those that the estimates of a network are made from."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from tiny import DETECTORS, tiny

from skseq._forward import DECODED, encodings, network_name
from skseq._series.plans import scoring_plan

WINDOWS = [
    name for name in DETECTORS if network_name(DETECTORS[name].build_network) in DECODED
]
ROWS = [name for name in DETECTORS if name not in WINDOWS]


def network_of(name, fitted):
    """Return a network in NumPy, and windows for it."""
    network = fitted(name)._model().estimator.forward
    shape = 5, 8, network.n_features
    return network, np.random.RandomState(0).normal(size=shape).astype(np.float32)


@pytest.mark.parametrize("name", WINDOWS)
def test_decoded_windows_are_the_estimates_of_their_last_rows(name, fitted):
    network, windows = network_of(name, fitted)
    latent = network.encode(windows)
    assert latent.shape == (5, 1, network.n_latent)
    assert network.n_latent == (8 if "LSTM" in name else 3)
    assert_array_equal(network.decode(latent[:, 0]), network.last_row(windows))
    assert_allclose(network.last_row(windows), network(windows)[:, -1, 0], atol=1e-6)


@pytest.mark.parametrize("name", ROWS)
def test_rows_are_estimated_from_latent_numbers(name, fitted):
    network, segments = network_of(name, fitted)
    latent, (kernel, bias) = network.encode(segments), network.heads[-1]
    assert latent.shape == (5, 8, 3)
    made = (latent @ kernel + bias).reshape(5, 8, len(network.lags), -1)
    found = network(segments)
    for number, lag in enumerate(network.lags):
        assert_allclose(
            made[:, lag:, number], found[:, : 8 - lag, number], atol=1e-5, err_msg=lag
        )


def test_a_state_that_is_not_compressed_is_given_as_it_is():
    X = np.random.RandomState(0).normal(size=(60, 1))
    detector = tiny("GRUDetector", window_size=8, max_iter=1, latent_size=None).fit(X)
    network = detector._model().estimator.forward
    assert network.n_latent == 8
    segments = X[:16].reshape(2, 8, 1).astype(np.float32)
    states = [
        network.read(state, slice(0, 2), 0, segments[:, 0])
        for state in [network.init(2)]
    ]
    assert_array_equal(network.encode(segments)[:, 0], states[0])


@pytest.mark.parametrize("name", ["AutoencoderDetector", "GRUDetector"])
def test_batches_do_not_depend_on_the_number_of_rows(name, fitted, monkeypatch):
    network, _ = network_of(name, fitted)
    X = np.random.RandomState(0).normal(size=(2000, network.n_features))
    plan = scoring_plan("window" if name in WINDOWS else "block", 8, causal=True)
    sizes, encode = set(), network.encode
    monkeypatch.setattr(
        network, "encode", lambda rows: sizes.add(len(rows)) or encode(rows)
    )
    for n_rows in (1, 30, 2000):
        read = X.astype(np.float32).__getitem__
        list(encodings(network, plan, read, np.array([0, n_rows])))
    assert len(sizes) == 1
