"""GRUDetector: real update and reset gates."""

import numpy as np
from numpy_networks import forecasts, gru


def test_network_computes_the_equations_of_the_docs(
    fitted, segments, forecaster_weights
):
    detector = fitted("GRUDetector")
    [weights], kernel, bias = forecaster_weights(detector, 1)
    # Three gates, against the four of an LSTM.
    assert [w.shape for w in weights] == [(2, 24), (8, 24), (2, 24)]
    network = detector.network_
    rows = segments(network)
    expected = forecasts(
        rows, [lambda x: gru(x, *weights)], detector.horizons, kernel, bias
    )
    np.testing.assert_allclose(network(rows)[0], expected, atol=1e-5)
