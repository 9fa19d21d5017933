"""Errors of columns, smoothed over the last rows of a stream."""

from __future__ import annotations

from typing import Any

import numpy as np

from skseq._forward.arrays import State
from skseq._series.smoothing import average_masked
from skseq._streaming.at import At
from skseq._streaming.trailing import TwiceTrailingMean


class Averages:
    """The averages of errors that are known, made up with medians where few are."""

    def __init__(self, size: int, median_error: np.ndarray) -> None:
        self._mean = TwiceTrailingMean(size, len(median_error))
        self._median_error = median_error

    def init(self, n: int) -> State:
        """Return the states of new streams."""
        return self._mean.init(n)

    def init_missing(self, n: int) -> State:
        """Return the shares of errors that were unknown: none."""
        return self._mean.init(n)

    def step(
        self,
        state: Any,
        missing_state: Any,
        at: At,
        errors: np.ndarray,
        unknown: np.ndarray | None,
    ) -> np.ndarray:
        """Return the smoothed error of each column, (n, n_features)."""
        if missing_state is None:
            return self._mean.step(state, at, errors)
        lost = np.zeros(errors.shape) if unknown is None else unknown.astype(float)
        sums = self._mean.step(state, at, np.where(lost > 0, 0.0, errors))
        shares = 1.0 - self._mean.step(missing_state, at, lost)
        return average_masked(sums, shares, self._median_error)
