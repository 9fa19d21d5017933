"""From the estimates of a network to the errors of columns and rows."""

import numpy as np

from skseq._scaling import squared_moves
from skseq._scores import RowMean, compress, mean_of_largest, smooth, squared_errors
from skseq.detectors._network import network_columns, network_estimates


def column_errors(detector, series, weights=None):
    """Return the squared error of each value.

    Parameters
    ----------
    detector : SequenceDetector
        A detector whose network has been trained.
    series : Series
        What is scored.
    weights : ndarray of shape (n_estimates, n_network_columns), default=None
        If given, the weight of each estimate; see
        :func:`skseq._scores.estimate_weights`.

    Returns
    -------
    errors : ndarray of shape (n_rows, n_features)
        In variances of the training rows; those of constant columns in squared units
        of X.
    """
    columns = network_columns(detector)
    means = RowMean(len(series), len(columns))
    for segments, rows, estimated in network_estimates(detector, series):
        errors = squared_errors(rows, estimated)
        if weights is not None:
            errors *= weights
        means.add(segments.counted_rows(), errors)
    errors = np.empty(series.values.shape)
    errors[:, columns] = means.mean()
    errors[:, np.isinf(detector.scale_)] = squared_moves(
        series.values, detector.center_, detector.scale_
    )
    return errors


def estimate_errors(detector, series):
    """Return the mean squared error of each estimate of a row.

    Parameters
    ----------
    detector : SequenceDetector
        A detector whose network has been trained.
    series : Series
        What is scored.

    Returns
    -------
    errors : ndarray of shape (n_estimates, n_network_columns)
        In variances of the training rows.
    """
    sums, counts = 0.0, 0
    for segments, rows, estimated in network_estimates(detector, series):
        inside = segments.payload_rows() >= 0
        errors = squared_errors(rows, estimated)
        sums += (errors * inside[..., None]).sum(axis=(0, 1))
        counts += inside.sum(axis=(0, 1))
    # A series may be too short for some of the estimates.
    return sums / np.maximum(counts, 1)[:, None]


def smoothed_errors(detector, series):
    """Return the errors of each column, smoothed along each series.

    Parameters
    ----------
    detector : SequenceDetector
        A detector whose ``estimate_weights_`` have been set.
    series : Series
        What is scored.

    Returns
    -------
    errors : ndarray of shape (n_rows, n_features)
        Of all estimates of a row, weighted.
    """
    errors = column_errors(detector, series, detector.estimate_weights_)
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
        1 is the largest error in training; far beyond it errors grow with their
        logarithm.
    """
    return mean_of_largest(compress(errors / detector.error_scale_))
