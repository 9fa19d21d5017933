"""What is unusual beside errors: steps and levels, smoothed along a stream."""

from __future__ import annotations

from typing import Any

import numpy as np

from skseq._forward.arrays import State
from skseq._model.calm import calm_size
from skseq._model.unusual import evidence_of
from skseq._series.smoothing import known_share
from skseq._streaming.at import At
from skseq._streaming.averages import Averages
from skseq._streaming.model import StreamModel


class Unusual:
    """Errors, or how unusual columns are where that is more."""

    def __init__(self, model: StreamModel) -> None:
        columns = model.estimator.columns
        self._active = model.estimator.active
        self._places = np.searchsorted(columns.in_network, self._active)
        self._least, self._median = model.calm, model.median_signal
        self._unit = model.decision.error_scale
        self._size = calm_size(model.smoothing, causal=True)
        self._ranged = model.estimator.ranged
        self._others = np.append(self._active, self._ranged)
        usual = self._median[len(columns.center) :]
        # They are most of a state. None is below zero, nor large: all are of values
        # that are log-compressed.
        self._averages = Averages(self._size, usual, np.float32)

    def init(self, n: int) -> State:
        """Return the states of new streams: before a series stands zero."""
        if not len(self._others):
            return {}
        last = np.zeros((n, len(self._active)), np.float32)
        return {"last": last, "averages": self._averages.init(n)}

    def init_missing(self, n: int) -> State:
        """Return the shares of signals that were unknown: none."""
        return self._averages.init_missing(n) if len(self._others) else {}

    def step(
        self,
        state: Any,
        missing_state: Any,
        at: At,
        wide: np.ndarray,
        z: np.ndarray,
        excursions: np.ndarray,
        unknown: np.ndarray | None,
    ) -> np.ndarray:
        """Return what counts like smoothed errors of columns, (n, n_features).

        ``wide`` are the smoothed errors, ``z`` the rows as the network reads them, and
        ``excursions`` how far levels are from their range.
        """
        if not len(self._others):
            return wide
        read = z[:, self._places]
        activity = np.square(read - state["last"][at.which], dtype=np.float64)
        state["last"][at.which] = read
        lost = None if unknown is None else unknown[:, self._others]
        others = np.hstack([activity, excursions])
        others = self._averages.step(state["averages"], missing_state, at, others, lost)
        known = known_share(np.asarray(at.place) + 1, self._size)
        evidence = evidence_of(
            np.hstack([wide, others]),
            np.broadcast_to(np.reshape(known, (-1, 1)), (len(wide), 1)),
            self._least,
            self._median,
            self._active,
            self._ranged,
        )
        return evidence.joined(self._unit)
