"""One way to say that a metric is not defined for the labels given."""

from __future__ import annotations

import warnings

import numpy as np
from sklearn.exceptions import UndefinedMetricWarning


def undefined(what: str, why: str, *, stacklevel: int = 3) -> float:
    """Warn that a metric has no value, and return nan in its place."""
    warnings.warn(
        f"{what} is not defined where {why}: nan is returned.",
        UndefinedMetricWarning,
        stacklevel=stacklevel,
    )
    return float("nan")


def f_score(precision: float, recall: float, beta: float = 1.0) -> float:
    """Weighted harmonic mean of precision and recall, 0 where both are 0."""
    if np.isnan(precision) or np.isnan(recall):
        return float("nan")
    weight = beta * beta
    denominator = weight * precision + recall
    if denominator == 0:
        return 0.0
    return float((1 + weight) * precision * recall / denominator)
