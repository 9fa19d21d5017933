"""From the errors of segments to one score per row.

The errors of each column are averaged over the segments that estimate a row
(:mod:`skseq._row_mean`), smoothed along the series (:mod:`skseq._smoothing`), divided
by the largest error of the column in training, and the columns with the largest errors
make the score of the row.

Every sum here is taken in an order that depends only on the rows summed, so the score
of a row does not change by a bit with what else is scored, or in which batches.
"""

import numpy as np

# Columns whose errors make the score of a row: an event seldom shows in all of them.
N_LARGEST = 3
# Added to the largest error of a column in training, in variances of its training
# rows: a column that was estimated perfectly must not outweigh all others later.
ERROR_FLOOR = 0.01
# Errors this many times the largest in training and more grow with their logarithm
# only: one column that has gone far astray must not hide all others.
LINEAR_RANGE = 10.0
# Added to the mean error of each estimate in training, in variances of the training
# rows: estimates that are perfect in training must not outweigh all others later.
ESTIMATE_FLOOR = 1e-3


def squared_errors(rows, estimates, weights=None):
    """Yield the squared errors of each estimate in turn.

    Parameters
    ----------
    rows : ndarray of shape (n_segments, payload, n_features)
        What is there.
    estimates : ndarray of shape (n_segments, payload, n_estimates, n_features)
        What a network expects there.
    weights : ndarray of shape (n_estimates, n_features), default=None
        If given, what the errors are multiplied by.

    Yields
    ------
    errors : ndarray of shape (n_segments, payload, n_features)
        At least 0, of the dtype of rows and estimates.
    """
    for number in range(estimates.shape[2]):
        errors = rows - estimates[:, :, number]
        np.square(errors, out=errors)
        if weights is not None:
            errors *= weights[number].astype(errors.dtype)
        yield errors


def estimate_weights(mean_errors):
    """Return the weight of each estimate of a row in the error of the row.

    A row that has just been read is easier to estimate than one that was read, or will
    be, some time away. With these weights each estimate has the same mean error in
    training, so that the hardest does not drown the others.

    Parameters
    ----------
    mean_errors : ndarray of shape (n_estimates, n_features)
        Mean squared error of each estimate in training, column by column.

    Returns
    -------
    weights : ndarray of shape (n_estimates, n_features)
        1 on average of the errors they weigh: a single estimate has the weight 1.
    """
    mean_errors = mean_errors + ESTIMATE_FLOOR
    return mean_errors.mean(axis=0) / mean_errors


def error_scale(errors, counted=None):
    """Return what the smoothed errors of each column are divided by.

    Parameters
    ----------
    errors : ndarray of shape (n_rows, n_features)
        Smoothed errors of the training rows.
    counted : ndarray of bool of shape (n_rows, n_features), default=None
        Which of them count; None = all.

    Returns
    -------
    scale : ndarray of shape (n_features,)
        The largest error of each column, and a little more.
    """
    where = True if counted is None else counted
    return errors.max(axis=0, where=where, initial=0.0) + ERROR_FLOOR


def compress(errors):
    """Let large errors grow with their logarithm only.

    Parameters
    ----------
    errors : ndarray
        Errors in units of the largest in training, at least 0.

    Returns
    -------
    errors : ndarray of the same shape
        0 and 1 stay what they are, and so does the order.
    """
    return np.log1p(errors / LINEAR_RANGE) / np.log1p(1 / LINEAR_RANGE)


def mean_of_largest(errors, n_largest=N_LARGEST):
    """Return the mean of the largest errors of each row.

    Parameters
    ----------
    errors : ndarray of shape (n_rows, n_features)
        Errors of the columns on one scale.
    n_largest : int, default=3
        Columns in the mean; all, where there are fewer.

    Returns
    -------
    errors : ndarray of shape (n_rows,)
        Errors of the rows.
    """
    n_features = errors.shape[1]
    if n_features > n_largest:
        errors = np.partition(errors, n_features - n_largest, axis=1)[:, -n_largest:]
        # Sorted, so that ties are summed in one order.
        errors = np.sort(errors, axis=1)
    return errors.mean(axis=1)


def shares_of_largest(errors, n_largest=N_LARGEST):
    """Return which share of :func:`mean_of_largest` each column makes.

    Parameters
    ----------
    errors : ndarray of shape (n_rows, n_features)
        Errors of the columns on one scale.
    n_largest : int, default=3
        Columns in the mean; all, where there are fewer.

    Returns
    -------
    shares : ndarray of shape (n_rows, n_features)
        In [0, 1], with a sum of 1 in each row: 0 for columns outside the mean, equal
        for all columns of rows without an error. Of columns with equal errors, of
        which not all are in the mean, the first are.
    """
    n_features = errors.shape[1]
    if n_features > n_largest:
        largest = np.argsort(-errors, axis=1, kind="stable")[:, :n_largest]
        kept = np.zeros_like(errors)
        np.put_along_axis(
            kept, largest, np.take_along_axis(errors, largest, axis=1), axis=1
        )
        errors = kept
    sums = errors.sum(axis=1, keepdims=True)
    has_error = sums > 0
    return np.where(has_error, errors / np.where(has_error, sums, 1), 1 / n_features)
