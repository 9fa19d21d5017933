"""The value that a fit has learned, as plain attributes, and back."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from skseq._model.architecture import Architecture
from skseq._model.calm import Least
from skseq._model.columns import Columns
from skseq._model.decision import DecisionUnits
from skseq._model.estimator import RowEstimator
from skseq._model.model import Model
from skseq._model.scorer import ErrorUnits, Scorer
from skseq._model.training import Fitted, Inputs
from skseq._series.times import MaxGap

if TYPE_CHECKING:
    from collections.abc import Callable

    from skseq._series.plans import Kind


class StoredMixin:
    """Keeps :class:`skseq._model.training.Fitted` as attributes, and makes it of them.

    No other code sets one, or reads a parameter that the value holds.
    """

    if TYPE_CHECKING:
        _plan: Kind
        build_network: Callable[..., Any]

    @property
    def _is_fitted(self) -> bool:
        """Tell whether there is anything to go on with."""
        return hasattr(self, "weights_")

    def _store(self, fitted: Fitted) -> None:
        """Keep what was learned as NumPy arrays and plain values."""
        model, trained, inputs = fitted.model, fitted.trained, fitted.inputs
        architecture, columns = fitted.architecture, fitted.columns
        self.n_features_in_: int = inputs.n_features
        self.longest_series_: int = inputs.longest
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
        self.lowest_level_: np.ndarray = columns.lowest_level
        self.highest_level_: np.ndarray = columns.highest_level
        self.level_unit_: np.ndarray = columns.level_unit
        self.weights_: list[np.ndarray] = trained.weights
        self.optimizer_state_: list[np.ndarray] | None = trained.optimizer_state or None
        self.n_iter_: int = trained.n_iter
        self.loss_curve_: list[float] = trained.loss_curve
        self.validation_loss_curve_: list[float] | None = trained.validation_loss_curve
        units = model.scorer.units
        self.smoothing_: int = model.scorer.smoothing
        self.missing_score_: Literal["neutral", "nan"] = model.missing_score
        self.estimate_weights_: np.ndarray = units.estimate_weights
        n, n_active = inputs.n_features, len(model.estimator.active)
        self.median_error_: np.ndarray = units.median_signal[:n]
        self.median_activity_: np.ndarray = units.median_signal[n : n + n_active]
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
        estimator = RowEstimator(architecture, self._columns, self.weights_)
        # Rows of training are within the range of their levels.
        within = np.zeros(len(estimator.ranged))
        units = ErrorUnits(
            self.estimate_weights_,
            np.concatenate([self.median_error_, self.median_activity_, within]),
            decision,
            Least(self.least_error_, self.least_activity_),
            Least(self.narrow_least_error_, self.narrow_least_activity_),
        )
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
            self.lowest_level_,
            self.highest_level_,
            self.level_unit_,
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
        inputs = Inputs(
            self.n_features_in_,
            self.longest_series_,
            names,
            self.max_gap_,
            self.time_column_,
        )
        return Fitted(self._model(), trained, inputs)
