"""From the errors of segments to one error per row.

Every sum here is taken in an order that depends only on the rows summed, so the error
of a row does not change by a bit with what else is scored, or in which batches.
"""

from itertools import pairwise

import numpy as np


def squared_error(rows, estimates):
    """Return the squared error of each place, averaged over estimates and columns.

    Parameters
    ----------
    rows : ndarray of shape (n_segments, payload, n_features)
        What is there.
    estimates : ndarray of shape (n_segments, payload, n_estimates, n_features)
        What a network expects there.

    Returns
    -------
    errors : ndarray of shape (n_segments, payload) and dtype float64
        At least 0.
    """
    difference = rows[:, :, None, :] - estimates.astype(np.float64)
    return np.square(difference).mean(axis=(2, 3))


class RowMean:
    """Mean of each row over the segments that estimate it.

    Parameters
    ----------
    n_rows : int
        Rows of the series.
    shape : tuple of int, default=()
        Shape of the values of one row.
    """

    def __init__(self, n_rows, shape=()):
        self._sums = np.zeros((n_rows, *shape))
        self._counts = np.zeros(n_rows, dtype=np.int32)

    def add(self, segments, values):
        """Add the values of the payloads of segments, given in their order.

        Parameters
        ----------
        segments : Segments
            Consecutive segments of a layout.
        values : ndarray of shape (n_segments, payload, ...)
            One value for each place of each payload.
        """
        rows = segments.payload_rows()
        inside = rows >= 0
        # One after the other, in the order of the segments: an exact order of sums.
        np.add.at(self._sums, rows[inside], values[inside])
        np.add.at(self._counts, rows[inside], 1)

    def mean(self):
        """Return the means.

        Returns
        -------
        means : ndarray of shape (n_rows, ...) and dtype float64
            The mean of each row.
        """
        counts = self._counts.reshape(-1, *[1] * (self._sums.ndim - 1))
        return self._sums / counts


def moving_average(values, width, borders, *, causal=False):
    """Average each row with its neighbours in the same series.

    Parameters
    ----------
    values : ndarray of shape (n_rows,)
        One value per row.
    width : int
        Rows in the average; fewer at the ends of a series.
    borders : array-like of int of shape (n_series + 1,)
        First row of each series, then the number of rows.
    causal : bool, default=False
        Average the row and the ``width - 1`` rows before it, rather than those around
        it.

    Returns
    -------
    averages : ndarray of shape (n_rows,)
        One average per row.
    """
    averages = np.empty_like(values)
    ahead = 0 if causal else width // 2
    for low, high in pairwise(borders):
        series = np.concatenate([values[low:high], np.zeros(ahead)])
        counted = np.concatenate([np.ones(high - low), np.zeros(ahead)])
        sums = _trailing_sums(series, width) / _trailing_sums(counted, width)
        averages[low:high] = sums[ahead:]
    return averages


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
