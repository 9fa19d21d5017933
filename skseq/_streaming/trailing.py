"""The mean over the last rows of a stream, taken twice, at a constant cost a row."""

from __future__ import annotations

from typing import Any

import numpy as np

from skseq._forward.arrays import State
from skseq._streaming.at import At


class TrailingMean:
    """The mean over a row and the ``size - 1`` before it, fewer where there are fewer.

    Nothing is ever subtracted, so a huge value leaves no trace once it has passed. Rows
    come in rounds of ``size``. The ring holds the rows of this round, and beyond them,
    for each row of the round before, the sum from there to the end of that round.

    What never is below zero may be kept as float32: sums are taken in float64, and what
    is rounded once by 6e-8 of itself is no further off in a sum.
    """

    def __init__(
        self, size: int, n_columns: int, dtype: type[np.floating] = np.float64
    ) -> None:
        self._size, self._n_columns, self._dtype = size, n_columns, dtype

    def init(self, n: int) -> State:
        """Return the states of new streams."""
        if self._size == 1:
            return {}
        return {
            "ring": np.zeros((n, self._size, self._n_columns), self._dtype),
            "sum": np.zeros((n, self._n_columns)),
        }

    def step(self, state: Any, at: At, rows: np.ndarray) -> np.ndarray:
        """Return the means after one more row, float64."""
        if self._size == 1:
            return rows
        if isinstance(at.place, np.ndarray):
            return self._step_apart(state, at, at.place, rows)
        ring, sums = state["ring"], state["sum"]
        place = at.place % self._size
        if place == 0:
            self._begin_round(state, at)
        # The sum from the beginning of this round, and that of what is left of the one
        # before it.
        total = sums[at.which] + rows
        sums[at.which] = total
        ring[at.which, place] = rows
        if place < self._size - 1:
            total = total + ring[at.which, place + 1]
        return total / min(at.place + 1, self._size)

    def _step_apart(
        self, state: Any, at: At, places: np.ndarray, rows: np.ndarray
    ) -> np.ndarray:
        """Return the means of streams that are not at the same row."""
        ring, sums = state["ring"], state["sum"]
        place = places % self._size
        starting = at.some(place == 0)
        if starting is not None:
            self._begin_round(state, starting)
        total = sums[at.which] + rows
        sums[at.which] = total
        ring[at.which, place] = rows
        rest = ring[at.which, np.minimum(place + 1, self._size - 1)]
        rest[place == self._size - 1] = 0.0
        return (total + rest) / np.minimum(places + 1, self._size)[:, None]

    def _begin_round(self, state: Any, at: At) -> None:
        """Turn the rows of the round that has ended into sums up to its end."""
        ended = state["ring"][at.which][:, ::-1]
        sums = np.cumsum(ended, axis=1, dtype=np.float64)
        state["ring"][at.which] = sums[:, ::-1]
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
