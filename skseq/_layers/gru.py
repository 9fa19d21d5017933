"""GRU: the numbers of keras.layers.GRU, in less time on a CPU.

It works like :mod:`skseq._layers.lstm`: the sigmoid is a tanh of half its argument,
the products with the kernel are made step by step, and the gradients of the weights
are one product each after the recurrence.
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
class GRU(keras.layers.GRU):
    """Gated recurrent units [1]_, with the arguments and weights of Keras' layer.

    Parameters
    ----------
    units : int
        Size of the state, at least 1.
    **kwargs : dict
        The other arguments of ``keras.layers.GRU``.

    See Also
    --------
    skseq.detectors.GRUDetector : A detector with this layer.

    References
    ----------
    .. [1] K. Cho et al., "Learning Phrase Representations using RNN Encoder-Decoder for
       Statistical Machine Translation", EMNLP 2014. `doi:10.3115/v1/D14-1179
       <https://doi.org/10.3115/v1/D14-1179>`_.

    Examples
    --------
    >>> import numpy as np
    >>> from skseq.layers import GRU
    >>> GRU(4, return_sequences=True)(np.zeros((2, 7, 3))).shape
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
        if not (self.reset_after and is_plain(self, initial_state, mask)):
            return super().call(sequences, initial_state, mask, training)
        if self.go_backwards:
            sequences = jnp.flip(sequences, axis=1)
        cell = self.cell
        # A state of integers could not be multiplied by weights.
        sequences = jnp.asarray(sequences, cell.kernel.value.dtype)
        weights = cell.kernel.value, cell.recurrent_kernel.value, cell.bias.value
        states = run_gru(sequences, *weights)
        return states if self.return_sequences else states[:, -1]


@jax.custom_vjp
def run_gru(
    sequences: jax.Array,
    kernel: jax.Array,
    recurrent_kernel: jax.Array,
    biases: jax.Array,
) -> jax.Array:
    """Return the states of a GRU that starts with zeros, (batch, length, units).

    The weights have the layout of Keras: update gate, reset gate and candidate; the
    biases of the kernel, then those of the recurrent kernel.
    """
    rows = in_time_order(sequences)
    h = cast(jax.Array, _recur(rows, kernel, recurrent_kernel, biases, keep=False))
    return h.swapaxes(0, 1)


def _halves(recurrent_kernel: jax.Array) -> jax.Array:
    """Return by what weights are multiplied so that a tanh makes the gates."""
    units = len(recurrent_kernel)
    return jnp.repeat(jnp.array([0.5, 0.5, 1.0], recurrent_kernel.dtype), units)


def _recur(
    rows: jax.Array,
    kernel: jax.Array,
    recurrent_kernel: jax.Array,
    biases: jax.Array,
    keep: bool,
) -> jax.Array | tuple[jax.Array, jax.Array, jax.Array, jax.Array]:
    """Return states or, to ``keep``, also what the way back needs, in time order."""
    units = len(recurrent_kernel)
    halves = _halves(recurrent_kernel)
    # The bias of the candidate's recurrent part stands within the reset.
    outside = jnp.repeat(jnp.array([1.0, 1.0, 0.0], rows.dtype), units)
    bias = (biases[0] + biases[1] * outside) * halves
    inner_bias = biases[1, 2 * units :]
    kernel, recurrent, bias = lax.optimization_barrier(
        (kernel * halves, recurrent_kernel * halves, bias)
    )

    def step(h: jax.Array, row: jax.Array) -> Any:
        inputs, products = project(row, kernel) + bias, h @ recurrent
        gates = jnp.tanh(inputs[:, : 2 * units] + products[:, : 2 * units])
        inner = products[:, 2 * units :] + inner_bias
        z, r = (0.5 * gate + 0.5 for gate in jnp.split(gates, 2, axis=1))
        candidate = jnp.tanh(inputs[:, 2 * units :] + r * inner)
        h = z * h + (1 - z) * candidate
        return h, ((h, gates, inner, candidate) if keep else h)

    zeros = jnp.zeros((rows.shape[1], units), rows.dtype)
    return lax.scan(step, zeros, rows)[1]


def _forward(
    sequences: jax.Array, *weights: jax.Array
) -> tuple[jax.Array, tuple[Any, ...]]:
    """Return the states and what :func:`_backward` needs."""
    rows = in_time_order(sequences)
    h, *kept = _recur(rows, *weights, keep=True)
    return h.swapaxes(0, 1), (rows, weights, h, *kept)


def _backward(
    kept: tuple[Any, ...], dh: jax.Array
) -> tuple[jax.Array, jax.Array, jax.Array, jax.Array]:
    """Return the gradients of the sequences and of the three weights."""
    rows, (kernel, recurrent_kernel, _), h, gates, inner, candidate = kept
    units = len(recurrent_kernel)
    zeros = jnp.zeros((1, *h.shape[1:]), h.dtype)
    h_before = jnp.concatenate([zeros, h[:-1]])
    slopes, of_candidate, z = _slopes(h_before, gates, inner, candidate)
    slopes, z = lax.optimization_barrier((slopes, z))
    halves = _halves(recurrent_kernel)
    back = lax.optimization_barrier((recurrent_kernel * halves).T)

    def step(dh: jax.Array, inputs: Any) -> Any:
        more, slopes, z = inputs
        dh = dh + more
        towards = jnp.concatenate([dh, dh, dh], axis=1).reshape(slopes.shape)
        dproducts = (slopes * towards).reshape(len(dh), -1)
        return dh * z + dproducts @ back, (dh, dproducts)

    inputs = dh.swapaxes(0, 1), slopes, z
    _, (dh, dproducts) = lax.scan(step, zeros[0], inputs, reverse=True)
    dcandidate = (dh * of_candidate).reshape(-1, units)
    dproducts = dproducts.reshape(-1, 3 * units)
    dinputs = jnp.concatenate([dproducts[:, : 2 * units], dcandidate], axis=1)
    flat = rows.reshape(-1, rows.shape[2])
    drows = (dinputs @ (kernel * halves).T).reshape(rows.shape)
    dkernel = flat.T @ dinputs * halves
    drecurrent = h_before.reshape(-1, units).T @ dproducts * halves
    dbiases = jnp.stack([dinputs.sum(axis=0), dproducts.sum(axis=0)]) * halves
    return drows.swapaxes(0, 1), dkernel, drecurrent, dbiases


def _slopes(
    h_before: jax.Array, gates: jax.Array, inner: jax.Array, candidate: jax.Array
) -> tuple[jax.Array, jax.Array, jax.Array]:
    """Return by what the gradient of a state is multiplied on its way back.

    These are the derivatives of the state by each product with the recurrent kernel, by
    the argument of the candidate's tanh, and by the state before it.
    """
    z, r = (0.5 * gate + 0.5 for gate in jnp.split(gates, 2, axis=-1))
    of_candidate = (1 - z) * (1 - candidate**2)
    # Chosen by the number of the gate, over four axes: XLA is far slower when parts
    # are concatenated, or when axes are merged within the same operation.
    shape = *h_before.shape[:2], 3, h_before.shape[2]
    gate = lax.broadcasted_iota(jnp.int32, shape, 2)
    t_z, t_r = jnp.split(gates, 2, axis=-1)
    of_candidate = lax.optimization_barrier(of_candidate)
    of_z = 0.5 * (h_before - candidate) * (1 - t_z**2)
    of_r = 0.5 * of_candidate * inner * (1 - t_r**2)
    parts = [
        jnp.broadcast_to(part[:, :, None], shape)
        for part in (of_z, of_r, of_candidate * r)
    ]
    return lax.select_n(gate, *parts), of_candidate, z


run_gru.defvjp(_forward, _backward)
