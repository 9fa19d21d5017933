"""Causal dilated convolutions, one row at a time: rings hold the rows they look at."""

from __future__ import annotations

from typing import Any

import numpy as np

from skseq._forward.arrays import Count, Which


class Convolution:
    """A causal convolution of ``size`` taps, each ``dilation`` rows apart."""

    def __init__(
        self, kernel: np.ndarray, bias: np.ndarray, size: int, dilation: int = 1
    ) -> None:
        self.units = len(bias)
        self.memory = (size - 1) * dilation
        self.kernel, self.bias = kernel, bias
        self.size, self.dilation = size, dilation
        self._n_inputs = len(kernel) // size
        # How many rows ago each tap but the last looks, the oldest first.
        self._ages = dilation * np.arange(size - 1, 0, -1)

    def init(self, n: int) -> dict[str, np.ndarray]:
        """Return the states of new streams: zeros stand before the first row."""
        return {"ring": np.zeros((n, self.memory, self._n_inputs), np.float32)}

    def step(
        self, state: Any, which: Which, place: Count, rows: np.ndarray
    ) -> np.ndarray:
        """Return what the layer gives out after one more row, and move its state."""
        if not self.memory:
            return rows @ self.kernel + self.bias
        ring = state["ring"]
        if isinstance(place, np.ndarray):
            places = (place[:, None] - self._ages) % self.memory
            taps = ring[which][np.arange(len(place))[:, None], places]
        else:
            taps = ring[which][:, (place - self._ages) % self.memory]
        taps = np.concatenate([taps.reshape(len(rows), -1), rows], axis=1)
        ring[which, place % self.memory] = rows
        return taps @ self.kernel + self.bias


class ResidualBlock:
    """Two convolutions with ReLU, added to what they read."""

    def __init__(self, first: Convolution, second: Convolution) -> None:
        self.units = second.units
        self.memory = first.memory + second.memory
        self.first, self.second = first, second

    def init(self, n: int) -> dict[str, Any]:
        """Return the states of new streams."""
        return {"first": self.first.init(n), "second": self.second.init(n)}

    def step(
        self, state: Any, which: Which, place: Count, rows: np.ndarray
    ) -> np.ndarray:
        """Return what the block gives out after one more row, and move its state."""
        found = np.maximum(self.first.step(state["first"], which, place, rows), 0)
        found = np.maximum(self.second.step(state["second"], which, place, found), 0)
        found += rows
        return np.maximum(found, 0)


def cover(reach: int, kernel_size: int) -> tuple[int, list[int]]:
    """Return the first kernel size and the dilations that reach so many rows back."""
    per_dilation = 2 * (kernel_size - 1)
    left, rest = divmod(reach, per_dilation)
    dilations = []
    while left:
        dilations.append(min(2 ** len(dilations), left))
        left -= dilations[-1]
    return rest + 1, dilations
