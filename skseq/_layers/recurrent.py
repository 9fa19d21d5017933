"""What the recurrent layers share."""

from __future__ import annotations

from typing import Any

import jax
from jax import lax

from skseq._engine.backend import import_keras

# The backend is chosen before Keras is first imported.
keras = import_keras()

# Up to so many columns are multiplied one by one, in one loop with the activations.
FEW_COLUMNS = 4


def is_plain(layer: Any, initial_state: Any, mask: Any) -> bool:
    """Tell whether a call of a recurrent layer is the plain one, of JAX on a CPU.

    It has the usual activations and biases, starts from zeros and reads whole sequences
    without dropout. A GPU has faster code of its own.
    """
    return (
        keras.config.backend() == "jax"
        and jax.default_backend() == "cpu"
        and initial_state is None
        and mask is None
        and layer.activation is keras.activations.tanh
        and layer.recurrent_activation is keras.activations.sigmoid
        and layer.use_bias
        and not (layer.dropout or layer.recurrent_dropout)
        and not (layer.stateful or layer.return_state)
    )


def in_time_order(sequences: jax.Array) -> jax.Array:
    """Return sequences with time as their first axis, (length, batch, n_features)."""
    # The barrier has them copied once, not within each product that reads them.
    return lax.optimization_barrier(sequences.swapaxes(0, 1))


def project(row: jax.Array, kernel: jax.Array) -> jax.Array:
    """Return the product of the inputs of one step with the kernel.

    Within the recurrence, so that it is added while it is in the cache: made for all
    rows at once, it is by far the largest array of a layer.
    """
    n_features = len(kernel)
    if n_features > FEW_COLUMNS:
        return row @ kernel
    product: Any = sum(row[:, [i]] * kernel[i] for i in range(n_features))
    return product
