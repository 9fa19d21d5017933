"""What the recurrent layers share."""

import jax
import keras
from jax import lax

# Up to so many columns are multiplied one by one, in one loop with the activations.
FEW_COLUMNS = 4


def is_plain(layer, initial_state, mask):
    """Tell whether a call of a recurrent layer is the plain one.

    Parameters
    ----------
    layer : keras.layers.LSTM or keras.layers.GRU
        The layer that is called.
    initial_state, mask : object
        Arguments of the call.

    Returns
    -------
    is_plain : bool
        True for the usual activations, with biases, from a state of zeros, over whole
        sequences, without dropout, on a CPU. A GPU has faster code of its own.
    """
    return (
        jax.default_backend() == "cpu"
        and initial_state is None
        and mask is None
        and layer.activation is keras.activations.tanh
        and layer.recurrent_activation is keras.activations.sigmoid
        and layer.use_bias
        and not (layer.dropout or layer.recurrent_dropout)
        and not (layer.stateful or layer.return_state)
    )


def in_time_order(sequences):
    """Return sequences with time as their first axis.

    Parameters
    ----------
    sequences : array of shape (batch, length, n_features)
        What a layer reads.

    Returns
    -------
    rows : array of shape (length, batch, n_features)
        The same numbers. The barrier has them copied once, not within each product
        that reads them.
    """
    return lax.optimization_barrier(sequences.swapaxes(0, 1))


def project(row, kernel):
    """Return what a layer makes of its inputs at one step.

    Within the recurrence, so that it is added while it is in the cache: made for all
    rows at once, it is by far the largest array of a layer.

    Parameters
    ----------
    row : array of shape (batch, n_features)
        The inputs.
    kernel : array of shape (n_features, width)
        Weights of the inputs.

    Returns
    -------
    projected : array of shape (batch, width)
        The product.
    """
    n_features = len(kernel)
    if n_features > FEW_COLUMNS:
        return row @ kernel
    return sum(row[:, [column]] * kernel[column] for column in range(n_features))
