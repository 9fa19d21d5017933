"""GRU: as skseq._layers.gru, one row at a time."""

from __future__ import annotations

from typing import Any

import numpy as np

from skseq._forward.arrays import Count, Which


class GRULayer:
    """A layer of gated recurrent units, whose reset comes after the product."""

    memory = None  # It never forgets a row altogether

    def __init__(
        self, kernel: np.ndarray, recurrent_kernel: np.ndarray, biases: np.ndarray
    ) -> None:
        self.weights = kernel, recurrent_kernel, biases
        self.units = units = len(recurrent_kernel)
        halves = np.repeat(np.array([0.5, 0.5, 1.0], np.float32), units)
        outside = np.repeat(np.array([1.0, 1.0, 0.0], np.float32), units)
        self._kernel = kernel * halves
        self._recurrent = recurrent_kernel * halves
        # The bias of the candidate's recurrent part stands within the reset.
        # With two axes, as rows have: else NumPy takes longer for a single one.
        self._bias = ((biases[0] + biases[1] * outside) * halves)[None]
        self._inner_bias = biases[1:, 2 * units :]

    def init(self, n: int) -> dict[str, np.ndarray]:
        """Return the states of new streams."""
        return {"h": np.zeros((n, self.units), np.float32)}

    def step(
        self, state: Any, which: Which, place: Count, rows: np.ndarray
    ) -> np.ndarray:
        """Return what the layer gives out after one more row, and move its state."""
        units = self.units
        h = state["h"][which]
        inputs = rows @ self._kernel
        inputs += self._bias
        products = h @ self._recurrent
        gates = inputs[:, : 2 * units] + products[:, : 2 * units]
        np.tanh(gates, out=gates)
        gates *= 0.5
        gates += 0.5
        candidate = products[:, 2 * units :] + self._inner_bias
        candidate *= gates[:, units:]
        candidate += inputs[:, 2 * units :]
        np.tanh(candidate, out=candidate)
        # z * h + (1 - z) * candidate
        new = h - candidate
        new *= gates[:, :units]
        new += candidate
        state["h"][which] = new
        return new
