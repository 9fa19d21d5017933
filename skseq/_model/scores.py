"""From the errors of segments to one score per row.

Every sum here is taken in an order that depends only on the rows summed, so the score
of a row does not change by a bit with what else is scored, or in which batches.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from skseq._series.scaling import LINEAR_RANGE

# Columns whose errors make the score of a row: an event seldom shows in all of them.
TOP_K = 3
# Added to the largest error of a column in training, in variances of its training
# rows: a column that was estimated perfectly must not outweigh all others later.
ERROR_FLOOR = 0.01
# Added to the mean error of each estimate in training, in variances of the training
# rows: estimates that are perfect in training must not outweigh all others later.
ESTIMATE_FLOOR = 1e-3
# The logarithm that stands for 1.
_LOG_UNIT = np.log1p(1 / LINEAR_RANGE)


def squared_errors(
    rows: np.ndarray, estimates: np.ndarray, weights: np.ndarray | None = None
) -> Iterator[np.ndarray]:
    """Yield the squared errors of each estimate, the last axis but one, in turn."""
    for number in range(estimates.shape[2]):
        errors = rows - estimates[:, :, number]
        np.square(errors, out=errors)
        if weights is not None:
            errors *= weights[number].astype(errors.dtype)
        yield errors


def estimate_weights(mean_errors: np.ndarray) -> np.ndarray:
    """Return the weights by which all estimates have the same mean error in training.

    Rows are harder to estimate from further away, and the hardest estimate would drown
    the others. A single estimate has the weight 1.
    """
    mean_errors = mean_errors + ESTIMATE_FLOOR
    return mean_errors.mean(axis=0) / mean_errors


def error_scale(errors: np.ndarray, mask: np.ndarray | None = None) -> np.ndarray:
    """Return what smoothed errors are divided by: the largest, and a little more."""
    where = True if mask is None else mask
    return errors.max(axis=0, where=where, initial=0.0) + ERROR_FLOOR


def log_compress(errors: np.ndarray) -> np.ndarray:
    """Log-compress errors in units of their scale: 0, 1 and their order stay."""
    return np.log1p(errors / LINEAR_RANGE) / _LOG_UNIT


def top_k_mean(errors: np.ndarray, k: int = TOP_K) -> np.ndarray:
    """Return the mean of the ``k`` largest errors of each row, or of all if fewer."""
    n_features = errors.shape[1]
    if n_features == 1:
        return errors[:, 0].copy()
    if n_features > k:
        errors = np.partition(errors, n_features - k, axis=1)[:, -k:]
        # Sorted, so that ties are summed in one order.
        errors = np.sort(errors, axis=1)
    # As errors.mean(axis=1) does, which takes longer for a single row.
    return np.add.reduce(errors, axis=1) / errors.shape[1]


def top_k_shares(errors: np.ndarray, k: int = TOP_K) -> np.ndarray:
    """Return which share of :func:`top_k_mean` each column makes, with a sum of 1.

    Shares are equal in rows without an error. Of columns with equal errors, of which
    not all are in the mean, the first are.
    """
    n_features = errors.shape[1]
    if n_features > k:
        largest = np.argsort(-errors, axis=1, kind="stable")[:, :k]
        kept = np.zeros_like(errors)
        np.put_along_axis(
            kept, largest, np.take_along_axis(errors, largest, axis=1), axis=1
        )
        errors = kept
    sums = errors.sum(axis=1, keepdims=True)
    has_error = sums > 0
    return np.where(has_error, errors / np.where(has_error, sums, 1), 1 / n_features)
