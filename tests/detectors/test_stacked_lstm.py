"""StackedLSTMDetector: each layer reads the sequence of the one below."""

import numpy as np
import pytest
from numpy_networks import assert_estimates, estimates, lstm
from tiny import tiny

from skseq.utils._checks.common import seasonal_series


def test_upper_layer_reads_the_sequence_of_the_lower_one(
    fitted, segments, recurrent_weights
):
    detector = fitted("StackedLSTMDetector")
    (lower, upper), latent, heads = recurrent_weights(detector, 2)
    assert [w.shape for w in lower] == [(2, 32), (8, 32), (32,)]
    assert [w.shape for w in upper] == [(8, 16), (4, 16), (16,)]
    network = detector.network_
    rows = segments(network)
    layers = [lambda x: lstm(x, *lower), lambda x: lstm(x, *upper)]
    expected = estimates(rows, layers, detector.lags_, latent, heads)
    assert_estimates(network(rows), expected)


@pytest.mark.parametrize("units", [(3,), (4, 3, 2), [2, 2, 2, 2]])
def test_any_depth(units, recurrent_weights):
    detector = tiny("StackedLSTMDetector", units=units, window_size=4, max_iter=1)
    detector.fit(seasonal_series(60))
    layers, latent, _ = recurrent_weights(detector, len(units))
    assert [len(recurrent) for _, recurrent, _ in layers] == list(units)
    assert len(latent[0]) == units[-1]
    assert np.isfinite(detector.score_samples(seasonal_series(30))).all()
