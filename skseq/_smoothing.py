"""Averages along series: of errors, of those among them that count, and of rows.

Every sum is taken in an order that depends only on the rows summed, so an average does
not change by a bit with what else is averaged.
"""

import numpy as np

# An average over less than this share of its weights leans on the typical error: the
# single error that is left beside a gap says little.
LEAST_SHARE = 0.25
# Values that are smoothed at a time, and of those that are summed, at least one column.
VALUES_AT_A_TIME, VALUES_IN_CACHE = 2**20, 2**14


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
    places, n_places = _places_apart(borders, width)
    # Of an even number of rows one more lies behind than ahead, or the other way
    # round; two averages that differ in this keep the centre in its place.
    both = (0, 0) if causal else (width // 2, (width - 1) // 2)
    passes = [(ahead, _window_counts(borders, width, ahead)) for ahead in both]
    smoothed = np.empty_like(errors)
    n_columns = max(1, VALUES_AT_A_TIME // max(len(errors), 1))
    for first in range(0, errors.shape[1], n_columns):
        some = slice(first, first + n_columns)
        values = errors[:, some]
        for ahead, counts in passes:
            apart = np.zeros((n_places + 2 * width, values.shape[1]))
            apart[width:-width][places] = values
            sums = trailing_sums(apart, width)
            values = sums[width + ahead :][places]
            values /= counts
        smoothed[:, some] = values
    return smoothed


def _places_apart(borders, width):
    """Return where rows stand if all series do with ``width`` rows between them.

    A slice for a single series, else an index for each row; and how many places.
    """
    n_rows = np.diff(borders)
    if len(n_rows) == 1:
        return slice(0, borders[-1]), borders[-1]
    before = width * np.arange(len(n_rows))
    places = np.arange(borders[-1]) + np.repeat(before, n_rows)
    return places, borders[-1] + before[-1]


def _window_counts(borders, width, ahead):
    """Return over how many rows of its series each row is averaged."""
    n_rows = borders[-1]
    # A single short series, such as a window with a new row, waits for little else.
    if len(borders) == 2 and n_rows <= 2 * width:
        ends = np.arange(ahead + 1, ahead + 1 + n_rows, dtype=float)[:, None]
        return np.minimum(ends, n_rows) - np.maximum(ends - width, 0)
    counts = np.full((n_rows, 1), float(width))
    # Only rows near the ends of a series have fewer around them.
    rows = (borders[:, None] + np.arange(-width, width)).clip(0, n_rows - 1).ravel()
    if len(rows) > n_rows:
        rows = np.arange(n_rows)
    series = np.searchsorted(borders, rows, side="right") - 1
    lows, ends = borders[series], np.minimum(rows + ahead + 1, borders[series + 1])
    counts[rows, 0] = ends - np.maximum(rows + ahead + 1 - width, lows)
    return counts


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


def trailing_sums(values, width):
    """Sum each row and the ``width - 1`` before it, as a tree of pairwise sums.

    Running or cumulative sums would be as fast, but one huge value would spoil the
    last digits of all that follow it.

    Parameters
    ----------
    values : ndarray of shape (n_rows, n_features)
        What to sum; the first ``width - 1`` rows have no sum of their own.
    width : int
        How many rows to sum.

    Returns
    -------
    sums : ndarray of shape (n_rows, n_features)
        The sums; zeros in the first ``width - 1`` rows.
    """
    sums = np.zeros_like(values)
    # As many rows at a time as stay in the cache.
    n_rows = max(VALUES_IN_CACHE // values.shape[1], width)
    for first in range(width - 1, len(values), n_rows):
        some = values[first - width + 1 : first + n_rows]
        _sum_windows(some, width, sums[first : first + n_rows])
    return sums


def _sum_windows(values, width, sums):
    """Add to ``sums`` the sum of each ``width`` consecutive rows."""
    # The sums over the last ``span`` rows, from the row on that has so many.
    doubled, span, left = values, 1, width
    while True:
        if left & span:
            left -= span
            sums += doubled[left : left + len(sums)]
        if not left:
            return
        doubled = doubled[span:] + doubled[:-span]
        span *= 2


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
