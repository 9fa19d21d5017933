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
            # Rows since evidence was last not above the threshold; below zero those
            # since it was.
            "n_above": np.zeros(n, dtype=np.int64),
        }

    def step(self, state: Any, at: At, scores: np.ndarray) -> np.ndarray:
        """Return the score of each row: below -1 where it is an anomaly."""
        if self._is_single:
            return scores
        evidence, before = -scores, state["n_above"][at.which]
        largest = evidence.max()
        is_above = evidence > 1
        n_above = np.where(is_above, np.maximum(before, 0), np.minimum(before, 0) - 1)
        n_above += is_above
        state["n_above"][at.which] = n_above
        if (has_ended := n_above == -self._longest).any():
            ended = at.numbers(len(scores))[has_ended]
            state["evidence"][ended] = np.minimum(state["evidence"][ended], 1.0)
        seen = evidence
        if largest > 1:
            is_short = n_above <= self._longest
            seen = np.where(is_short, np.minimum(evidence, 1.0), evidence)
        is_looked_at = at.place % self._step == 0
        looked_at = at.some(is_looked_at)
        if looked_at is not None:
            seen = seen[is_looked_at] if isinstance(is_looked_at, np.ndarray) else seen
            place = looked_at.place // self._step % self._size
            state["evidence"][looked_at.which, place] = seen
        if largest <= 1 - MARGIN:
            return scores
        return self._decided(state, at, scores, scores < MARGIN - 1)

    def _decided(
        self, state: Any, at: At, scores: np.ndarray, low: np.ndarray
    ) -> np.ndarray:
        """Return scores, of which the low ones wait where they are not confirmed."""
        found = scores[low]
        seen = state["evidence"][at.numbers(len(scores))[low]]
        level = np.partition(seen, self._rank, axis=1)[:, self._rank]
        confirmed = -found > np.maximum(level / self._usual, 1.0)
        waiting = ~(confirmed & (found < -1))
        beyond = MARGIN - 1 - found[waiting]
        found[waiting] = MARGIN**2 / (MARGIN + beyond) - 1
        decided = scores.copy()
        decided[low] = found
        return decided
