"""What all detectors share: the contract with scikit-learn, and nothing of networks."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import TYPE_CHECKING, Literal, Self

from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator, OutlierMixin, clone
from sklearn.utils.validation import check_is_fitted

from skseq._model.calibration import calibrate
from skseq._model.columns import Columns
from skseq._model.crossfit import TrainFold
from skseq._model.estimator import RowEstimator
from skseq._model.training import Fitted, Inputs, for_fold, joined, train
from skseq._series.context import of_errors
from skseq._series.read import (
    learn_max_gap,
    read_new_series,
    read_series,
    read_values,
    refuse_no_values,
)
from skseq._series.series import Series
from skseq._series.table import open_table
from skseq._utils.sklearn import (
    CallbackSupportMixin,
    DocLinkMixin,
    fit_context,
    validate_params,
    with_callbacks,
)
from skseq.detectors._callbacks import FitCallbacks, progress
from skseq.detectors._decision import DecisionMixin
from skseq.detectors._events import EventsMixin
from skseq.detectors._explain import ExplainMixin
from skseq.detectors._incremental import IncrementalMixin
from skseq.detectors._parameters import ParametersMixin
from skseq.detectors._scoring import ScoringMixin
from skseq.detectors._state import CheckedStateMixin
from skseq.detectors._stored import StoredMixin
from skseq.detectors._streams import StreamMixin
from skseq.thresholds import ThresholdRule

if TYPE_CHECKING:
    from skseq._engine import Trained


class SequenceDetector(
    CallbackSupportMixin,
    DocLinkMixin,
    ScoringMixin,
    DecisionMixin,
    ExplainMixin,
    EventsMixin,
    IncrementalMixin,
    StreamMixin,
    ParametersMixin,
    StoredMixin,
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
            network_input = architecture.network_input(columns)
            columns = network_input.fit(learned, has_levels=smoothing > 1).columns
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
            longest = max(before.inputs.longest, series.longest)
            return series, replace(before.inputs, longest=longest)
        # A copy takes note of the columns: a fit that fails changes nothing here.
        noted = copy.copy(self)
        noted.__dict__.pop("feature_names_in_", None)
        values = read_values(noted, X, reset=True, ensure_min_samples=2)
        refuse_no_values(values)
        max_gap = learn_max_gap(index, len(values), groups, self.max_gap_factor)
        names = getattr(noted, "feature_names_in_", None)
        series = read_series(index, values, groups, max_gap=max_gap)
        n_features = noted.n_features_in_
        return series, Inputs(n_features, series.longest, names, max_gap, time_column)

    def _series(
        self, X: ArrayLike, groups: ArrayLike | None, *, averaged: bool = True
    ) -> Series:
        """Return new rows as series that the network can read: no value is missing."""
        return self._columns.filled(self._given(X, groups, averaged=averaged))

    def _given(
        self, X: ArrayLike, groups: ArrayLike | None, *, averaged: bool = True
    ) -> Series:
        """Return new rows as series, as they were given; their errors are averaged."""
        sizes = self._model().scorer.sizes(self.longest_series_)
        return read_new_series(
            self,
            X,
            groups,
            time_column=self.time_column_,
            max_gap=self.max_gap_,
            sizes=sizes if averaged else of_errors(sizes),
        )
