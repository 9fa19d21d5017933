"""Columns to a common scale, as a network needs them.

The centre and the scale of each column are those of the training rows, so that a
detector, like a forest of trees, does not depend on the units of its columns.
"""

import numpy as np

# Values this many standard deviations from the mean and more are compressed.
LINEAR_RANGE = 10.0


def fit_columns(X):
    """Return the centre and the scale of each column.

    Parameters
    ----------
    X : ndarray of shape (n_timestamps, n_features)
        Finite values.

    Returns
    -------
    center, scale : ndarray of shape (n_features,)
        Mean and standard deviation, in units of X. The scale of a constant column is
        1, as in :class:`sklearn.preprocessing.StandardScaler`.
    """
    # Divided by the largest magnitude first: no square can overflow.
    magnitude = np.abs(X).max(axis=0).astype(np.float64)
    magnitude[magnitude == 0] = 1.0
    center = np.mean(X / magnitude, axis=0, dtype=np.float64)
    deviation = np.std(X / magnitude, axis=0, dtype=np.float64)
    # Rounding alone gives a constant column a deviation of about this size.
    is_constant = deviation <= 10 * np.finfo(X.dtype).eps
    scale = np.where(is_constant, 1.0, deviation * magnitude)
    return center * magnitude, scale


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
    # Divided before the difference is taken, which could overflow otherwise.
    z = rows / scale - center / scale
    size = np.abs(z)
    if size.max(initial=0.0) > LINEAR_RANGE:
        excess = np.log1p(np.maximum(size - LINEAR_RANGE, 0.0))
        size = np.minimum(size, LINEAR_RANGE)
        z = np.copysign(size + excess, z)
    return z.astype(np.float32)
