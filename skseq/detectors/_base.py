"""What all detectors share: the contract with scikit-learn, and nothing of networks."""

import inspect
from numbers import Integral, Real

import numpy as np
from sklearn.base import BaseEstimator, OutlierMixin
from sklearn.utils.validation import check_is_fitted, validate_data

from skseq._compat import DocLinkMixin, Interval, StrOptions, fit_context
from skseq._period import dominant_period
from skseq._scaling import (
    center_segments,
    changes_often,
    fit_columns,
    squared_moves,
    standardize,
)
from skseq._scores import (
    RowMean,
    error_scale,
    mean_of_largest,
    smooth,
    smoothing_reach,
    squared_errors,
    variance_floor,
)
from skseq._segments import scoring_plan, training_plan
from skseq._widths import nearest_window, smoothing_width
from skseq.detectors._all_or_nothing import unchanged_on_failure
from skseq.detectors._training import train_network
from skseq.thresholds import contamination_offset


class SequenceDetector(DocLinkMixin, OutlierMixin, BaseEstimator):
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
        "max_iter": [Interval(Integral, 1, None, closed="left")],
        "batch_size": [Interval(Integral, 1, None, closed="left")],
        "learning_rate": [Interval(Real, 0, None, closed="neither")],
        "early_stopping": ["boolean"],
        "validation_fraction": [Interval(Real, 0, 1, closed="neither")],
        "n_iter_no_change": [Interval(Integral, 1, None, closed="left")],
        "tol": [Interval(Real, 0, None, closed="left")],
        "contamination": [Interval(Real, 0, 0.5, closed="right"), StrOptions({"auto"})],
        "threshold": [Interval(Real, 0, None, closed="left"), None],
        "random_state": ["random_state"],
        "verbose": ["verbose"],
    }

    @fit_context(prefer_skip_nested_validation=True)
    def fit(self, X, y=None):
        """Train the network on a series and set the limit of normal scores.

        Parameters
        ----------
        X : array-like of shape (n_timestamps, n_features)
            Rows are consecutive, oldest first, and mostly normal.
        y : Ignored
            Not used, present for API consistency by convention.

        Returns
        -------
        self : object
            The fitted detector.

        Raises
        ------
        ValueError
            If a parameter or X is not what is documented. The detector is then left
            as it was.
        """
        with unchanged_on_failure(self):
            X = validate_data(
                self, X, dtype=[np.float64, np.float32], ensure_min_samples=2
            )
            self.center_, self.scale_ = fit_columns(X)
            self.changes_often_ = changes_often(X)
            self._choose_widths(X)
            self._train(X)
            self._calibrate(X)
        return self

    def score_samples(self, X):
        """Return minus the error of each row.

        Parameters
        ----------
        X : array-like of shape (n_timestamps, n_features)
            Rows are consecutive, oldest first. They need not follow the training rows.

        Returns
        -------
        scores : ndarray of shape (n_timestamps,) and dtype float64
            At most 0; the lower, the more abnormal. The squared errors of each
            column, smoothed along the series, are divided by the largest of the
            training rows; minus the mean of the three largest columns is the score.
            A score below -1 thus means: worse than anything in training.
        """
        return -self._row_errors(self._smoothed_errors(self._validated(X)))

    def decision_function(self, X):
        """Return by how much the score of each row exceeds the limit.

        Parameters
        ----------
        X : array-like of shape (n_timestamps, n_features)
            Rows are consecutive, oldest first.

        Returns
        -------
        scores : ndarray of shape (n_timestamps,) and dtype float64
            ``score_samples(X) - offset_``: negative for anomalies.
        """
        return self.score_samples(X) - self.offset_

    def predict(self, X):
        """Tell anomalies from normal rows.

        Parameters
        ----------
        X : array-like of shape (n_timestamps, n_features)
            Rows are consecutive, oldest first.

        Returns
        -------
        labels : ndarray of shape (n_timestamps,)
            -1 for anomalies and 1 for normal rows.
        """
        return np.where(self.decision_function(X) < 0, -1, 1)

    def score(self, X, y=None):
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

        Returns
        -------
        score : float
            Minus the mean squared error, in units of the variance of the training
            rows. Unlike ``score_samples`` it can be compared between detectors.
        """
        return -float(np.mean(self._squared_errors(self._validated(X))))

    @property
    def network_(self):
        """The fitted network as a new Keras model; changing it changes nothing here.

        It reads the columns of finite ``scale_`` only, standardized.
        """
        check_is_fitted(self)
        model = self._network().model(self._scoring_plan().length, seed=None)
        model.set_weights(self.weights_)
        return model

    @property
    def context_(self):
        """How many rows before and after a row its score may depend on."""
        check_is_fitted(self)
        plan = self._scoring_plan()
        before, after = smoothing_reach(self.smoothing_, causal=self.causal)
        return plan.look_back + before, plan.look_ahead + after

    def _train(self, X):
        plan = training_plan(self._plan, self.window_size_)
        trained = train_network(self, self._network(), plan, self._reader(X), len(X))
        self.weights_ = trained.weights
        self.n_iter_ = trained.n_iter
        self.loss_curve_ = trained.loss_curve
        self.validation_loss_curve_ = (
            trained.validation_loss_curve if self.early_stopping else None
        )

    def _calibrate(self, X):
        errors = self._squared_errors(X)
        self.variance_floor_ = variance_floor(errors, self.changes_often_)
        errors = self._smoothed_errors(X)
        self.error_scale_ = error_scale(errors)
        if self.threshold is None:
            scores = -self._row_errors(errors)
            self.offset_ = contamination_offset(scores, self.contamination)
        else:
            self.offset_ = -float(self.threshold)

    def _validated(self, X):
        check_is_fitted(self)
        return validate_data(self, X, dtype=[np.float64, np.float32], reset=False)

    def _squared_errors(self, X, floor=None):
        """Return the errors of each row and column: (n_rows, n_features).

        With ``floor`` they are relative to what the network expects them to be.
        """
        from skseq._engine import estimates

        columns = self._columns()
        means = RowMean(len(X), len(columns))
        for segments, rows, estimated, variances in estimates(
            self._network(),
            self.weights_,
            self._scoring_plan(),
            self._reader(X),
            [0, len(X)],
        ):
            errors = squared_errors(rows, estimated, variances, floor)
            means.add(segments, errors)
        errors = np.empty(X.shape)
        errors[:, columns] = means.mean()
        errors[:, np.isinf(self.scale_)] = squared_moves(X, self.center_, self.scale_)
        return errors

    def _smoothed_errors(self, X):
        errors = self._squared_errors(X, self.variance_floor_[self._columns()])
        return smooth(errors, self.smoothing_, [0, len(X)], causal=self.causal)

    def _row_errors(self, errors):
        return mean_of_largest(errors / self.error_scale_)

    def _columns(self):
        """Return the columns that the network reads: those with anything to learn."""
        columns = np.flatnonzero(np.isfinite(self.scale_))
        return columns if len(columns) else np.array([0])

    def _reader(self, X):
        columns = self._columns()
        X = X if len(columns) == X.shape[1] else X[:, columns]
        center, scale = self.center_[columns], self.scale_[columns]
        centered = self._centered_columns()[columns]

        def read(rows):
            return center_segments(standardize(X[rows], center, scale), centered)

        return read

    def _centered_columns(self):
        """Return which columns have the mean of each segment taken out of it."""
        return np.zeros(self.n_features_in_, dtype=bool)

    def _network(self):
        from skseq._engine import Network

        names = inspect.signature(self.build_network).parameters
        settings = tuple(
            (name, _hashable(getattr(self, name)))
            for name, parameter in names.items()
            if parameter.kind is parameter.KEYWORD_ONLY and name != "seed"
        )
        return Network(type(self).build_network, len(self._columns()), settings)

    def _choose_widths(self, X):
        period = None
        if self.window_size != "auto":
            self.window_size_ = int(self.window_size)
        else:
            period = dominant_period(X)
            n_columns = len(self._columns())
            self.window_size_ = nearest_window(period, self._plan, n_columns)
        if self.smoothing != "auto":
            self.smoothing_ = int(self.smoothing)
        else:
            self.smoothing_ = smoothing_width(period or self.window_size_)

    def _scoring_plan(self):
        return scoring_plan(self._plan, self.window_size_, causal=self.causal)


def _hashable(value):
    return tuple(value) if isinstance(value, list) else value
