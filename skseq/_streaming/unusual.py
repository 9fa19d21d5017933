"""What is unusual beside errors: steps and levels, smoothed along a stream."""

from __future__ import annotations

from typing import Any

import numpy as np

from skseq._forward.arrays import State
from skseq._model.calm import activity_floor, below_least, calm_size
from skseq._model.unusual import BOUND
from skseq._streaming.at import At, known_share_at
from skseq._streaming.averages import Averages
from skseq._streaming.chosen import Chosen, as_row
from skseq._streaming.model import StreamModel


class Unusual:
    """Errors, or how unusual columns are where that is more.

    As :func:`skseq._model.unusual.evidence_of`. Causal averages of errors are never too
    calm, so only steps count, and the levels.
    """

    def __init__(self, model: StreamModel) -> None:
        columns, active = model.estimator.columns, model.estimator.active
        n_features, n_read = len(columns.center), len(columns.in_network)
        ranged = model.estimator.ranged
        self._n_active = len(active)
        self._active = Chosen(active, n_features)
        self._ranged = Chosen(ranged, n_features)
        self._read = Chosen(np.searchsorted(columns.in_network, active), n_read)
        self._others = np.append(active, ranged)
        self._unit = as_row(model.decision.error_scale)
        self._size = calm_size(model.smoothing, causal=True)
        usual = model.median_signal[n_features:]
        self._usual = as_row(usual[: len(active)])
        self._least = as_row(model.calm.activity[active])
        self._floor = activity_floor(self._usual)
        # They are most of a state. None is below zero, nor large: all are of values
        # that are log-compressed.
        self._averages = Averages(self._size, usual, np.float32)

    def init(self, n: int) -> State:
        """Return the states of new streams: before a series stands zero."""
        if not len(self._others):
            return {}
        last = np.zeros((n, self._n_active), np.float32)
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
        read = self._read.of(z)
        steps = read - state["last"][at.which]
        state["last"][at.which] = read
        others = np.concatenate(
            (np.square(steps, dtype=np.float64), excursions), axis=1
        )
        lost = None if unknown is None else unknown[:, self._others]
        others = self._averages.step(state["averages"], missing_state, at, others, lost)
        unusual = self._active.spread(self._calm(others[:, : self._n_active], at))
        beyond = np.maximum(self._ranged.of(unusual), others[:, self._n_active :])
        unusual = self._ranged.changed(unusual, beyond)
        return np.maximum(wide, np.minimum(unusual, BOUND) * self._unit)

    def _calm(self, activities: np.ndarray, at: At) -> np.ndarray:
        """Return how calm active columns are, as :func:`skseq._model.calm.calm_of`."""
        known = known_share_at(at, self._size)
        if not isinstance(known, float) or known < 1.0:
            activities = known * activities + (1.0 - known) * self._usual
        return below_least(activities, self._least, self._floor)
