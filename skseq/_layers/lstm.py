"""LSTM: the numbers of keras.layers.LSTM, in less time on a CPU.

It makes fewer and larger operations:

- The sigmoid is ``(1 + tanh(x / 2)) / 2``. The halves go into the weights, so that one
  tanh makes all four gates.
- The products of the rows with the kernel are made step by step, in the cache.
- The recurrence backward in time does only what depends on its own results. All
  derivatives of gates are made before it, the gradients of the weights after it.
"""

from __future__ import annotations

from typing import Any, cast

import jax
import jax.numpy as jnp
from jax import lax

from skseq._engine.backend import import_keras
from skseq._layers.recurrent import in_time_order, is_plain, project

# The backend is chosen before Keras is first imported.
keras = import_keras()


@keras.saving.register_keras_serializable(package="skseq")
class LSTM(keras.layers.LSTM):
    """Long short-term memory [1]_, with the arguments and weights of Keras' layer.

    Parameters
    ----------
    units : int
        Size of the state, at least 1.
    **kwargs : dict
        The other arguments of ``keras.layers.LSTM``.

    See Also
    --------
    skseq.detectors.LSTMDetector : A detector with this layer.

    References
    ----------
    .. [1] S. Hochreiter and J. Schmidhuber, "Long Short-Term Memory", Neural
       Computation 9(8), 1997. `doi:10.1162/neco.1997.9.8.1735
       <https://doi.org/10.1162/neco.1997.9.8.1735>`_.

    Examples
    --------
    >>> import numpy as np
    >>> from skseq.layers import LSTM
    >>> LSTM(4, return_sequences=True)(np.zeros((2, 7, 3))).shape
    (2, 7, 4)
    """

    def __init__(self, units: int, **kwargs: Any) -> None:
        super().__init__(units, **kwargs)

    def call(
        self,
        sequences: jax.Array,
        initial_state: Any = None,
        mask: Any = None,
        training: bool = False,
    ) -> jax.Array:
        """Return the states of sequences, or their last states, as Keras' layer.

        Parameters
        ----------
        sequences : array of shape (batch, length, n_features)
            Rows of sequences.
        initial_state : list of arrays or None, default=None
            First states; None = zeros.
        mask : array of shape (batch, length) or None, default=None
            Which rows are read; None = all.
        training : bool, default=False
            Whether the network is being trained: it then drops out what is asked for.

        Returns
        -------
        states : array of shape (batch, length, units) or (batch, units)
            All states with ``return_sequences=True``, else the last ones.
        """
        if not is_plain(self, initial_state, mask):
            return super().call(sequences, initial_state, mask, training)
        if self.go_backwards:
            sequences = jnp.flip(sequences, axis=1)
        cell = self.cell
        # A state of integers could not be multiplied by weights.
        sequences = jnp.asarray(sequences, cell.kernel.value.dtype)
        weights = cell.kernel.value, cell.recurrent_kernel.value, cell.bias.value
        states = run_lstm(sequences, *weights)
        return states if self.return_sequences else states[:, -1]


@jax.custom_vjp
def run_lstm(
    sequences: jax.Array,
    kernel: jax.Array,
    recurrent_kernel: jax.Array,
    bias: jax.Array,
) -> jax.Array:
    """Return the states of an LSTM that starts with zeros, (batch, length, units).

    The weights have the layout of Keras: input, forget, candidate and output gates.
    """
    rows = in_time_order(sequences)
    h = cast(jax.Array, _recur(rows, kernel, recurrent_kernel, bias, keep=False))
    return h.swapaxes(0, 1)


def _halves(recurrent_kernel: jax.Array) -> jax.Array:
    """Return by what weights are multiplied so that one tanh makes all gates."""
    units = len(recurrent_kernel)
    return jnp.repeat(jnp.array([0.5, 0.5, 1.0, 0.5], recurrent_kernel.dtype), units)


def _gates(
    activations: jax.Array,
) -> tuple[jax.Array, jax.Array, jax.Array, jax.Array]:
    """Return input gate, forget gate, candidate and output gate."""
    i, f, g, o = jnp.split(activations, 4, axis=-1)
    return 0.5 * i + 0.5, 0.5 * f + 0.5, g, 0.5 * o + 0.5


def _recur(
    rows: jax.Array,
    kernel: jax.Array,
    recurrent_kernel: jax.Array,
    bias: jax.Array,
    keep: bool,
) -> jax.Array | tuple[jax.Array, jax.Array, jax.Array]:
    """Return states or, to ``keep``, what the way back needs, in time order."""
    halves = _halves(recurrent_kernel)
    kernel, recurrent, bias = lax.optimization_barrier(
        (kernel * halves, recurrent_kernel * halves, bias * halves)
    )

    def step(carried: tuple[jax.Array, jax.Array], row: jax.Array) -> Any:
        h, c = carried
        activations = jnp.tanh(project(row, kernel) + bias + h @ recurrent)
        i, f, g, o = _gates(activations)
        c = f * c + i * g
        h = o * jnp.tanh(c)
        return (h, c), ((h, activations, c) if keep else h)

    zeros = jnp.zeros((rows.shape[1], len(recurrent_kernel)), rows.dtype)
    return lax.scan(step, (zeros, zeros), rows)[1]


def _forward(
    sequences: jax.Array, *weights: jax.Array
) -> tuple[jax.Array, tuple[Any, ...]]:
    """Return the states and what :func:`_backward` needs."""
    rows = in_time_order(sequences)
    h, activations, c = _recur(rows, *weights, keep=True)
    return h.swapaxes(0, 1), (rows, weights, h, activations, c)


def _backward(
    kept: tuple[Any, ...], dh: jax.Array
) -> tuple[jax.Array, jax.Array, jax.Array, jax.Array]:
    """Return the gradients of the sequences and of the three weights."""
    rows, (kernel, recurrent_kernel, _), h, activations, c = kept
    zeros = jnp.zeros((1, *h.shape[1:]), h.dtype)
    h_before, c_before = (jnp.concatenate([zeros, x[:-1]]) for x in (h, c))
    slopes, to_c, f = lax.optimization_barrier(_slopes(activations, c, c_before))
    halves = _halves(recurrent_kernel)
    back = lax.optimization_barrier((recurrent_kernel * halves).T)

    def step(carried: tuple[jax.Array, jax.Array], inputs: Any) -> Any:
        dh, dc = carried
        more, slopes, to_c, f = inputs
        dh = dh + more
        dc = dc + dh * to_c
        towards = jnp.concatenate([dc, dc, dc, dh], axis=1).reshape(slopes.shape)
        dz = (slopes * towards).reshape(len(dh), -1)
        return (dz @ back, dc * f), dz

    inputs = dh.swapaxes(0, 1), slopes, to_c, f
    _, dz = lax.scan(step, (zeros[0], zeros[0]), inputs, reverse=True)
    dz = dz.reshape(-1, len(halves))
    flat = rows.reshape(-1, rows.shape[2])
    drows = (dz @ (kernel * halves).T).reshape(rows.shape)
    dkernel = flat.T @ dz * halves
    drecurrent = h_before.reshape(-1, h.shape[2]).T @ dz * halves
    return drows.swapaxes(0, 1), dkernel, drecurrent, dz.sum(axis=0) * halves


def _slopes(
    activations: jax.Array, c: jax.Array, c_before: jax.Array
) -> tuple[jax.Array, jax.Array, jax.Array]:
    """Return by what gradients are multiplied on their way back through each step.

    These are the derivatives of the cell state or of the output by the activations of
    the gates, of the output by the cell state, and of the cell state by the one before.
    """
    i, f, g, o = _gates(activations)
    tanh_c = lax.optimization_barrier(jnp.tanh(c))
    # Chosen by the number of the gate, over four axes: XLA is far slower when parts
    # are concatenated, or when axes are merged within the same operation.
    shape = *c.shape[:2], 4, c.shape[2]
    gate = lax.broadcasted_iota(jnp.int32, shape, 2)
    parts = 0.5 * g, 0.5 * lax.optimization_barrier(c_before), i, 0.5 * tanh_c
    parts = [jnp.broadcast_to(part[:, :, None], shape) for part in parts]
    slopes = (1 - activations.reshape(shape) ** 2) * lax.select_n(gate, *parts)
    return slopes, o * (1 - tanh_c**2), f


run_lstm.defvjp(_forward, _backward)
