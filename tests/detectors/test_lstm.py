"""LSTMDetector: real input, forget and output gates, and forecasts of later rows."""

import numpy as np
from numpy_networks import forecasts, lstm


def test_network_computes_the_equations_of_the_docs(
    fitted, segments, forecaster_weights
):
    detector = fitted("LSTMDetector")
    [weights], kernel, bias = forecaster_weights(detector, 1)
    assert [w.shape for w in weights] == [(2, 32), (8, 32), (32,)]
    network = detector.network_
    rows = segments(network)
    expected = forecasts(
        rows, [lambda x: lstm(x, *weights)], detector.horizons, kernel, bias
    )
    estimates, log_variances = network(rows)
    np.testing.assert_allclose(estimates, expected, atol=1e-5)
    assert log_variances.shape == estimates.shape


def test_forecast_depends_on_rows_before_its_horizon_only(fitted, segments):
    detector = fitted("LSTMDetector")
    network = detector.network_
    rows, t = segments(network), 12
    changed = rows.copy()
    changed[:, t] += 1
    for before, after in zip(network(rows), network(changed), strict=True):
        for number, horizon in enumerate(detector.horizons):
            difference = np.abs(np.subtract(after, before))[:, :, number]
            assert not difference[:, : t + horizon].any()
            assert difference[:, t + horizon].all()


def test_forget_gates_start_open():
    import keras

    from skseq.detectors import LSTMDetector

    network = LSTMDetector.build_network(2, 16, units=8, horizons=(1,), seed=0)
    layer = next(x for x in network.layers if isinstance(x, keras.layers.LSTM))
    i, f, c, o = np.split(np.asarray(layer.weights[2].value), 4)
    assert not np.concatenate([i, c, o]).any()
    np.testing.assert_array_equal(f, 1)
