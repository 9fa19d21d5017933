"""From the estimates of a network to the errors of columns and rows."""

import numpy as np

from skseq._scaling import squared_moves
from skseq._scores import RowMean, mean_of_largest, smooth, squared_errors
from skseq.detectors._network import network_columns, network_estimates


def column_errors(detector, series, floor=None):
    """Return the squared error of each value.

    Parameters
    ----------
    detector : SequenceDetector
        A detector whose network has been trained.
    series : Series
        What is scored.
    floor : ndarray of shape (n_features,), default=None
        If given, errors are relative to what the network expects them to be; see
        :func:`skseq._scores.squared_errors`.

    Returns
    -------
    errors : ndarray of shape (n_rows, n_features)
        In variances of the training rows; those of constant columns in squared units
        of X.
    """
    columns = network_columns(detector)
    floor = None if floor is None else floor[columns]
    means = RowMean(len(series), len(columns))
    for segments, rows, estimated, variances in network_estimates(detector, series):
        means.add(segments, squared_errors(rows, estimated, variances, floor))
    errors = np.empty(series.values.shape)
    errors[:, columns] = means.mean()
    errors[:, np.isinf(detector.scale_)] = squared_moves(
        series.values, detector.center_, detector.scale_
    )
    return errors


def smoothed_errors(detector, series):
    """Return the errors of each column, smoothed along each series.

    Parameters
    ----------
    detector : SequenceDetector
        A detector whose ``variance_floor_`` has been set.
    series : Series
        What is scored.

    Returns
    -------
    errors : ndarray of shape (n_rows, n_features)
        Relative to what the network expects, where it does.
    """
    errors = column_errors(detector, series, detector.variance_floor_)
    return smooth(errors, detector.smoothing_, series.borders, causal=detector.causal)


def row_errors(detector, errors):
    """Return one error for each row.

    Parameters
    ----------
    detector : SequenceDetector
        A detector whose ``error_scale_`` has been set.
    errors : ndarray of shape (n_rows, n_features)
        Smoothed errors of the columns.

    Returns
    -------
    errors : ndarray of shape (n_rows,)
        In units of the largest errors in training.
    """
    return mean_of_largest(errors / detector.error_scale_)
