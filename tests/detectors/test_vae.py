"""VAEDetector: a random latent space in training, its means in scoring."""

import numpy as np
import pytest
from sklearn.utils._param_validation import InvalidParameterError
from tiny import tiny

from skseq._engine.programs import get_programs
from skseq.utils._checks.common import seasonal_series

X = seasonal_series(200)


def layers_of(weights):
    """Return kernel and bias of hidden, mean, log variance, hidden and last layer."""
    return list(zip(weights[::2], weights[1::2], strict=True))


def latent_of(weights, rows):
    """Return means and log variances of the latent numbers of windows."""
    (kernel, bias), mean, log_variance = layers_of(weights)[:3]
    hidden = np.maximum(rows.reshape(len(rows), -1) @ kernel + bias, 0)
    return tuple(hidden @ kernel + bias for kernel, bias in (mean, log_variance))


def decode(weights, latent, shape):
    """Return the windows that are reconstructed from latent numbers."""
    (kernel, bias), last = layers_of(weights)[3:]
    hidden = np.maximum(latent @ kernel + bias, 0)
    return (hidden @ last[0] + last[1]).reshape(shape)


def test_network_reconstructs_from_the_means(fitted, segments):
    detector = fitted("VAEDetector")
    rows = segments(detector.network_)
    mean, _ = latent_of(detector.weights_, rows)
    assert mean.shape == (len(rows), 3)
    expected = decode(detector.weights_, mean, (len(rows), 8, 1, 2))
    for _ in range(2):
        found = np.asarray(detector.network_(rows))
        np.testing.assert_allclose(found, expected, atol=1e-5)


def losses_of_steps(beta, segments):
    """Return weights, rows and the losses of steps that do not change the weights."""
    detector = tiny("VAEDetector", window_size=8, max_iter=3, beta=beta).fit(X)
    network = detector._architecture(8).network(detector._model().estimator.columns)
    programs = get_programs(network, 8)
    state = programs.initial_state(detector.network_)
    rows = segments(detector.network_, n_segments=32)
    batch = rows[None], np.ones((1, 32, 8, 1, 1), "f4"), np.zeros(1, "f4")
    losses = []
    for _ in range(200):
        state, loss = programs.train(state, 1, *batch)
        losses.append(float(loss))
    return detector.weights_, rows, losses


def test_loss_is_that_of_the_docs(segments):
    weights, rows, losses = losses_of_steps(1.5, segments)
    mean, log_variance = latent_of(weights, rows)
    variance = np.exp(log_variance)
    divergence = 0.5 * (mean**2 + variance - 1 - log_variance).sum(axis=1).mean()
    rng, errors = np.random.default_rng(0), []
    for _ in range(200):
        latent = mean + np.sqrt(variance) * rng.normal(size=mean.shape)
        errors.append(np.mean((decode(weights, latent, rows.shape) - rows) ** 2))
    expected = np.mean(errors) + 2 * 1.5 / 16 * divergence
    # The noise is drawn anew at every step.
    assert len(set(losses)) > 100
    assert np.mean(losses) == pytest.approx(expected, rel=0.01)
    assert 2 * 1.5 / 16 * divergence > 0.05 * expected


def test_a_large_beta_leaves_nothing_of_a_window():
    spread = []
    for beta in (0.01, 1e3):
        detector = tiny("VAEDetector", window_size=8, beta=beta, detrend=False).fit(X)
        spread.append(np.std(detector.predict_expected(X), axis=0).max())
    assert spread[1] < 0.1 * spread[0]


@pytest.mark.parametrize("beta", [-0.1, "1", None])
def test_bad_beta_is_refused(beta):
    with pytest.raises(InvalidParameterError, match="'beta' parameter"):
        tiny("VAEDetector", beta=beta).fit(X)
