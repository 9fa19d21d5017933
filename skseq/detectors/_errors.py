"""From the estimates of a network to the errors of columns and rows."""

import numpy as np

from skseq._pieces import cut, whole
from skseq._row_mean import RowMean
from skseq._scaling import squared_moves
from skseq._scores import compress, mean_of_largest, squared_errors
from skseq._smoothing import average_counted, smooth_counted
from skseq._threads import for_each, n_threads
from skseq.detectors._network import (
    horizons_of,
    network_columns,
    network_estimates,
    scoring_plan_of,
)

# Values of a series that are scored at a time in a thread, and fewest rows: less memory
# would take more time, since each piece reads the rows around it and fills its last
# batch up.
VALUES_PER_PIECE, LEAST_ROWS_PER_PIECE = 2**18, 2**15


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
        of X. Zero for columns that were missing throughout in training: nothing is
        known of them.
    counted : ndarray of bool of shape (n_rows, n_features), or None
        Which of them count; None = all.
    """
    columns = network_columns(detector)
    known = None if series.counted is None else series.counted_values()[:, columns]
    plan = scoring_plan_of(detector)
    means = RowMean(len(series), len(columns), plan, plan.error_lags)
    for segments, rows, estimated in network_estimates(detector, series):
        of_value = None if known is None else known[segments.rows()[:, plan.skipped :]]
        means.add(segments, squared_errors(rows, estimated, weights), of_value)
    errors = np.zeros(series.values.shape)
    errors[:, columns] = means.mean()
    errors[:, np.isinf(detector.scale_)] = squared_moves(
        series.values, detector.center_, detector.scale_
    )
    if known is None:
        return errors, None
    counted = series.counted_values().copy()
    counted[:, columns] = means.counted()
    return errors, counted


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
    columns = network_columns(detector)
    known = series.counted_values()[:, columns]
    shape = len(horizons_of(detector)), len(columns)
    sums, counts = np.zeros(shape), np.zeros(shape, dtype=int)
    for segments, rows, estimated in network_estimates(detector, series):
        known_there = known[segments.rows()[:, segments.plan.skipped :]]
        counted = segments.estimated()[..., None] & known_there[:, :, None]
        counts += counted.sum(axis=(0, 1))
        for number, errors in enumerate(squared_errors(rows, estimated)):
            where = counted[:, :, number]
            sums[number] += errors.sum(axis=(0, 1), where=where, dtype=np.float64)
    # A series may be too short for some of the estimates.
    return sums / np.maximum(counts, 1)


def smoothed_sums(detector, series):
    """Return the errors of each column, smoothed along each series, and their shares.

    Parameters
    ----------
    detector : SequenceDetector
        A detector whose ``estimate_weights_`` have been set.
    series : Series
        What is scored.

    Returns
    -------
    sums, shares : ndarray
        Of all estimates of a row, weighted; as given by
        :func:`skseq._smoothing.smooth_counted`.
    counted : ndarray of bool of shape (n_rows, n_features), or None
        Which errors counted; None = all.
    """
    errors, counted = column_errors(detector, series, detector.estimate_weights_)
    width, borders = detector.smoothing_, series.borders
    sums, shares = smooth_counted(
        errors, counted, width, borders, causal=detector.causal
    )
    return sums, shares, counted


def smoothed_errors(detector, series):
    """Return the errors of each column, smoothed along each series.

    Parameters
    ----------
    detector : SequenceDetector
        A detector whose ``typical_error_`` has been set.
    series : Series
        What is scored.

    Returns
    -------
    errors : ndarray of shape (n_rows, n_features)
        Averages over what counts; typical errors where nothing is near that does.
    """
    sums, shares, _ = smoothed_sums(detector, series)
    return average_counted(sums, shares, detector.typical_error_)


def row_scores(detector, series, *, missing_score="nan"):
    """Return minus the error of each row.

    Parameters
    ----------
    detector : SequenceDetector
        A detector whose ``error_scale_`` has been set.
    series : Series
        What is scored.
    missing_score : {"neutral", "nan"}, default="nan"
        Whether rows of which no value counts have a score.

    Returns
    -------
    scores : ndarray of shape (n_rows,)
        At most 0, or NaN. Long series are scored piece by piece, several at once in
        threads, which changes no bit.
    """
    scores = np.empty(len(series))

    def score(piece):
        part = series.part(piece.start, piece.stop, piece.borders)
        errors = row_errors(detector, smoothed_errors(detector, part))
        kept = slice(piece.first - piece.start, piece.last - piece.start)
        scores[piece.first : piece.last] = -errors[kept]

    for_each(score, _pieces(detector, series))
    if missing_score == "nan" and series.counted is not None:
        scores[~series.counted.any(axis=1)] = np.nan
    return scores


def _pieces(detector, series):
    if len(series) <= LEAST_ROWS_PER_PIECE:
        return [whole(series.borders)]
    plan = scoring_plan_of(detector)
    before, after = detector.context_
    size = min(
        VALUES_PER_PIECE // series.values.shape[1], -(-len(series) // n_threads())
    )
    size = max(size, LEAST_ROWS_PER_PIECE)
    # A segment more on both sides: the first and last of a piece lie there as they do
    # at the ends of a series, not as in the middle of it.
    before, after = before + plan.length, after + plan.length
    return list(cut(series.borders, size, plan.stride, before, after))


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
