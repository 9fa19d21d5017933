"""What a fitted detector says of rows: scores and their mean; and its network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike
from sklearn.utils.validation import check_is_fitted

from skseq._series.chunks import check_last
from skseq._utils.labels import check_weights
from skseq.detectors._callbacks import scoring_progress

if TYPE_CHECKING:
    import keras

    from skseq._model.model import Model
    from skseq._series.series import Series


class ScoringMixin:
    """Methods of detectors that ask the model that was learned for numbers."""

    weights_: list[np.ndarray]
    verbose: int

    if TYPE_CHECKING:

        def _model(self) -> Model: ...

        def _series(
            self, X: ArrayLike, groups: ArrayLike | None, *, averaged: bool = True
        ) -> Series: ...

    def score_samples(
        self,
        X: ArrayLike,
        *,
        groups: ArrayLike | None = None,
        last: int | None = None,
    ) -> np.ndarray:
        """Return minus the error of each row.

        Parameters
        ----------
        X : array-like of shape (n_timestamps, n_features)
            Rows are consecutive, oldest first. They need not follow the training rows.
            Several series stand one after the other, see :meth:`fit`.
        groups : array-like of shape (n_timestamps,), default=None
            Series of each row, as for :meth:`fit`.
        last : int or None, default=None
            How many of the last rows of X are scored; None = all. Only the rows that
            their scores depend on are read, so this is faster where X is far longer
            than the context. The scores have the bits of those of all rows, if the same
            library computes both: where JAX is not imported, few rows are scored in
            NumPy.

        Returns
        -------
        scores : ndarray of shape (n_timestamps,) or (last,) and dtype float64
            At most 0; the lower, the more abnormal. The squared errors of each
            column are smoothed along the series and divided by ``error_scale_``; far
            above it they grow with their logarithm only, so that no column hides all
            others. A column that is calmer than it ever was in training counts by its
            calm. The score is minus the mean of the three largest columns, in units
            of ``error_threshold_``. Below -1 a row is worse than 1.7 times the worst
            training row that is trusted, and the rows around it confirm it. A row
            that is not confirmed scores just above -1. Missing values do not count.
            Where none is within reach of the smoothing, the error of a column is its
            median in training. With ``missing_score="nan"`` a row that is wholly
            missing has the score NaN.

        Raises
        ------
        ValueError
            If ``last`` is not a number of rows of X.

        Examples
        --------
        >>> import numpy as np
        >>> from skseq.detectors import GRUDetector
        >>> X = np.sin(np.arange(600.0) / 5)[:, None]
        >>> detector = GRUDetector(window_size=16, max_iter=25, random_state=0).fit(X)
        >>> newest = detector.score_samples(X, last=3)
        >>> np.array_equal(newest, detector.score_samples(X)[-3:])
        True
        """
        check_is_fitted(self)
        series = self._series(X, groups)
        last = check_last(last, len(series))
        n_rows = len(series) if last is None else last
        report = scoring_progress(type(self).__name__, n_rows) if self.verbose else None
        return self._model().scores(series, last, report)

    def score(
        self,
        X: ArrayLike,
        y: object = None,
        sample_weight: ArrayLike | None = None,
        *,
        groups: ArrayLike | None = None,
    ) -> float:
        """Return minus the mean error of the rows, so that greater is better.

        It needs no labels: ``GridSearchCV`` without ``scoring`` maximises it. It says
        how well rows are estimated, not how well anomalies are found: with labels use
        :func:`skseq.metrics.get_scorer`.

        Parameters
        ----------
        X : array-like of shape (n_timestamps, n_features)
            Rows are consecutive, oldest first.
        y : Ignored
            Not used, present for API consistency by convention.
        sample_weight : array-like of shape (n_timestamps,), default=None
            Weight of each row in the mean, at least 0; None = all weigh the same.
        groups : array-like of shape (n_timestamps,), default=None
            Series of each row, as for :meth:`fit`.

        Returns
        -------
        score : float
            Minus the mean squared error, in units of the variance of the training
            rows. Unlike ``score_samples`` it can be compared between detectors.
        """
        check_is_fitted(self)
        errors, mask = self._model().errors(self._series(X, groups, averaged=False))
        if sample_weight is None and mask is None:
            return -float(np.mean(errors))
        weights = np.ones(errors.shape) if mask is None else mask.astype(float)
        if sample_weight is not None:
            weights *= check_weights(sample_weight, len(errors))[:, None]
        if not weights.any():
            raise ValueError(
                "no value of X has any weight: give rows that are not wholly missing, "
                "and a sample_weight above 0."
            )
        return -float(np.average(errors, weights=weights))

    @property
    def network_(self) -> keras.Model:
        """The fitted network as a new Keras model; changing it changes nothing here.

        It reads the columns of finite ``scale_`` only, standardized.
        """
        check_is_fitted(self)
        from skseq._engine import default_settings

        estimator = self._model().estimator
        network = estimator.architecture.network(estimator.columns)
        with default_settings():
            model = network.model(estimator.plan.length, seed=None)
            model.set_weights(self.weights_)
        return model

    @property
    def context_(self) -> tuple[int, int]:
        """How many rows before and after a row its score may depend on.

        No row beyond has any effect. The rows within, scored alone, give about the same
        score and not its bits: where segments lie is counted from the first row of a
        series, and the rows do not tell which that was. ``score_samples(X, last=n)``
        is given the whole series, and returns the bits.
        """
        check_is_fitted(self)
        return self._model().context

    def __sklearn_tags__(self) -> Any:
        """Return the tags of scikit-learn: missing values are welcome."""
        tags = super().__sklearn_tags__()  # type: ignore[misc]
        tags.input_tags.allow_nan = True
        return tags
