"""Layers that Keras loads from files, and that take whatever numbers there are."""

import numpy as np
import pytest
from recurrent_layers import keras
from tiny import DETECTORS

from skseq.layers import GRU, LSTM, Latent


# Of Keras, which saves arrays of JAX as older versions of NumPy made them.
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
# Of Keras 3.10, whose loaded networks expect a list of one input.
@pytest.mark.filterwarnings("ignore:(?s).*The structure of .inputs.:UserWarning")
@pytest.mark.parametrize("name", DETECTORS)
def test_saved_networks_can_be_loaded(fitted, tmp_path, name):
    network = fitted(name).network_
    network.save(tmp_path / "network.keras")
    loaded = keras.models.load_model(tmp_path / "network.keras")
    rows = np.random.RandomState(0).normal(size=(3, *network.input_shape[1:]))
    answers = [np.asarray(model(rows)) for model in (loaded, network)]
    np.testing.assert_allclose(*answers, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("layer", [GRU, LSTM])
def test_integers_are_numbers(layer):
    made = layer(3, return_sequences=True)
    whole = np.arange(24).reshape(2, 4, 3)
    np.testing.assert_array_equal(made(whole), made(whole.astype("float32")))


def test_latent_numbers_are_drawn_in_training_only():
    mean, log_variance = np.ones((2000, 2), "float32"), np.zeros((2000, 2), "float32")
    layer = Latent(0.5, seed=1)
    np.testing.assert_array_equal(layer(mean, log_variance), mean)
    drawn = np.asarray(layer(mean, log_variance, training=True)) - mean
    assert abs(drawn.mean()) < 0.1 and abs(drawn.std() - 1) < 0.1
    # Of N(1, 1) from N(0, 1) the divergence is a half in each column.
    assert float(layer.losses[0]) == pytest.approx(0.5)
    again = Latent.from_config(layer.get_config())
    assert again.weight == 0.5 and again.seed == 1
