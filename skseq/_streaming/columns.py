"""From rows to what the network reads: without their trend, to one scale."""

from __future__ import annotations

from typing import Any

import numpy as np

from skseq._forward.arrays import State
from skseq._model.columns import NetworkInput
from skseq._model.levels import excursions
from skseq._series.scaling import compress
from skseq._streaming.at import At, known_share_at
from skseq._streaming.chosen import Chosen, as_row
from skseq._streaming.trailing import TwiceTrailingMean


class Input:
    """What the network reads of rows, as :meth:`NetworkInput.rows` of series."""

    def __init__(self, network_input: NetworkInput) -> None:
        columns, read = network_input.columns, network_input.columns.in_network
        self._read = Chosen(read, len(columns.center))
        self._scale = as_row(columns.scale[read])
        self._center = as_row(columns.center[read]) / self._scale
        detrended = np.flatnonzero(network_input.is_detrended)
        self._n_detrended, self._size = len(detrended), network_input.trend_size
        self._detrended = Chosen(detrended, len(read))
        self._trend = TwiceTrailingMean(self._size, len(detrended))
        self._shape_center, self._shape_scale = map(as_row, network_input.shape)
        ranged = network_input.ranged
        places = np.searchsorted(read[detrended], ranged)
        self._n_ranged, self._ranged = len(ranged), Chosen(places, len(detrended))
        levels = columns.lowest_level, columns.highest_level, columns.level_unit
        self._low, self._high, self._unit = (as_row(x[ranged]) for x in levels)

    def init(self, n: int) -> State:
        """Return the states of new streams."""
        return self._trend.init(n) if self._n_detrended else {}

    def step(
        self, state: Any, at: At, rows: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return float32 rows (n, n_network_columns), and how far levels are off."""
        # As skseq._series.scaling.standardize.
        with np.errstate(over="ignore"):
            z = compress(self._read.of(rows) / self._scale - self._center)
        if not self._n_detrended:
            return z.astype(np.float32), np.empty((len(z), 0))
        levels = self._detrended.of(z)
        trend = self._trend.step(state, at, levels)
        shapes = (levels - trend - self._shape_center) / self._shape_scale
        z = self._detrended.changed(z, compress(shapes))
        return z.astype(np.float32), self._excursions(trend, at)

    def _excursions(self, trend: np.ndarray, at: At) -> np.ndarray:
        """Return how far levels are from their range, (n, n_ranged)."""
        if not self._n_ranged:
            return np.empty((len(trend), 0))
        known = known_share_at(at, self._size)
        levels = self._ranged.of(trend)
        return excursions(levels, self._low, self._high, self._unit, known)
