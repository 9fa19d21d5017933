"""GRUDetector: real update and reset gates."""

from numpy_networks import assert_estimates, estimates, gru


def test_network_computes_the_equations_of_the_docs(
    fitted, segments, recurrent_weights
):
    detector = fitted("GRUDetector")
    [weights], latent, heads = recurrent_weights(detector, 1)
    # Three gates, against the four of an LSTM.
    assert [w.shape for w in weights] == [(2, 24), (8, 24), (2, 24)]
    network = detector.network_
    rows = segments(network)
    layers = [lambda x: gru(x, *weights)]
    expected = estimates(rows, layers, detector.lags_, latent, heads)
    assert_estimates(network(rows), expected)
