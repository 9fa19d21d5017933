"""Columns to a common scale, as a network needs them.

The centre and the scale of each column are those of the training rows, so that a
detector, like a forest of trees, does not depend on the units of its columns.
"""

import numpy as np

# Values this many standard deviations from the mean and more are compressed.
LINEAR_RANGE = 10.0


def fit_columns(X, counted=None):
    """Return the centre and the scale of each column.

    Parameters
    ----------
    X : ndarray of shape (n_timestamps, n_features)
        Finite values, where they count.
    counted : ndarray of bool of shape (n_timestamps, 1 or n_features), default=None
        Which values count, of each row or of each column, too; None = all.

    Returns
    -------
    center, scale : ndarray of shape (n_features,)
        Mean and standard deviation, in units of X. The scale of a constant column is
        infinite: a network learns nothing from it, and reads zeros in its place. Both
        are NaN for a column of which no value counts.
    """
    where, unknown = True, np.zeros(X.shape[1], dtype=bool)
    if counted is not None:
        X = np.where(counted, X, X.dtype.type(0))
        counted = np.broadcast_to(counted, X.shape)
        unknown = ~counted.any(axis=0)
        where = counted | unknown  # for NumPy there is no mean of nothing
    # Divided by the largest magnitude first: no square can overflow.
    magnitude = np.abs(X).max(axis=0).astype(np.float64)
    magnitude[magnitude == 0] = 1.0
    center = np.mean(X / magnitude, axis=0, dtype=np.float64, where=where)
    deviation = np.std(X / magnitude, axis=0, dtype=np.float64, where=where)
    # Rounding alone gives a constant column a deviation of about this size.
    is_constant = deviation <= 10 * np.finfo(X.dtype).eps
    scale = deviation * magnitude
    # Nothing can be divided by what is no longer a number of full precision.
    is_constant |= scale < np.finfo(np.float64).tiny
    scale = np.where(is_constant, np.inf, scale)
    center, scale = (np.where(unknown, np.nan, x) for x in (center * magnitude, scale))
    return center, scale


def standardize(rows, center, scale):
    """Bring rows to the scale of the training rows.

    Values within ``LINEAR_RANGE`` standard deviations of the mean are standardized.
    Beyond, their distance grows with its logarithm only: an outlier stays an outlier
    and larger ones stay larger, but no value, however large, overflows or drowns all
    others.

    Parameters
    ----------
    rows : ndarray of shape (..., n_features)
        In units of X.
    center, scale : ndarray of shape (n_features,)
        As given by :func:`fit_columns`.

    Returns
    -------
    rows : ndarray of shape (..., n_features) and dtype float32
        In standard deviations of the training rows.
    """
    with np.errstate(over="ignore"):
        # Divided before the difference is taken, which overflows more easily.
        z = rows / scale - center / scale
    size = np.minimum(np.abs(z), np.finfo(np.float64).max)
    if size.max(initial=0.0) > LINEAR_RANGE:
        excess = np.log1p(np.maximum(size - LINEAR_RANGE, 0.0))
        size = np.minimum(size, LINEAR_RANGE)
        z = np.copysign(size + excess, z)
    return z.astype(np.float32)


def unstandardize(z, center, scale):
    """Bring rows back from the scale of the training rows to their own units.

    Parameters
    ----------
    z : ndarray of shape (..., n_features)
        In standard deviations of the training rows, as :func:`standardize` returns
        them.
    center, scale : ndarray of shape (n_features,)
        As given by :func:`fit_columns`; the scale is finite.

    Returns
    -------
    rows : ndarray of shape (..., n_features) and dtype float64
        In units of X. What would overflow is the largest number there is.
    """
    largest = np.finfo(np.float64).max
    size = np.abs(z.astype(np.float64))
    with np.errstate(over="ignore"):
        excess = np.expm1(np.maximum(size - LINEAR_RANGE, 0.0))
        moves = np.copysign(np.minimum(size, LINEAR_RANGE) + excess, z)
        return np.clip(moves * scale + center, -largest, largest)


def squared_moves(X, center, scale):
    """Return the squared distance of constant columns from their constants.

    Parameters
    ----------
    X : ndarray of shape (n_timestamps, n_features)
        In its own units.
    center, scale : ndarray of shape (n_features,)
        As given by :func:`fit_columns`.

    Returns
    -------
    moves : ndarray of shape (n_timestamps, n_constant)
        In squared units of X, as nothing else is known of these columns; compressed
        as by :func:`standardize`.
    """
    constant = np.isinf(scale)
    moves = standardize(X[:, constant], center[constant], 1.0)
    return np.square(moves, dtype=np.float64)


def changes_often(X, borders, counted=None):
    """Tell columns that move nearly all the time from commands, states and counters.

    Parameters
    ----------
    X : ndarray of shape (n_timestamps, n_features)
        Training rows.
    borders : array-like of int of shape (n_series + 1,)
        First row of each series, then the number of rows.
    counted : ndarray of bool of shape (n_timestamps, 1 or n_features), default=None
        Which values count, of each row or of each column, too; None = all.

    Returns
    -------
    changes : ndarray of bool of shape (n_features,)
        Whether a column changes in at least half of the rows that count.
    """
    steps = np.ones((len(X) - 1, 1), dtype=bool) if counted is None else counted[1:]
    steps = steps.copy()
    steps[np.asarray(borders[1:-1], dtype=int) - 1] = False
    n_moves = ((X[1:] != X[:-1]) & steps).sum(axis=0)
    return 2 * n_moves >= np.maximum(steps.sum(axis=0), 1)
