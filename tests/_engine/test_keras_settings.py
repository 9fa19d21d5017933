"""Global settings of Keras and JAX are the user's, and change no score."""

from functools import partial

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
    assert all(fitted.network_.built for fitted in fits.values())
    return {name: fitted.score_samples(X) for name, fitted in fits.items()}


@pytest.fixture(scope="module")
def expected():
    return scores()


# The setter of each setting, and the value that it has.
KERAS = {
    "image_data_format": (keras.config.set_image_data_format, "channels_last"),
    "floatx": (keras.config.set_floatx, "float32"),
    "dtype_policy": (keras.config.set_dtype_policy, "float32"),
    "epsilon": (keras.config.set_epsilon, 1e-7),
}
JAX = {
    name: (partial(jax.config.update, name), getattr(jax.config, name))
    for name in (
        "jax_enable_x64",
        "jax_default_matmul_precision",
        "jax_numpy_dtype_promotion",
        "jax_numpy_rank_promotion",
        "jax_default_prng_impl",
        "jax_threefry_partitionable",
        "jax_enable_custom_prng",
        "jax_legacy_prng_key",
        "jax_random_seed_offset",
        "jax_debug_key_reuse",
        "jax_disable_jit",
        "jax_no_tracing",
        "jax_debug_nans",
        "jax_debug_infs",
        "jax_check_tracer_leaks",
        "jax_enable_checks",
        "jax_transfer_guard",
    )
}
SETTINGS = KERAS | JAX
# Settings of each kind, and all of float64 together; the others with -m slow.
OTHERS = [
    {"image_data_format": "channels_first"},
    {"floatx": "float16"},
    {"dtype_policy": "mixed_bfloat16"},
    {"jax_enable_x64": True, "floatx": "float64", "dtype_policy": "float64"},
    {"jax_numpy_rank_promotion": "raise"},
    {"jax_default_prng_impl": "rbg"},
]
FURTHER = [
    {"floatx": "bfloat16"},
    {"floatx": "float64"},
    {"dtype_policy": "mixed_float16"},
    {"dtype_policy": "float64"},
    {"epsilon": 1e-2},
    {"jax_enable_x64": True},
    {"jax_default_matmul_precision": "bfloat16"},
    {"jax_numpy_dtype_promotion": "strict"},
    {"jax_threefry_partitionable": False},
    {"jax_enable_custom_prng": True},
    {"jax_legacy_prng_key": "error"},
    {"jax_random_seed_offset": 7},
    {"jax_debug_key_reuse": True},
    {"jax_disable_jit": True},
    {"jax_no_tracing": True},
    {"jax_debug_nans": True},
    {"jax_debug_infs": True},
    {"jax_check_tracer_leaks": True},
    {"jax_enable_checks": True},
    {"jax_transfer_guard": "disallow"},
]
OTHERS += [pytest.param(further, marks=pytest.mark.slow) for further in FURTHER]


@pytest.mark.parametrize("others", OTHERS, ids=str)
def test_settings_change_no_score(others, expected):
    for name, value in others.items():
        SETTINGS[name][0](value)
    try:
        found = scores()
    finally:
        for name in others:
            reset, value = SETTINGS[name]
            reset(value)
        skseq.clear_caches()
    for name, values in expected.items():
        np.testing.assert_array_equal(found[name], values, err_msg=name)
