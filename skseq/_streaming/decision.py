"""From scores by averages to those of rows: what is usual lately is no anomaly."""

from __future__ import annotations

from typing import Any

import numpy as np

from skseq._forward.arrays import State
from skseq._model.confirmation import (
    EVENT_DIVISOR,
    LEVEL_PERCENTILE,
    level_rows,
    level_step,
)
from skseq._model.decision import MARGIN
from skseq._streaming.at import At


class Decision:
    """The local level of each stream, as :func:`skseq._model.decision.decide` has it.

    ``usual`` is the usual level in units of the threshold.
    """

    def __init__(self, smoothing: int, usual: float) -> None:
        self._is_single = smoothing == 1
        self._usual = usual
        n_rows = level_rows(smoothing, causal=True)
        self._step = level_step(smoothing, causal=True)
        self._size = n_rows // self._step + 1
        self._longest = n_rows // EVENT_DIVISOR
        # The rank that scipy.ndimage.percentile_filter takes.
        self._rank = int(float(self._size) * LEVEL_PERCENTILE / 100.0)

    def init(self, n: int) -> State:
        """Return the states of new streams: all was usual before."""
        if self._is_single:
            return {}
        return {
            "evidence": np.full((n, self._size), self._usual),
            # The last rows with evidence above the threshold, and not above it.
            "last_above": np.full(n, -1),
            "last_below": np.full(n, -1),
        }

    def step(self, state: Any, at: At, scores: np.ndarray) -> np.ndarray:
        """Return the score of each row: below -1 where it is an anomaly."""
        if self._is_single:
            return scores
        if np.minimum.reduce(scores) < MARGIN - 1:
            return self._decided(state, at, scores)
        # The way of most rows
        state["last_below"][at.which] = at.place
        self._look(state, at, scores)
        return scores

    def _look(self, state: Any, at: At, scores: np.ndarray) -> None:
        """Keep the evidence of each stream whose row is one that is looked at."""
        is_looked_at = at.place % self._step == 0
        some = at.some(is_looked_at)
        if some is not None:
            seen = scores[is_looked_at] if isinstance(at.place, np.ndarray) else scores
            place = some.place // self._step % self._size
            state["evidence"][some.which, place] = -seen

    def _decided(self, state: Any, at: At, scores: np.ndarray) -> np.ndarray:
        """Return scores, of which the low ones wait where they are not confirmed."""
        low, is_above = scores < MARGIN - 1, scores < -1
        streams = at.numbers(len(scores))
        above, below = state["last_above"], state["last_below"]
        # An event that has ended counts as the threshold from the next one on: the
        # level is of no use in between.
        rested = streams[is_above & (at.place - above[streams] > self._longest)]
        state["evidence"][rested] = np.minimum(state["evidence"][rested], 1.0)
        above[streams] = np.where(is_above, at.place, above[streams])
        below[streams] = np.where(is_above, below[streams], at.place)
        is_short = at.place - below[streams] <= self._longest
        self._look(state, at, np.where(is_short, np.maximum(scores, -1.0), scores))
        found = scores[low]
        seen = state["evidence"][streams[low]]
        level = np.partition(seen, self._rank, axis=1)[:, self._rank]
        confirmed = -found > np.maximum(level / self._usual, 1.0)
        waiting = ~(confirmed & (found < -1))
        beyond = MARGIN - 1 - found[waiting]
        found[waiting] = MARGIN**2 / (MARGIN + beyond) - 1
        decided = scores.copy()
        decided[low] = found
        return decided
