"""LSTMDetector: real input, forget and output gates, and recollection of rows."""

import numpy as np
from numpy_networks import assert_estimates, estimates, lstm


def test_network_computes_the_equations_of_the_docs(
    fitted, segments, recurrent_weights
):
    detector = fitted("LSTMDetector")
    [weights], latent, heads = recurrent_weights(detector, 1)
    assert [w.shape for w in weights] == [(2, 32), (8, 32), (32,)]
    assert [w.shape for w in latent] == [(8, 3), (3,)]
    network = detector.network_
    rows = segments(network)
    layers = [lambda x: lstm(x, *weights)]
    expected = estimates(rows, layers, detector.lags_, latent, heads)
    assert_estimates(network(rows), expected)


def test_forget_gates_start_open():
    import keras

    from skseq.detectors import LSTMDetector

    network = LSTMDetector.build_network(
        2, 16, units=8, lags=(0,), latent_size=3, seed=0
    )
    layer = next(x for x in network.layers if isinstance(x, keras.layers.LSTM))
    i, f, c, o = np.split(np.asarray(layer.weights[2].value), 4)
    assert not np.concatenate([i, c, o]).any()
    np.testing.assert_array_equal(f, 1)
