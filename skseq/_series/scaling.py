"""Columns to the scale of the training rows: their units do not matter to a network."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

# Beyond so many units (standard deviations of the training rows, largest errors in
# training) what is large is log-compressed: it must not hide all else.
LINEAR_RANGE = 10.0
# Values that differ by at most so many steps of rounding are equal.
ROUNDING_STEPS = 4
# The deviation of a constant column at its least, in standard deviations of others.
MOVED = 1.0


def fit_columns(
    X: np.ndarray, mask: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Return the mean and the standard deviation of the observed values by column.

    The scale of a constant column is infinite: a network learns nothing from it, and
    reads zeros in its place. Both are NaN for a column without observed values.
    """
    where, unknown = True, np.zeros(X.shape[1], dtype=bool)
    if mask is not None:
        X = np.where(mask, X, X.dtype.type(0))
        mask = np.broadcast_to(mask, X.shape)
        unknown = ~mask.any(axis=0)
        where = mask | unknown  # for NumPy there is no mean of nothing
    # Divided by the largest magnitude first: no square can overflow.
    magnitude = np.abs(X).max(axis=0).astype(np.float64)
    magnitude[magnitude == 0] = 1.0
    # The order of a sum, and so its last bits, must not depend on the memory layout.
    shares = np.divide(X, magnitude, order="C")
    center = np.mean(shares, axis=0, dtype=np.float64, where=where)
    deviation = np.std(shares, axis=0, dtype=np.float64, where=where)
    steps = ROUNDING_STEPS * np.finfo(X.dtype).eps
    low = np.min(shares, axis=0, where=where, initial=np.inf)
    high = np.max(shares, axis=0, where=where, initial=-np.inf)
    is_constant = high - low <= steps
    scale = deviation * magnitude
    # Nothing can be divided by what is no longer a number of full precision.
    is_constant |= scale < np.finfo(np.float64).tiny
    scale = np.where(is_constant, np.inf, scale)
    center, scale = (np.where(unknown, np.nan, x) for x in (center * magnitude, scale))
    return center, scale


def standardize(
    rows: np.ndarray, center: np.ndarray, scale: np.ndarray | float
) -> np.ndarray:
    """Return rows in standard deviations of the training rows, compressed."""
    with np.errstate(over="ignore"):
        # Divided before the difference is taken, which overflows more easily.
        z = np.divide(rows, scale, dtype=np.float64)
        z -= np.divide(center, scale, dtype=np.float64)
    return compress(z)


def compress(z: np.ndarray) -> np.ndarray:
    """Return standardized rows, log-compressed beyond ``LINEAR_RANGE``.

    An outlier stays an outlier and larger ones stay larger, but no value overflows or
    drowns all others.
    """
    size = np.abs(z)
    if np.maximum.reduce(size, axis=None, initial=0.0) > LINEAR_RANGE:
        size = np.minimum(size, np.finfo(np.float64).max)
        excess = np.log1p(np.maximum(size - LINEAR_RANGE, 0.0))
        size = np.minimum(size, LINEAR_RANGE)
        z = np.copysign(size + excess, z)
    return z


def expand(z: np.ndarray) -> np.ndarray:
    """Return what :func:`compress` made ``z`` of, of finite size."""
    size = np.abs(z)
    with np.errstate(over="ignore"):
        excess = np.expm1(np.maximum(size - LINEAR_RANGE, 0.0))
    size = np.minimum(size, LINEAR_RANGE) + excess
    return np.copysign(np.minimum(size, np.finfo(np.float64).max), z)


def unstandardize(z: np.ndarray, center: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """Return standardized rows in their own units; the scale is finite.

    What would overflow becomes the largest number there is.
    """
    largest = np.finfo(np.float64).max
    with np.errstate(over="ignore"):
        return np.clip(expand(z) * scale + center, -largest, largest)


def squared_deviations(
    X: np.ndarray, center: np.ndarray, scale: np.ndarray
) -> np.ndarray:
    """Return the squared distances of constant columns from their constants.

    Nothing is known of the units of these columns: whatever moves by more than rounding
    has moved by ``MOVED`` at least. More is in units of X, and log-compressed as by
    :func:`standardize`.
    """
    constant = np.isinf(scale)
    center = center[constant]
    deviations = np.abs(standardize(X[:, constant], center, 1.0))
    rounding = ROUNDING_STEPS * np.spacing(np.abs(center).astype(X.dtype))
    has_moved = deviations > rounding
    return np.where(has_moved, np.maximum(deviations, MOVED), 0.0) ** 2


def changes_often(
    X: np.ndarray, boundaries: ArrayLike, mask: np.ndarray | None = None
) -> np.ndarray:
    """Tell which columns change in at least half of their observed rows.

    Commands, states and counters do not.
    """
    steps = np.ones((len(X) - 1, 1), dtype=bool) if mask is None else mask[1:]
    steps = steps.copy()
    steps[np.asarray(boundaries, dtype=int)[1:-1] - 1] = False
    n_changes = ((X[1:] != X[:-1]) & steps).sum(axis=0)
    return 2 * n_changes >= np.maximum(steps.sum(axis=0), 1)
