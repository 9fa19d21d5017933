"""What all rules share: checked scores in, one threshold out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator
from sklearn.utils.validation import column_or_1d

from skseq._utils.sklearn import DocLinkMixin, validate_params

LARGEST = float(np.finfo(np.float64).max)


class ThresholdRule(DocLinkMixin, BaseEstimator, ABC):
    """Base class of rules from the scores of rows to a threshold.

    A subclass names its parameters in ``__init__``, as any estimator of scikit-learn
    does, and returns the threshold from ``_offset(scores, y)``, where ``scores`` is an
    array of finite float64, at least one, in the order of the rows. A rule learns
    nothing and stores nothing but its parameters.

    Examples
    --------
    >>> from skseq.thresholds import ThresholdRule
    >>> class HalfOfTheWorst(ThresholdRule):
    ...     def _offset(self, scores, y):
    ...         return scores.min() / 2
    >>> HalfOfTheWorst().offset([-1.0, -8.0, -2.0])
    -4.0
    """

    _parameter_constraints: dict[str, Any] = {}
    # Rules that read labels say so, and are given those of the rows with a score.
    _reads_labels = False
    # Of most the threshold has the unit of the scores.
    _has_unit = True

    def offset(self, scores: ArrayLike, y: ArrayLike | None = None) -> float:
        """Return the threshold below which scores are those of anomalies.

        Parameters
        ----------
        scores : array-like of shape (n_timestamps,)
            Scores of the rows, oldest first; the lower, the more abnormal. NaN means
            that a row has no score: it is left out.
        y : array-like of shape (n_timestamps,), default=None
            Labels of the rows, read by :class:`LabelThreshold` only.

        Returns
        -------
        offset : float
            Rows with a lower score are anomalies. In the unit of the scores.

        Raises
        ------
        ValueError
            If a parameter is not what is documented, a score is infinite, no row has
            a score, or the rule finds no threshold for these scores; it says why.
        """
        validate_params(self)
        checked = _checked(scores)
        scored = ~np.isnan(checked)
        if not scored.any():
            raise ValueError(
                f"{type(self).__name__} got no score that is a number: give the "
                "scores of at least one row."
            )
        if self._reads_labels and y is not None:
            y = _labels(y, len(checked))[scored]
        values = checked[scored]
        unit = unit_in_range(values) if self._has_unit else 1.0
        offset = float(self._offset(values / unit, y)) * unit
        return float(np.clip(offset, -LARGEST, LARGEST))

    def predict(self, scores: ArrayLike, y: ArrayLike | None = None) -> np.ndarray:
        """Tell anomalies from normal rows by the threshold that these rows set.

        Parameters
        ----------
        scores : array-like of shape (n_timestamps,)
            As for :meth:`offset`.
        y : array-like of shape (n_timestamps,), default=None
            As for :meth:`offset`.

        Returns
        -------
        labels : ndarray of shape (n_timestamps,)
            -1 for anomalies and 1 for normal rows, among them those without a score.

        Raises
        ------
        ValueError
            As for :meth:`offset`.
        """
        offset = self.offset(scores, y)
        return np.where(_checked(scores) < offset, -1, 1)

    @abstractmethod
    def _offset(self, scores: np.ndarray, y: Any) -> float:
        """Return the threshold of checked scores."""


def unit_in_range(scores: np.ndarray) -> float:
    """Return a unit in which differences of scores are finite, 1 where they are so."""
    return 2.0**10 if np.abs(scores).max() > LARGEST / 2**10 else 1.0


def _checked(scores: ArrayLike) -> np.ndarray:
    """Return scores as finite float64 or NaN."""
    column: np.ndarray = column_or_1d(scores, warn=False)
    if column.dtype.kind not in "iuf":
        raise ValueError(
            f"scores has dtype {column.dtype}: give real numbers, lower = more "
            "abnormal."
        )
    column = column.astype(np.float64, copy=False)
    if np.isinf(column).any():
        raise ValueError(
            "scores holds infinity: give finite scores, or NaN for rows without one."
        )
    return column


def _labels(y: ArrayLike, n_rows: int) -> np.ndarray:
    """Return labels, one for each score."""
    labels: np.ndarray = column_or_1d(y, warn=False)
    if len(labels) != n_rows:
        raise ValueError(
            f"y has {len(labels)} labels for {n_rows} scores: give one label per row."
        )
    return labels
