"""What recurrent layers share: plain calls, and products by few or many columns."""

import numpy as np
import pytest
from jax import numpy as jnp

from skseq._layers.gru import GRU
from skseq._layers.lstm import LSTM
from skseq._layers.recurrent import FEW_COLUMNS, in_time_order, is_plain, project


@pytest.mark.parametrize("n_features", [1, FEW_COLUMNS, FEW_COLUMNS + 1, 20])
def test_product_is_the_same_by_columns_and_at_once(n_features):
    rng = np.random.RandomState(0)
    row = rng.normal(size=(6, n_features)).astype("f4")
    kernel = rng.normal(size=(n_features, 5)).astype("f4")
    product = project(jnp.asarray(row), jnp.asarray(kernel))
    np.testing.assert_allclose(product, row @ kernel, rtol=1e-5, atol=1e-6)


def test_time_comes_first():
    sequences = np.arange(24.0).reshape(2, 3, 4)
    rows = in_time_order(jnp.asarray(sequences))
    np.testing.assert_array_equal(rows, sequences.swapaxes(0, 1))


@pytest.mark.parametrize("cls", [LSTM, GRU])
@pytest.mark.parametrize(
    "options",
    [
        {"activation": "relu"},
        {"recurrent_activation": "hard_sigmoid"},
        {"use_bias": False},
        {"dropout": 0.5},
        {"recurrent_dropout": 0.5},
        {"stateful": True},
        {"return_state": True},
    ],
    ids=str,
)
def test_only_the_usual_layer_is_plain(cls, options):
    assert is_plain(cls(3), None, None)
    assert not is_plain(cls(3, **options), None, None)


def test_only_a_call_without_state_and_mask_is_plain():
    state, mask = np.zeros((2, 3)), np.ones((2, 7), dtype=bool)
    assert not is_plain(LSTM(3), state, None)
    assert not is_plain(LSTM(3), None, mask)
