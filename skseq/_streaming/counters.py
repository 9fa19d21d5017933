"""Counters are read by their growth, as by :func:`skseq._series.counters.rates`."""

from __future__ import annotations

from typing import Any

import numpy as np

from skseq._forward.arrays import State
from skseq._series.counters import growth
from skseq._streaming.at import At


class Counters:
    """The growth per row of each counter since its last value."""

    def __init__(self, is_counter: np.ndarray) -> None:
        self._counters = np.flatnonzero(is_counter)

    def init(self, n: int) -> State:
        """Return the states of new streams: no value has been seen."""
        if not len(self._counters):
            return {}
        shape = n, len(self._counters)
        return {"last": np.full(shape, np.nan), "age": np.zeros(shape, int)}

    def step(self, state: Any, at: At, rows: np.ndarray) -> np.ndarray:
        """Return rows with rates, missing where there is none."""
        if not len(self._counters):
            return rows
        rows, given = rows.copy(), rows[:, self._counters]
        last, age = state["last"][at.which], state["age"][at.which] + 1
        rows[:, self._counters] = growth(given, last, age)
        missing = np.isnan(given)
        state["last"][at.which] = np.where(missing, last, given)
        state["age"][at.which] = np.where(missing, age, 0)
        return rows
