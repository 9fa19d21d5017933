"""Estimates by a network that sees the last rows of a stream at once."""

from __future__ import annotations

from typing import Any

import numpy as np

from skseq._forward import WindowNetwork
from skseq._forward.arrays import State
from skseq._streaming.at import At, read_ring, write_ring


class Windows:
    """A window that moves on by one row; before a stream stands its first row."""

    def __init__(self, network: WindowNetwork, window_size: int) -> None:
        self._network = network
        self._ages = np.arange(window_size - 1, -1, -1)

    def init(self, n: int) -> State:
        """Return the states of new streams."""
        shape = n, len(self._ages), self._network.n_features
        return {"rows": np.zeros(shape, np.float32)}

    def step(self, state: Any, at: At, rows: np.ndarray) -> np.ndarray:
        """Return the estimates of the row itself, (n, 1, n_network_columns)."""
        ring = state["rows"]
        first = at.place == 0
        starting = at.some(first)
        if starting is not None:
            ring[starting.which] = (
                rows[first] if isinstance(first, np.ndarray) else rows
            )[:, None]
        write_ring(ring, at, rows)
        return self._network.last_row(read_ring(ring, at, self._ages))[:, None]
