"""What all detectors share: the contract with scikit-learn, and nothing of networks."""

from functools import partial
from numbers import Integral, Real

import numpy as np
from sklearn.base import BaseEstimator, OutlierMixin
from sklearn.utils.validation import check_is_fitted

from skseq._all_or_nothing import unchanged_on_failure
from skseq._compat import (
    CallbackSupportMixin,
    DocLinkMixin,
    Interval,
    StrOptions,
    fit_context,
    validate_params,
    with_callbacks,
)
from skseq._input import read_series
from skseq._smoothing import smoothing_reach
from skseq.detectors._answers import AnswersMixin
from skseq.detectors._calibration import calibrate, set_offset
from skseq.detectors._errors import column_errors, row_scores
from skseq.detectors._going_on import GoingOnMixin, check_network
from skseq.detectors._network import network_of, scoring_plan_of, trend_width
from skseq.detectors._tasks import FitTasks, preview
from skseq.detectors._training import (
    choose_widths,
    learn_columns,
    rows_to_learn,
    train_network,
)
from skseq.thresholds import ThresholdRule


class SequenceDetector(
    CallbackSupportMixin,
    DocLinkMixin,
    AnswersMixin,
    GoingOnMixin,
    OutlierMixin,
    BaseEstimator,
):
    """Base class of detectors that compare rows with a network's estimates of them.

    A subclass is one architecture. It names its parameters in ``__init__``, says in
    ``_plan`` how series are cut (``"window"`` or ``"block"``) and builds its network
    in the static method ``build_network(n_features, length, *, <its hyper-parameters>,
    seed)``, whose keyword arguments are taken from the parameters of the same names.
    """

    _plan = "window"

    _parameter_constraints = {
        "window_size": [
            Interval(Integral, 1, None, closed="left"),
            StrOptions({"auto"}),
        ],
        "smoothing": [Interval(Integral, 1, None, closed="left"), StrOptions({"auto"})],
        "causal": ["boolean"],
        "missing_score": [StrOptions({"neutral", "nan"})],
        "exclude_anomalies": ["boolean"],
        "gap": [Interval(Real, 1, None, closed="left"), None],
        "max_iter": [Interval(Integral, 1, None, closed="left")],
        "batch_size": [Interval(Integral, 1, None, closed="left")],
        "learning_rate": [Interval(Real, 0, None, closed="neither")],
        "early_stopping": ["boolean"],
        "validation_fraction": [Interval(Real, 0, 1, closed="neither")],
        "n_iter_no_change": [Interval(Integral, 1, None, closed="left")],
        "tol": [Interval(Real, 0, None, closed="left")],
        "contamination": [Interval(Real, 0, 0.5, closed="right"), StrOptions({"auto"})],
        "threshold": [
            Interval(Real, 0, None, closed="left"),
            StrOptions({"labels"}),
            ThresholdRule,
            None,
        ],
        "warm_start": ["boolean"],
        "random_state": ["random_state"],
        "verbose": ["verbose"],
    }

    # Where metadata is routed, groups are asked for without further ado.
    __metadata_request__fit = {"groups": True}
    __metadata_request__predict = {"groups": True}
    __metadata_request__decision_function = {"groups": True}
    __metadata_request__score = {"groups": True}

    @with_callbacks
    @fit_context(prefer_skip_nested_validation=True)
    def fit(self, X, y=None, *, groups=None):
        """Train the network on series and set the limit of normal scores.

        Parameters
        ----------
        X : array-like of shape (n_timestamps, n_features)
            Rows are consecutive, oldest first, and mostly normal. Several series
            stand one after the other; nothing is read across their borders. NaN is a
            missing value: it is learned from as little as it is scored, and the
            network reads the last value of its column that was seen in its series, or
            the mean of the training rows before there is one.
        y : array-like of shape (n_timestamps,), default=None
            Labels of the rows, in {0, 1} (1 = anomaly), {1, -1} (-1 = anomaly) or
            booleans. Ignored unless ``threshold`` reads labels or
            ``exclude_anomalies`` is set.
        groups : array-like of shape (n_timestamps,), default=None
            Series of each row; the rows of a series stand together. None = what the
            index of X says, if X is a pandas frame: the outer levels of a MultiIndex
            name the series, and ``gap`` splits them further. Otherwise X is one
            series.

        Returns
        -------
        self : object
            The fitted detector.

        Raises
        ------
        ValueError
            If a parameter, X or ``groups`` are not what is documented. The detector
            is then left as it was.
        """
        goes_on = self.warm_start and hasattr(self, "weights_")
        # Before anything is to be undone: callbacks are told even of fits that fail.
        tasks = FitTasks(self, {"X": X, "y": y})
        with unchanged_on_failure(self):
            series = read_series(
                self, X, groups, reset=not goes_on, ensure_min_samples=2
            )
            if goes_on:
                learned = rows_to_learn(self, series, y)
                check_network(self)
            else:
                learned = learn_columns(self, series, y)
                choose_widths(self, learned)
            finish = partial(
                calibrate, series=learned, whole=series.filled(self.center_), y=y
            )
            train_network(
                self,
                learned,
                goes_on=goes_on,
                report=lambda so_far: tasks.report(
                    lambda: preview(self, so_far, finish)
                ),
            )
            finish(self)
            tasks.end()
        return self

    def set_threshold(self, threshold, X=None, y=None, *, groups=None):
        """Set the limit of normal scores by another rule; the network stays as it is.

        Parameters
        ----------
        threshold : float, rule of :mod:`skseq.thresholds`, "labels" or None
            The new value of the parameter ``threshold``. None goes back to
            ``contamination``.
        X : array-like of shape (n_timestamps, n_features), default=None
            Rows in whose scores the rule finds the limit, consecutive, oldest first.
            By default it is ``training_scores_``; rows kept from training show better
            what normal scores will be like.
        y : array-like of shape (n_timestamps,), default=None
            Labels of these rows, for rules that read them; as in ``fit``.
        groups : array-like of shape (n_timestamps,), default=None
            Series of each row, as for :meth:`fit`.

        Returns
        -------
        self : object
            The detector, with another ``offset_``.

        Raises
        ------
        ValueError
            If ``threshold``, X or y is not what is documented, ``contamination`` sets
            the limit as well, or the rule finds none. The detector is then left as it
            was.
        """
        check_is_fitted(self)
        with unchanged_on_failure(self):
            self.threshold = threshold
            validate_params(self)
            scores = self.training_scores_
            if X is not None:
                scores = row_scores(self, self._series(X, groups))
            set_offset(self, scores, y)
        return self

    def score_samples(self, X, *, groups=None):
        """Return minus the error of each row.

        Parameters
        ----------
        X : array-like of shape (n_timestamps, n_features)
            Rows are consecutive, oldest first. They need not follow the training rows.
            Several series stand one after the other, see :meth:`fit`.
        groups : array-like of shape (n_timestamps,), default=None
            Series of each row, as for :meth:`fit`.

        Returns
        -------
        scores : ndarray of shape (n_timestamps,) and dtype float64
            At most 0; the lower, the more abnormal. The squared errors of each
            column, smoothed along the series, are divided by the largest of the
            training rows. What is far above it is compressed to a logarithm, so that no
            column hides all others, and minus the mean of the three largest columns
            is the score. Below -1 thus means: worse than anything in training.
            Missing values have no say in it: it is taken from the errors that are
            there. Where none is within the reach of the smoothing, the error of a
            column is its typical one in training. A row that is wholly missing has NaN
            for a score with ``missing_score="nan"``.
        """
        check_is_fitted(self)
        series = self._series(X, groups)
        return row_scores(self, series, missing_score=self.missing_score)

    def decision_function(self, X, *, groups=None):
        """Return by how much the score of each row exceeds the limit.

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

    def predict(self, X, *, groups=None):
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

    def fit_predict(self, X, y=None, *, groups=None):
        """Train the network on series and tell their anomalies from normal rows.

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

    def score(self, X, y=None, sample_weight=None, *, groups=None):
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
        errors, counted = column_errors(self, self._series(X, groups))
        if sample_weight is None and counted is None:
            return -float(np.mean(errors))
        weights = np.ones(errors.shape) if counted is None else counted.astype(float)
        if sample_weight is not None:
            weights *= np.reshape(sample_weight, (-1, 1))
        if not weights.any():
            raise ValueError(
                "no value of X has any weight: give rows that are not wholly missing, "
                "and a sample_weight above 0."
            )
        return -float(np.average(errors, weights=weights))

    @property
    def network_(self):
        """The fitted network as a new Keras model; changing it changes nothing here.

        It reads the columns of finite ``scale_`` only, standardized.
        """
        check_is_fitted(self)
        model = network_of(self).model(scoring_plan_of(self).length, seed=None)
        model.set_weights(self.weights_)
        return model

    @property
    def context_(self):
        """How many rows before and after a row its score may depend on."""
        check_is_fitted(self)
        plan = scoring_plan_of(self)
        before, after = smoothing_reach(self.smoothing_, causal=self.causal)
        if self._detrended_columns().any():
            trend = smoothing_reach(trend_width(self), causal=self.causal)
            before, after = before + trend[0], after + trend[1]
        return plan.look_back + before, plan.look_ahead + after

    def _series(self, X, groups):
        """Return X as series that the network can read: no value is missing."""
        return read_series(self, X, groups).filled(self.center_)

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags

    def _choose_horizons(self):
        """Set ``horizons_`` where a network makes more than one estimate of a row."""

    def _detrended_columns(self):
        """Return which columns have the mean around each row taken out of them."""
        detrend = getattr(self, "detrend", False) and self.window_size_ > 1
        return self.changes_often_ & detrend
