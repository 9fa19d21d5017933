"""What all forecasting networks share: how rows ahead are estimated."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import keras

    from skseq._layers.initializers import InitialWeights


def forecast_rows(
    rows: keras.KerasTensor,
    recurrent_layers: Sequence[keras.layers.Layer],
    lags: tuple[int, ...],
    window_size: int,
    initial: InitialWeights,
) -> keras.Model:
    """Return the network that estimates the next rows from what layers have read.

    An estimate is the sum of two: a linear head on the state, and a linear function of
    the last ``window_size`` rows of the same column, as an autoregression has it, with
    the same weights for all columns (Lai et al., "Modeling long- and short-term
    temporal patterns with deep neural networks", SIGIR 2018).
    """
    import keras

    length, n_features = rows.shape[1:]
    horizon, n_columns = len(lags), n_features // 2
    # Zeros, the mean of standardized rows, stand where nothing has been seen yet.
    padded = keras.layers.ZeroPadding1D(
        (horizon, 0), data_format="channels_last", dtype="float32"
    )(rows)
    states, n_states = padded, horizon + length
    for layer in recurrent_layers:
        states = layer(states)
    heads = keras.layers.Dense(
        horizon * n_features, kernel_initializer=initial.glorot_uniform, dtype="float32"
    )(states)
    heads = keras.ops.reshape(heads, (-1, n_states, horizon, n_features))
    # Column by column, each as a series of values and changes.
    each = keras.ops.reshape(padded, (-1, n_states, n_columns, 2))
    each = keras.ops.transpose(each, (0, 2, 1, 3))
    each = keras.ops.reshape(each, (-1, n_states, 2))
    each = keras.layers.Conv1D(
        2 * horizon,
        window_size,
        padding="causal",
        data_format="channels_last",
        kernel_initializer="zeros",
        use_bias=False,
        dtype="float32",
    )(each)
    each = keras.ops.reshape(each, (-1, n_columns, n_states, horizon, 2))
    each = keras.ops.transpose(each, (0, 2, 3, 1, 4))
    heads += keras.ops.reshape(each, (-1, n_states, horizon, n_features))
    shifted = [
        heads[:, horizon + lag : horizon + lag + length, number]
        for number, lag in enumerate(lags)
    ]
    return keras.Model(rows, keras.ops.stack(shifted, axis=2))
