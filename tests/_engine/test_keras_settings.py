"""Global settings of Keras and JAX are the user's, and change no score."""

import jax
import numpy as np
import pytest
from tiny import tiny

import skseq
from skseq._engine.backend import import_keras
from skseq.utils._checks.common import seasonal_series

keras = import_keras()
X = seasonal_series(200)
# Between them they have every layer: dense, random, LSTM, GRU and convolution.
NETWORKS = ["VAEDetector", "LSTMAutoencoderDetector", "GRUDetector", "TCNDetector"]


def scores():
    """Return the scores of some detectors, by networks that are built anew."""
    skseq.clear_caches()
    fits = {name: tiny(name, window_size=8, max_iter=5).fit(X) for name in NETWORKS}
    return {name: fitted.score_samples(X) for name, fitted in fits.items()}


@pytest.fixture(scope="module")
def expected():
    return scores()


def in_float64(on):
    jax.config.update("jax_enable_x64", on)
    keras.config.set_floatx("float64" if on else "float32")
    keras.config.set_dtype_policy("float64" if on else "float32")


def in_float16(on):
    keras.config.set_floatx("float16" if on else "float32")


def in_bfloat16(on):
    keras.config.set_dtype_policy("mixed_bfloat16" if on else "float32")


def channels_first(on):
    order = "channels_first" if on else "channels_last"
    keras.config.set_image_data_format(order)


@pytest.mark.parametrize(
    "setting", [in_float64, in_float16, in_bfloat16, channels_first]
)
def test_settings_change_no_score(setting, expected):
    setting(True)
    try:
        found = scores()
    finally:
        setting(False)
        skseq.clear_caches()
    for name, values in expected.items():
        np.testing.assert_array_equal(found[name], values, err_msg=name)
