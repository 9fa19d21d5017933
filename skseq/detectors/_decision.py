"""Decisions and labels, from scores of rows and a threshold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike


class DecisionMixin:
    """Methods of detectors that follow from ``score_samples`` and ``offset_``."""

    offset_: float

    if TYPE_CHECKING:
        fit: Any

        def score_samples(
            self, X: ArrayLike, *, groups: ArrayLike | None = None
        ) -> np.ndarray: ...

    def decision_function(
        self, X: ArrayLike, *, groups: ArrayLike | None = None
    ) -> np.ndarray:
        """Return by how much the score of each row exceeds the threshold.

        Parameters
        ----------
        X : array-like of shape (n_timestamps, n_features)
            Rows are consecutive, oldest first.
        groups : array-like of shape (n_timestamps,), default=None
            Series of each row, as for :meth:`fit`.

        Returns
        -------
        scores : ndarray of shape (n_timestamps,) and dtype float64
            ``score_samples(X) - offset_``: negative for anomalies.
        """
        return self.score_samples(X, groups=groups) - self.offset_

    def predict(self, X: ArrayLike, *, groups: ArrayLike | None = None) -> np.ndarray:
        """Tell anomalies from normal rows.

        Parameters
        ----------
        X : array-like of shape (n_timestamps, n_features)
            Rows are consecutive, oldest first.
        groups : array-like of shape (n_timestamps,), default=None
            Series of each row, as for :meth:`fit`.

        Returns
        -------
        labels : ndarray of shape (n_timestamps,)
            -1 for anomalies and 1 for normal rows.
        """
        return np.where(self.decision_function(X, groups=groups) < 0, -1, 1)

    def fit_predict(
        self,
        X: ArrayLike,
        y: ArrayLike | None = None,
        *,
        groups: ArrayLike | None = None,
    ) -> np.ndarray:
        """Fit the detector to series and tell their anomalies from normal rows.

        Parameters
        ----------
        X : array-like of shape (n_timestamps, n_features)
            Rows are consecutive, oldest first.
        y : array-like of shape (n_timestamps,), default=None
            Labels of the rows, as for :meth:`fit`.
        groups : array-like of shape (n_timestamps,), default=None
            Series of each row, as for :meth:`fit`.

        Returns
        -------
        labels : ndarray of shape (n_timestamps,)
            -1 for anomalies and 1 for normal rows.
        """
        return self.fit(X, y, groups=groups).predict(X, groups=groups)
