"""LSTM: as skseq._layers.lstm, one row at a time."""

from __future__ import annotations

from typing import Any

import numpy as np

from skseq._forward.arrays import Count, Which


class LSTMLayer:
    """A layer of long short-term memory cells; one tanh makes all four gates."""

    memory = None  # It never forgets a row altogether

    def __init__(
        self, kernel: np.ndarray, recurrent_kernel: np.ndarray, bias: np.ndarray
    ) -> None:
        self.weights = kernel, recurrent_kernel, bias
        self.units = len(recurrent_kernel)
        # All with two axes, as rows have: else NumPy takes longer for a single one.
        ones = np.ones((1, self.units), dtype=np.float32)
        # Input, forget and output gates are (1 + tanh(x / 2)) / 2, the third part is
        # the tanh itself.
        self._halves = np.hstack([ones / 2, ones / 2, ones, ones / 2])
        self._shift = 1 - self._halves
        self._kernel = kernel * self._halves
        self._recurrent = recurrent_kernel * self._halves
        self._bias = bias * self._halves

    def init(self, n: int) -> dict[str, np.ndarray]:
        """Return the states of new streams."""
        return {name: np.zeros((n, self.units), np.float32) for name in ("h", "c")}

    def step(
        self, state: Any, which: Which, place: Count, rows: np.ndarray
    ) -> np.ndarray:
        """Return what the layer gives out after one more row, and move its state."""
        gates = state["h"][which] @ self._recurrent
        gates += rows @ self._kernel
        gates += self._bias
        np.tanh(gates, out=gates)
        gates *= self._halves
        gates += self._shift
        units = self.units
        c = gates[:, units : 2 * units] * state["c"][which]
        c += gates[:, :units] * gates[:, 2 * units : 3 * units]
        h = np.tanh(c)
        h *= gates[:, 3 * units :]
        state["c"][which] = c
        state["h"][which] = h
        return h
