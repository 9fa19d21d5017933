"""Estimates by a network that sees the last rows of a stream at once."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from skseq._forward import WindowNetwork
from skseq._forward.arrays import State
from skseq._streaming.at import At, read_ring, write_ring


class Windows:
    """A window that moves on by one row; before a stream stands its first row."""

    def __init__(self, network: WindowNetwork, window_size: int) -> None:
        self._network, self._size = network, window_size
        # The window that ends with a place begins after it: places_of all ages, the
        # oldest first, without a table of them.
        places = np.arange(1, 2 * window_size) % window_size
        self._places = sliding_window_view(places, window_size)

    def init(self, n: int) -> State:
        """Return the states of new streams."""
        shape = n, self._size, self._network.n_features
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
        windows = read_ring(ring, at, self._places)
        return self._network.last_row(windows)[:, None]
