"""One way to say that a measure is not defined for the labels given."""

import warnings

import numpy as np
from sklearn.exceptions import UndefinedMetricWarning


def undefined(what, why, *, stacklevel=3):
    """Warn that a measure has no value, and return nan in its place."""
    warnings.warn(
        f"{what} is not defined where {why}: nan is returned.",
        UndefinedMetricWarning,
        stacklevel=stacklevel,
    )
    return float("nan")


def f_score(precision, recall, beta=1.0):
    """Weighted harmonic mean of precision and recall, 0 where both are 0."""
    if np.isnan(precision) or np.isnan(recall):
        return float("nan")
    weight = beta * beta
    denominator = weight * precision + recall
    if denominator == 0:
        return 0.0
    return float((1 + weight) * precision * recall / denominator)
