"""Signals of columns, smoothed over the last rows of a stream."""

from __future__ import annotations

from typing import Any

import numpy as np

from skseq._forward.arrays import State
from skseq._series.smoothing import average_masked
from skseq._streaming.at import At
from skseq._streaming.trailing import TwiceTrailingMean


class Averages:
    """The averages of signals that are known, made up with medians where few are."""

    def __init__(
        self,
        size: int,
        median_signal: np.ndarray,
        dtype: type[np.floating] = np.float64,
    ) -> None:
        self._mean = TwiceTrailingMean(size, len(median_signal), dtype)
        self._median_signal = median_signal

    def init(self, n: int) -> State:
        """Return the states of new streams."""
        return self._mean.init(n)

    def init_missing(self, n: int) -> State:
        """Return the shares of signals that were unknown: none."""
        return self._mean.init(n)

    def step(
        self,
        state: Any,
        missing_state: Any,
        at: At,
        signals: np.ndarray,
        unknown: np.ndarray | None,
    ) -> np.ndarray:
        """Return the smoothed signal of each column, (n, n_signals)."""
        if missing_state is None:
            return self._mean.step(state, at, signals)
        lost = np.zeros(signals.shape) if unknown is None else unknown.astype(float)
        sums = self._mean.step(state, at, np.where(lost > 0, 0.0, signals))
        shares = 1.0 - self._mean.step(missing_state, at, lost)
        return average_masked(sums, shares, self._median_signal)
