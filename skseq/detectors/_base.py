"""What all detectors share: the contract with scikit-learn, and nothing of networks."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, Self

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator, OutlierMixin, clone
from sklearn.utils.validation import check_is_fitted

from skseq._model.architecture import Architecture
from skseq._model.calibration import calibrate
from skseq._model.calm import Least
from skseq._model.columns import Columns
from skseq._model.crossfit import TrainFold
from skseq._model.decision import DecisionUnits
from skseq._model.estimator import RowEstimator
from skseq._model.model import ErrorUnits, Model, Scorer
from skseq._model.training import Fitted, Inputs, for_fold, joined, train
from skseq._series.read import learn_max_gap, read_series, read_values, refuse_no_values
from skseq._series.series import Series
from skseq._series.table import open_table
from skseq._series.times import MaxGap
from skseq._utils.sklearn import (
    CallbackSupportMixin,
    DocLinkMixin,
    fit_context,
    validate_params,
    with_callbacks,
)
from skseq.detectors._callbacks import FitCallbacks, progress
from skseq.detectors._explain import ExplainMixin
from skseq.detectors._incremental import IncrementalMixin
from skseq.detectors._parameters import ParametersMixin
from skseq.detectors._scoring import ScoringMixin
from skseq.detectors._state import CheckedStateMixin
from skseq.detectors._streams import StreamMixin
from skseq.thresholds import ThresholdRule

if TYPE_CHECKING:
    from skseq._engine import Trained


class SequenceDetector(
    CallbackSupportMixin,
    DocLinkMixin,
    ScoringMixin,
    ExplainMixin,
    IncrementalMixin,
    StreamMixin,
    ParametersMixin,
    CheckedStateMixin,
    OutlierMixin,
    BaseEstimator,
):
    """Base class of detectors that compare rows with a network's estimates of them.

    A subclass is one architecture. It names its parameters in ``__init__``, says in
    ``_plan`` how series are cut (``"window"`` or ``"block"``) and builds its network
    in the static method ``build_network(n_features, length, *, <its hyper-parameters>,
    seed)``, whose keyword arguments are taken from the parameters of the same names.

    What it learns is one value, :class:`skseq._model.training.Fitted`. ``_store`` keeps
    it as plain attributes, and ``_fitted`` makes it of them again: no other code sets
    one or reads a parameter that the value holds.
    """

    # Detectors ask for groups wherever metadata is routed.
    __metadata_request__fit = {"groups": True}
    __metadata_request__partial_fit = {"groups": True}
    __metadata_request__predict = {"groups": True}
    __metadata_request__decision_function = {"groups": True}
    __metadata_request__score = {"groups": True}

    @with_callbacks
    @fit_context(prefer_skip_nested_validation=True)
    def fit(
        self,
        X: ArrayLike,
        y: ArrayLike | None = None,
        *,
        groups: ArrayLike | None = None,
    ) -> Self:
        """Train the network on series and set the threshold of normal scores.

        Parameters
        ----------
        X : array-like of shape (n_timestamps, n_features)
            Rows are consecutive, oldest first, and mostly normal. Several series
            stand one after the other; nothing is read across their boundaries. NaN is a
            missing value: it has neither loss nor error, and the network reads the
            last value of its column in the same series, or the mean of the training
            rows before there is one.
        y : array-like of shape (n_timestamps,), default=None
            Labels of the rows, in {0, 1} (1 = anomaly), {1, -1} (-1 = anomaly) or
            booleans. Ignored unless ``threshold`` reads labels or
            ``exclude_anomalies`` is set.
        groups : array-like of shape (n_timestamps,), default=None
            Series of each row; the rows of a series stand together. None = what the
            index of X says, if X is a pandas frame: the outer levels of a MultiIndex
            name the series, and ``max_gap_factor`` splits them further. Otherwise X is
            one series.

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
        # Callbacks are told even of fits that fail.
        callbacks = FitCallbacks(self, {"X": X, "y": y})
        before = self._fitted() if self.warm_start and self._is_fitted else None
        rule = self._rule()  # Raises what is wrong before anything is trained
        series, inputs = self._read_training(X, groups, before)
        kept = self._kept(series, y)
        if before is None:
            columns = Columns.fit(kept, single_rows=self.window_size == 1)
            learned = columns.filled(kept)
            architecture, smoothing = self._choose_architecture(columns, learned)
            columns = architecture.network_input(columns).fit(learned).columns
        else:
            columns, smoothing = before.columns, before.model.scorer.smoothing
            learned = columns.filled(kept)
            architecture = self._same_architecture(before)
        # Only a rule that reads labels is shown the rows that labels exclude.
        shows_excluded = self.exclude_anomalies and rule._reads_labels
        scored = columns.filled(series) if shows_excluded else None

        training = self._training(before.trained.n_iter if before else 0)

        def finish(trained: Trained, train_fold: TrainFold | None = None) -> Fitted:
            model = calibrate(
                RowEstimator(architecture, columns, trained.weights),
                smoothing,
                self.missing_score,
                learned,
                lambda training, calibration: self._find_offset(
                    training, calibration, y
                ),
                train_fold=train_fold,
                scored=scored,
            )
            trained = joined(before and before.trained, trained)
            return Fitted(model, trained, inputs)

        trained = train(
            architecture,
            columns,
            learned,
            training,
            start=before and before.trained,
            report=progress(
                type(self).__name__,
                self.max_iter if self.verbose else None,
                # Callbacks see a detector that is calibrated on the rows it has seen.
                lambda so_far: callbacks.report(lambda: finish(so_far)),
            ),
        )

        def train_fold(number: int, others: Series) -> RowEstimator:
            how = for_fold(training, trained.n_iter, number)
            weights = train(architecture, columns, others, how).weights
            return RowEstimator(architecture, columns, weights)

        fitted = finish(trained, train_fold)
        if not self.warm_start:
            fitted = replace(
                fitted, trained=replace(fitted.trained, optimizer_state=[])
            )
        self._store(fitted)
        callbacks.end(fitted)
        return self

    def set_threshold(
        self,
        threshold: float | ThresholdRule | Literal["labels"] | None,
        X: ArrayLike | None = None,
        y: ArrayLike | None = None,
        *,
        groups: ArrayLike | None = None,
    ) -> Self:
        """Set the threshold by another rule; the network stays as it is.

        Parameters
        ----------
        threshold : float, rule of :mod:`skseq.thresholds`, "labels" or None
            The new value of the parameter ``threshold``. None goes back to
            ``contamination``.
        X : array-like of shape (n_timestamps, n_features), default=None
            Rows in whose scores the rule finds the threshold: consecutive, oldest
            first. By default a rule looks at ``calibration_scores_``, or at
            ``training_scores_`` if it reads labels. ``contamination`` as a number is a
            share of ``training_scores_``.
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
            it as well, or the rule finds none. The detector is then left as it was.
        """
        check_is_fitted(self)
        asked = clone(self).set_params(threshold=threshold)
        validate_params(asked)
        model = self._model()
        training, calibration = model.training_scores, model.calibration_scores
        if X is not None:
            training = calibration = model.scores(self._series(X, groups))
        self.offset_ = asked._find_offset(training, calibration, y)
        self.threshold = threshold
        return self

    def _read_training(
        self, X: ArrayLike, groups: ArrayLike | None, before: Fitted | None
    ) -> tuple[Series, Inputs]:
        """Return training series, and what new rows will be compared with."""
        time_column = before.inputs.time_column if before else self.time_column
        X, index = open_table(X, time_column)
        if before is not None:
            values = read_values(self, X, reset=False, ensure_min_samples=2)
            series = read_series(index, values, groups, max_gap=before.inputs.max_gap)
            return series, before.inputs
        # A copy takes note of the columns: a fit that fails changes nothing here.
        noted = copy.copy(self)
        noted.__dict__.pop("feature_names_in_", None)
        values = read_values(noted, X, reset=True, ensure_min_samples=2)
        refuse_no_values(values)
        max_gap = learn_max_gap(index, len(values), groups, self.max_gap_factor)
        names = getattr(noted, "feature_names_in_", None)
        series = read_series(index, values, groups, max_gap=max_gap)
        return series, Inputs(noted.n_features_in_, names, max_gap, time_column)

    def _series(self, X: ArrayLike, groups: ArrayLike | None) -> Series:
        """Return new rows as series that the network can read: no value is missing."""
        return self._columns.filled(self._given(X, groups))

    def _given(self, X: ArrayLike, groups: ArrayLike | None) -> Series:
        """Return new rows as series, as they were given."""
        X, index = open_table(X, self.time_column_)
        values = read_values(self, X, reset=False)
        return read_series(
            index,
            values,
            groups,
            max_gap=self.max_gap_,
            window_size=self.window_size_,
        )

    @property
    def _is_fitted(self) -> bool:
        """Tell whether there is anything to go on with."""
        return hasattr(self, "weights_")

    # From here on: the value that was learned to plain attributes, and back.

    def _store(self, fitted: Fitted) -> None:
        """Keep what was learned as NumPy arrays and plain values."""
        model, trained, inputs = fitted.model, fitted.trained, fitted.inputs
        architecture, columns = fitted.architecture, fitted.columns
        self.n_features_in_: int = inputs.n_features
        if inputs.feature_names is not None:
            self.feature_names_in_: np.ndarray = inputs.feature_names
        else:
            self.__dict__.pop("feature_names_in_", None)
        self.max_gap_: MaxGap = inputs.max_gap
        self.time_column_: str | None = inputs.time_column
        self.network_params_: dict[str, Any] = dict(architecture.params)
        self.window_size_: int = architecture.window_size
        self.causal_: bool = architecture.causal
        self.detrend_: bool = architecture.detrend
        self.center_: np.ndarray = columns.center
        self.scale_: np.ndarray = columns.scale
        self.changes_often_: np.ndarray = columns.changes_often
        self.is_counter_: np.ndarray = columns.is_counter
        self.shape_center_: np.ndarray = columns.shape_center
        self.shape_scale_: np.ndarray = columns.shape_scale
        self.weights_: list[np.ndarray] = trained.weights
        self.optimizer_state_: list[np.ndarray] | None = trained.optimizer_state or None
        self.n_iter_: int = trained.n_iter
        self.loss_curve_: list[float] = trained.loss_curve
        self.validation_loss_curve_: list[float] | None = trained.validation_loss_curve
        units = model.scorer.units
        self.smoothing_: int = model.scorer.smoothing
        self.missing_score_: Literal["neutral", "nan"] = model.missing_score
        self.estimate_weights_: np.ndarray = units.estimate_weights
        n = inputs.n_features
        self.median_error_: np.ndarray = units.median_signal[:n]
        self.median_activity_: np.ndarray = units.median_signal[n:]
        self.least_error_: np.ndarray = units.calm.error
        self.least_activity_: np.ndarray = units.calm.activity
        self.narrow_least_error_: np.ndarray = units.narrow_calm.error
        self.narrow_least_activity_: np.ndarray = units.narrow_calm.activity
        self.error_scale_: np.ndarray = units.decision.error_scale
        self.narrow_error_scale_: np.ndarray = units.decision.narrow_error_scale
        self.usual_level_: float = units.decision.usual_level
        self.error_threshold_: float = units.decision.threshold
        self.training_scores_: np.ndarray = model.training_scores
        self.calibration_scores_: np.ndarray = model.calibration_scores
        self.offset_: float = model.offset

    def _fitted_attributes(self, fitted: Fitted) -> dict[str, Any]:
        """Return the fitted attributes that a detector would have with this value."""
        other = copy.copy(self)
        other._store(fitted)
        return {name: x for name, x in vars(other).items() if name.endswith("_")}

    def _model(self) -> Model:
        """Return the model that was stored, whatever the parameters are now."""
        architecture = Architecture(
            build=type(self).build_network,
            params=tuple(self.network_params_.items()),
            plan=self._plan,
            window_size=self.window_size_,
            causal=self.causal_,
            detrend=self.detrend_,
        )
        decision = DecisionUnits(
            self.error_scale_,
            self.narrow_error_scale_,
            self.usual_level_,
            self.error_threshold_,
        )
        units = ErrorUnits(
            self.estimate_weights_,
            np.append(self.median_error_, self.median_activity_),
            decision,
            Least(self.least_error_, self.least_activity_),
            Least(self.narrow_least_error_, self.narrow_least_activity_),
        )
        estimator = RowEstimator(architecture, self._columns, self.weights_)
        return Model(
            Scorer(estimator, self.smoothing_, units),
            self.missing_score_,
            self.training_scores_,
            self.calibration_scores_,
            self.offset_,
        )

    @property
    def _columns(self) -> Columns:
        """Return what was learned of each column."""
        return Columns(
            self.center_,
            self.scale_,
            self.changes_often_,
            self.is_counter_,
            self.shape_center_,
            self.shape_scale_,
        )

    def _fitted(self) -> Fitted:
        """Return all that was learned, for training that goes on."""
        from skseq._engine import Trained

        trained = Trained(
            weights=self.weights_,
            n_iter=self.n_iter_,
            loss_curve=self.loss_curve_,
            validation_loss_curve=self.validation_loss_curve_,
            optimizer_state=self.optimizer_state_ or [],
        )
        names = getattr(self, "feature_names_in_", None)
        inputs = Inputs(self.n_features_in_, names, self.max_gap_, self.time_column_)
        return Fitted(self._model(), trained, inputs)
