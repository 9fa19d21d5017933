"""From rows to what the network reads: without their trend, to one scale."""

from __future__ import annotations

from typing import Any

import numpy as np

from skseq._forward.arrays import State
from skseq._model.columns import NetworkInput
from skseq._series.scaling import compress, standardize
from skseq._series.smoothing import known_share
from skseq._streaming.at import At
from skseq._streaming.trailing import TwiceTrailingMean


class Input:
    """What the network reads of rows, as :meth:`NetworkInput.rows` of series."""

    def __init__(self, network_input: NetworkInput) -> None:
        columns = network_input.columns
        self._read = columns.in_network
        self._reads_all = len(self._read) == len(columns.center)
        self._center = columns.center[self._read]
        self._scale = columns.scale[self._read]
        self._detrended = np.flatnonzero(network_input.is_detrended)
        self._shape_center, self._shape_scale = network_input.shape
        n_detrended = len(self._detrended)
        self._trend = TwiceTrailingMean(network_input.trend_size, n_detrended)
        self._network_input, self._size = network_input, network_input.trend_size
        self._n_ranged = len(network_input.ranged)

    def init(self, n: int) -> State:
        """Return the states of new streams."""
        return self._trend.init(n) if len(self._detrended) else {}

    def step(
        self, state: Any, at: At, rows: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return float32 rows (n, n_network_columns), and how far levels are off."""
        if not self._reads_all:
            rows = rows[:, self._read]
        z = standardize(rows, self._center, self._scale)
        if not len(self._detrended):
            return z.astype(np.float32), np.empty((len(z), 0))
        levels = z[:, self._detrended]
        trend = self._trend.step(state, at, levels)
        shapes = levels - trend
        shapes -= self._shape_center
        z[:, self._detrended] = compress(shapes / self._shape_scale)
        return z.astype(np.float32), self._excursions(trend, at)

    def _excursions(self, trend: np.ndarray, at: At) -> np.ndarray:
        """Return how far levels are from their range, (n, n_ranged)."""
        if not self._n_ranged:
            return np.empty((len(trend), 0))
        known = known_share(np.asarray(at.place) + 1, self._size)
        return self._network_input.excursions(trend, np.reshape(known, (-1, 1)))
