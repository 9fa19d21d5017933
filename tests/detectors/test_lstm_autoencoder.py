"""LSTMAutoencoderDetector: a window through the last state, and back in reverse."""

import numpy as np
from numpy_networks import lstm


def test_network_encodes_forward_and_decodes_backward(fitted, segments):
    detector = fitted("LSTMAutoencoderDetector")
    weights = detector.weights_
    encoder, decoder, (kernel, bias) = weights[:3], weights[3:6], weights[6:]
    network = detector.network_
    rows = segments(network)
    latent = lstm(rows, *encoder)[:, -1:]
    states = lstm(np.repeat(latent, rows.shape[1], axis=1), *decoder)
    expected = (states @ kernel + bias)[:, ::-1, None]
    np.testing.assert_allclose(network(rows), expected, atol=1e-5)
