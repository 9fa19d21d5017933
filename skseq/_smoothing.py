"""Averages along series: of errors, of those among them that count, and of rows.

Every sum is taken in an order that depends only on the rows summed, so an average does
not change by a bit with what else is averaged.
"""

import numpy as np

# An average over less than this share of its weights leans on the typical error: the
# single error that is left beside a gap says little.
LEAST_SHARE = 0.25


def smooth(errors, width, borders, *, causal=False):
    """Smooth errors along each series by a triangular window.

    It is the moving average over ``width`` rows, taken twice: near errors weigh more
    than far ones.

    Parameters
    ----------
    errors : ndarray of shape (n_rows, n_features)
        Errors of the rows.
    width : int
        Rows in the average; fewer at the ends of a series.
    borders : array-like of int of shape (n_series + 1,)
        First row of each series, then the number of rows.
    causal : bool, default=False
        Average each row with the rows before it, rather than with those around it.

    Returns
    -------
    smoothed : ndarray of shape (n_rows, n_features)
        Smoothed errors.
    """
    borders = np.asarray(borders)
    # All series at once, with zeros after each that its neighbour does not reach over.
    places = np.arange(len(errors)) + width * np.repeat(
        np.arange(len(borders) - 1), np.diff(borders)
    )
    n_places = len(errors) + width * (len(borders) - 1)
    passes = []
    # Of an even number of rows one more lies behind than ahead, or the other way
    # round; two averages that differ in this keep the centre in its place.
    for ahead in (0, 0) if causal else (width // 2, (width - 1) // 2):
        counts = _window_sums(np.ones(len(errors)), places, n_places, width, ahead)
        passes.append((ahead, counts))
    smoothed = np.empty_like(errors)
    # One column at a time needs the least memory.
    for column in range(errors.shape[1]):
        values = errors[:, column]
        for ahead, counts in passes:
            values = _window_sums(values, places, n_places, width, ahead) / counts
        smoothed[:, column] = values
    return smoothed


def smooth_counted(errors, counted, width, borders, *, causal=False):
    """Smooth the errors that count along each series, and tell how many did.

    Parameters
    ----------
    errors : ndarray of shape (n_rows, n_features)
        Errors of the rows.
    counted : ndarray of bool of shape (n_rows, 1 or n_features), or None
        Which of them count, of each row or of each column, too; None = all.
    width, borders, causal : int, array-like and bool
        As for :func:`smooth`.

    Returns
    -------
    sums : ndarray of shape (n_rows, n_features)
        Smoothed errors, zeros in place of those that do not count.
    shares : ndarray of shape (n_rows, 1 or n_features), or None
        How much of the weights fell on errors that count, 0 to 1; None = all.
    """
    if counted is None:
        return smooth(errors, width, borders, causal=causal), None
    sums = smooth(np.where(counted, errors, 0.0), width, borders, causal=causal)
    return sums, smooth(counted.astype(np.float64), width, borders, causal=causal)


def typical_errors(sums, shares, counted):
    """Return the median smoothed error of each column.

    Parameters
    ----------
    sums, shares : ndarray
        Of the training rows, as given by :func:`smooth_counted`.
    counted : ndarray of bool of shape (n_rows, n_features)
        Which values count.

    Returns
    -------
    typical : ndarray of shape (n_features,)
        Of the values that count; zero for a column without any.
    """
    if shares is None:
        return np.median(sums, axis=0)
    shares = np.broadcast_to(shares, sums.shape)
    typical = np.zeros(sums.shape[1])
    for column in np.flatnonzero(counted.any(axis=0)):
        rows = counted[:, column]
        typical[column] = np.median(sums[rows, column] / shares[rows, column])
    return typical


def average_counted(sums, shares, typical):
    """Return smoothed errors as averages over the errors that count.

    Parameters
    ----------
    sums, shares : ndarray
        As given by :func:`smooth_counted`.
    typical : ndarray of shape (n_features,)
        What an error is where too little counts: averages over a share of less than
        ``LEAST_SHARE`` are made up to it with this.

    Returns
    -------
    smoothed : ndarray of shape (n_rows, n_features)
        Smoothed errors.
    """
    if shares is None:
        return sums
    lacking = np.maximum(LEAST_SHARE - shares, 0.0)
    return (sums + lacking * typical) / np.maximum(shares, LEAST_SHARE)


def _window_sums(values, places, n_places, width, ahead):
    """Sum ``width`` rows up to ``ahead`` rows after each, of its own series."""
    spread = np.zeros(n_places)
    spread[places] = values
    return _trailing_sums(spread, width)[places + ahead]


def _trailing_sums(values, width):
    """Sum each value and the ``width - 1`` before it, as a tree of pairwise sums.

    Running or cumulative sums would be as fast, but one huge value would spoil the
    last digits of all that follow it.
    """
    n = len(values)
    sums, done = np.zeros_like(values), 0
    doubled, span = values, 1  # sums over the last ``span`` rows
    while True:
        if width & 1:
            sums[done:] += doubled[: max(n - done, 0)]
            done += span
        width >>= 1
        if not width:
            return sums
        earlier = np.concatenate([np.zeros(min(span, n)), doubled[: max(n - span, 0)]])
        doubled, span = doubled + earlier, 2 * span


def smoothing_reach(width, *, causal=False):
    """Return how many rows before and after a row :func:`smooth` averages with it.

    Parameters
    ----------
    width : int
        As for :func:`smooth`.
    causal : bool, default=False
        As for :func:`smooth`.

    Returns
    -------
    n_before, n_after : int
        Numbers of rows.
    """
    return (2 * (width - 1), 0) if causal else (width - 1, width - 1)
