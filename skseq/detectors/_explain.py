"""What a detector answers beside scores: estimates, and which columns erred."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike
from sklearn.utils.validation import check_is_fitted

if TYPE_CHECKING:
    from skseq._model.model import Explained, Model
    from skseq._series.series import Series


class ExplainMixin:
    """Methods of detectors that say what was expected, and what was not."""

    if TYPE_CHECKING:

        def _model(self) -> Model: ...

        def _given(
            self, X: ArrayLike, groups: ArrayLike | None, *, averaged: bool = True
        ) -> Series: ...

        def _series(self, X: ArrayLike, groups: ArrayLike | None) -> Series: ...

    def predict_expected(
        self, X: ArrayLike, *, groups: ArrayLike | None = None
    ) -> np.ndarray:
        """Return what the network expects each row to be.

        Parameters
        ----------
        X : array-like of shape (n_timestamps, n_features)
            Rows are consecutive, oldest first.
        groups : array-like of shape (n_timestamps,), default=None
            Series of each row, as for :meth:`fit`.

        Returns
        -------
        estimates : ndarray of shape (n_timestamps, n_features) and dtype float64
            In the units of X: the mean of all estimates of a row, those of several
            lags or of windows that overlap. Columns that were constant in training are
            expected to stay so; columns without any value in training have NaN. Values
            that are missing in X are estimated, too.

        Examples
        --------
        >>> import numpy as np
        >>> from skseq.detectors import GRUDetector
        >>> X = 20 + np.sin(np.arange(400.0) / 5)[:, None]
        >>> detector = GRUDetector(window_size=16, units=8, random_state=0).fit(X)
        >>> estimates = detector.predict_expected(X)
        >>> bool(np.abs(estimates - X)[50:].mean() < 0.1)
        True
        """
        check_is_fitted(self)
        return self._model().expected(self._given(X, groups, averaged=False))

    def error_contributions(
        self, X: ArrayLike, *, groups: ArrayLike | None = None
    ) -> np.ndarray:
        """Return the share of each column in the error of each row.

        Parameters
        ----------
        X : array-like of shape (n_timestamps, n_features)
            Rows are consecutive, oldest first.
        groups : array-like of shape (n_timestamps,), default=None
            Series of each row, as for :meth:`fit`.

        Returns
        -------
        contributions : ndarray of shape (n_timestamps, n_features) and dtype float64
            In [0, 1], each row with a sum of 1. The error of a row is the mean of its
            three largest columns, log-compressed as in :meth:`score_samples`. Only
            these contribute, each by its share of their sum: the contributions times
            ``-score_samples(X)`` are the parts of the score. In a row without any
            error all columns contribute alike.

        Examples
        --------
        >>> import numpy as np
        >>> from skseq.detectors import GRUDetector
        >>> X = np.random.RandomState(0).normal(size=(300, 3))
        >>> detector = GRUDetector(window_size=8, units=4, max_iter=25, random_state=0)
        >>> detector.fit(X)
        GRUDetector(max_iter=25, random_state=0, units=4, window_size=8)
        >>> X[150, 1] = 99
        >>> int(detector.error_contributions(X)[150].argmax())
        1
        """
        check_is_fitted(self)
        return self._model().explained(self._series(X, groups)).shares

    def _explained(
        self, X: ArrayLike, groups: ArrayLike | None
    ) -> tuple[Explained, np.ndarray]:
        """Return scores of rows with what they are made of, and where series begin."""
        series = self._series(X, groups)
        return self._model().explained(series), series.boundaries

    def _p_values(self, scores: np.ndarray) -> np.ndarray:
        """Return how probable scores as low are in new rows of the same process."""
        return self._model().p_values(scores)
