"""The mean over the last rows of a stream, taken twice, at a constant cost a row."""

from __future__ import annotations

from typing import Any

import numpy as np

from skseq._forward.arrays import Count, State
from skseq._streaming.at import At


class TrailingMean:
    """The mean over a row and the ``size - 1`` before it, fewer where there are fewer.

    Nothing is ever subtracted, so a huge value leaves no trace once it has passed. Rows
    come in rounds of ``size``. The ring holds the rows of this round, and beyond them,
    for each row of the round before, the sum from there to the end of that round. Its
    last place is beyond all rounds and stays zero.

    What never is below zero may be kept as float32: sums are taken in float64, and what
    is rounded once by 6e-8 of itself is no further off in a sum.
    """

    def __init__(
        self, size: int, n_columns: int, dtype: type[np.floating] = np.float64
    ) -> None:
        self._size, self._n_columns, self._dtype = size, n_columns, dtype
        # To divide by an array takes half as long as by a number.
        self._whole = np.array(float(size))

    def init(self, n: int) -> State:
        """Return the states of new streams."""
        if self._size == 1:
            return {}
        return {
            "ring": np.zeros((n, self._size + 1, self._n_columns), self._dtype),
            "sum": np.zeros((n, self._n_columns)),
        }

    def step(self, state: Any, at: At, rows: np.ndarray) -> np.ndarray:
        """Return the means after one more row, float64."""
        if self._size == 1:
            return rows
        place = at.place % self._size
        starting = at.some(place == 0)
        if starting is not None:
            self._begin_round(state, starting)
        ring, sums, which = state["ring"], state["sum"], at.which
        # The sum from the beginning of this round, and that of what is left of the one
        # before it.
        total = sums[which] + rows
        sums[which] = total
        ring[which, place] = rows
        total = total + ring[which, place + 1]
        return total / self._n_rows(at.place)

    def _n_rows(self, place: Count) -> int | np.ndarray:
        """Return over how many rows the mean is."""
        if isinstance(place, np.ndarray):
            return np.minimum(place + 1, self._size)[:, None]
        return self._whole if place + 1 >= self._size else place + 1

    def _begin_round(self, state: Any, at: At) -> None:
        """Turn the rows of the round that has ended into sums up to its end."""
        ended = state["ring"][at.which, : self._size][:, ::-1]
        sums = np.cumsum(ended, axis=1, dtype=np.float64)
        state["ring"][at.which, : self._size] = sums[:, ::-1]
        state["sum"][at.which] = 0.0


class TwiceTrailingMean:
    """The mean over the last rows of such means: a triangle, as batches have it."""

    def __init__(
        self, size: int, n_columns: int, dtype: type[np.floating] = np.float64
    ) -> None:
        self._mean = TrailingMean(size, n_columns, dtype)

    def init(self, n: int) -> State:
        """Return the states of new streams."""
        return {"first": self._mean.init(n), "second": self._mean.init(n)}

    def step(self, state: Any, at: At, rows: np.ndarray) -> np.ndarray:
        """Return the means after one more row, float64."""
        rows = self._mean.step(state["first"], at, rows)
        return self._mean.step(state["second"], at, rows)
