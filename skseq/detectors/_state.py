"""Whether the attributes of a loaded detector can be those that a fit has stored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from skseq._utils.version import VersionMixin

# For each kind of attribute those that every fitted detector has.
# Errors and squared steps: finite, and not below 0.
SQUARES = (
    "median_error_",
    "error_scale_",
    "narrow_error_scale_",
    "least_error_",
    "least_activity_",
    "narrow_least_error_",
    "narrow_least_activity_",
)
# Levels, which are infinite where columns have no range.
LEVELS = "lowest_level_", "highest_level_", "level_unit_"
PER_COLUMN = (
    "center_",
    "scale_",
    "shape_center_",
    "shape_scale_",
    "changes_often_",
    "is_counter_",
    *LEVELS,
    *SQUARES,
)
PER_ROW = "training_scores_", "calibration_scores_"
NUMBERS = "usual_level_", "error_threshold_", "offset_"
SIZES = "n_features_in_", "window_size_", "smoothing_", "longest_series_"
OTHERS = (
    "causal_",
    "detrend_",
    "missing_score_",
    "network_params_",
    "weights_",
    "estimate_weights_",
    "median_activity_",
    "optimizer_state_",
    "n_iter_",
    "loss_curve_",
    "validation_loss_curve_",
    "max_gap_",
    "time_column_",
)


STORED = *PER_COLUMN, *PER_ROW, *NUMBERS, *SIZES, *OTHERS


class CheckedStateMixin(VersionMixin):
    """Keeps its version, and refuses to load what is no state that a fit has stored."""

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Take the attributes back, once they are checked."""
        check_state(type(self).__name__, state)
        super().__setstate__(state)


def check_state(name: str, state: Mapping[str, Any]) -> None:
    """Raise where attributes of a fitted detector are missing or changed.

    A detector with them would give other scores than it gave when it was saved.
    """
    if not any(attribute in state for attribute in STORED):
        return
    problem = _problem(state)
    if problem is not None:
        raise ValueError(
            f"the state of this {name} is none that fit has stored, since {problem}: "
            "load the file as it was saved, or fit again."
        )


def _problem(state: Mapping[str, Any]) -> str | None:
    """Return what is wrong, None if nothing is."""
    for attribute in STORED:
        if attribute not in state:
            return f"{attribute} is missing"
    for attribute in SIZES:
        if not isinstance(state[attribute], int) or state[attribute] < 1:
            return f"{attribute} is {state[attribute]!r}"
    for attribute in NUMBERS:
        if not np.isscalar(state[attribute]) or not np.isfinite(state[attribute]):
            return f"{attribute} is {state[attribute]!r}"
    n_features = state["n_features_in_"]
    for attribute in PER_COLUMN:
        shape = np.shape(state[attribute])
        if shape != (n_features,):
            return f"{attribute} has the shape {shape} for {n_features} columns"
    return _wrong_values(state) or _wrong_weights(state)


def _wrong_values(state: Mapping[str, Any]) -> str | None:
    """Return which values are none that can be learned."""
    center, scale = state["center_"], state["scale_"]
    # A column without any value in training has neither.
    if np.isinf(center).any() or (np.isnan(center) != np.isnan(scale)).any():
        return f"center_ is {center} where scale_ is {scale}"
    for attribute in LEVELS:
        if np.isnan(state[attribute]).any():
            return f"{attribute} is {state[attribute]}"
    for attribute in ("scale_", "shape_scale_", "level_unit_"):
        if (state[attribute] <= 0).any():
            return f"{attribute} is {state[attribute]}"
    if np.isinf(state["shape_center_"]).any():
        return f"shape_center_ is {state['shape_center_']}"
    for attribute in (*SQUARES, "median_activity_"):
        values = state[attribute]
        if not np.isfinite(values).all() or (values < 0).any():
            return f"{attribute} is {values}"
    for attribute in PER_ROW:
        values = state[attribute]
        if np.ndim(values) != 1 or np.isinf(values).any():
            return f"{attribute} is no column of scores"
    return None


def _wrong_weights(state: Mapping[str, Any]) -> str | None:
    """Return which weights are none that can be learned."""
    weights = state["estimate_weights_"]
    n_columns = max(int(np.isfinite(state["scale_"]).sum()), 1)
    if np.ndim(weights) != 2 or weights.shape[1] != n_columns:
        return (
            f"estimate_weights_ has the shape {np.shape(weights)} for {n_columns} "
            "columns in the network"
        )
    if not np.isfinite(weights).all():
        return "estimate_weights_ is not finite"
    for number, array in enumerate(state["weights_"]):
        if not np.isfinite(array).all():
            return f"weights_[{number}] is not finite"
    return None
