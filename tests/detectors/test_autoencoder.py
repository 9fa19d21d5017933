"""AutoencoderDetector: everything passes through the latent space."""

import numpy as np
import pytest
from sklearn.decomposition import PCA
from sklearn.utils._param_validation import InvalidParameterError
from tiny import tiny

from skseq._series.plans import training_plan
from skseq._series.segments import Layout
from skseq.utils._checks.common import seasonal_series


def test_network_is_an_encoder_and_a_decoder(fitted, segments):
    detector = fitted("AutoencoderDetector")
    network = detector.network_
    rows = segments(network)
    *layers, (kernel, bias) = zip(
        detector.weights_[::2], detector.weights_[1::2], strict=True
    )
    sizes = [kernel.shape[1] for kernel, _ in layers]
    assert sizes == [16, 3, 16]
    values = rows.reshape(len(rows), -1)
    for number, (inner_kernel, inner_bias) in enumerate(layers):
        values = values @ inner_kernel + inner_bias
        if number != 1:  # the latent space is linear
            values = np.maximum(values, 0)
    expected = (values @ kernel + bias).reshape(len(rows), 8, 1, 2)
    np.testing.assert_allclose(network(rows), expected, atol=1e-5)


@pytest.mark.parametrize("latent_size", [1, 4])
def test_latent_size_is_the_rank_of_a_linear_network(latent_size, segments):
    detector = tiny(
        "AutoencoderDetector",
        window_size=8,
        activation="linear",
        hidden_layer_sizes=(6, 5),
        latent_size=latent_size,
        max_iter=5,
    ).fit(seasonal_series(100))
    network = detector.network_
    estimates = np.asarray(network(segments(network, n_segments=100)))
    estimates = estimates.reshape(100, -1).astype(float)
    values = np.linalg.svd(estimates - estimates.mean(axis=0), compute_uv=False)
    assert (values > 1e-4 * values[0]).sum() == latent_size


def test_linear_network_comes_close_to_principal_components():
    X = seasonal_series(400, n_features=1)
    detector = tiny(
        "AutoencoderDetector",
        window_size=8,
        activation="linear",
        noise=0.0,
        detrend=False,
        smoothing=1,
        latent_size=2,
        learning_rate=0.01,
    ).fit(X)
    layout = Layout(training_plan("window", 8), [0, len(X)])
    windows = X[layout[np.arange(len(layout))].rows(), 0] / X.std()
    components = PCA(2).fit(windows)
    restored = components.inverse_transform(components.transform(windows))
    best = np.square(windows - restored).mean()
    assert best < -detector.score(X) < 1.5 * best


def test_noise_is_added_in_training_only(fitted):
    X = seasonal_series(200)
    plain = tiny("AutoencoderDetector", window_size=8, max_iter=5, noise=0.0).fit(X)
    noisy = fitted("AutoencoderDetector")
    assert noisy.noise > 0
    assert plain.loss_curve_ != noisy.loss_curve_
    np.testing.assert_array_equal(noisy.score_samples(X), noisy.score_samples(X))


@pytest.mark.parametrize("sizes", [(), (8, 0), 8, "8"])
def test_bad_layers_are_refused(sizes):
    detector = tiny("AutoencoderDetector", hidden_layer_sizes=sizes)
    with pytest.raises(InvalidParameterError, match="'hidden_layer_sizes' parameter"):
        detector.fit(seasonal_series(50))


@pytest.mark.parametrize("name", ["AutoencoderDetector", "VAEDetector"])
def test_single_rows_have_no_order(name):
    X = np.random.RandomState(0).normal(size=(150, 4))
    detector = tiny(name, window_size=1, max_iter=5).fit(X)
    assert detector.smoothing_ == 1
    assert detector.context_ == (0, 0)
    # As after a long event, at another level, and from a sensor that is stuck.
    new = (
        np.random.RandomState(1).normal(size=(300, 4))
        + np.repeat([0, 9, 0], 100)[:, None]
    )
    new[200:250] = new[200]
    scores = detector.score_samples(new)
    assert (scores < -1).any()
    for seed in range(3):
        order = np.random.RandomState(seed).permutation(len(new))
        np.testing.assert_array_equal(detector.score_samples(new[order]), scores[order])
    groups = np.arange(len(new)) // 7
    np.testing.assert_array_equal(detector.score_samples(new, groups=groups), scores)
