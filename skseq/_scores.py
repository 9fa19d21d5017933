"""From the errors of segments to one score per row.

The errors of each column are averaged over the segments that estimate a row
(:class:`RowMean`), smoothed along the series, divided by the largest error of the
column in training, and the columns with the largest errors make the score of the row.

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
# An average over less than this share of its weights leans on the typical error: the
# single error that is left beside a gap says little.
LEAST_SHARE = 0.25


def squared_errors(rows, estimates):
    """Return the squared error of each estimate.

    Parameters
    ----------
    rows : ndarray of shape (n_segments, payload, n_features)
        What is there.
    estimates : ndarray of shape (n_segments, payload, n_estimates, n_features)
        What a network expects there.

    Returns
    -------
    errors : ndarray of the shape of estimates and dtype float64
        At least 0.
    """
    return np.square(rows[:, :, None, :] - estimates.astype(np.float64))


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


class RowMean:
    """Mean of each row over the estimates of it, column by column.

    Parameters
    ----------
    n_rows, n_features : int
        Shape of the series.
    """

    def __init__(self, n_rows, n_features):
        self._sums = np.zeros((n_rows, n_features))
        self._counts = np.zeros((n_rows, 1), dtype=np.int32)

    def add(self, rows, values, counted=None):
        """Add the values of the estimates of some segments.

        Parameters
        ----------
        rows : ndarray of int of shape (n_segments, payload, n_estimates)
            Where each value counts, -1 where nowhere.
        values : ndarray of shape (n_segments, payload, n_estimates, n_features)
            One value for each estimate and each column.
        counted : ndarray of bool of the shape of values, default=None
            Which values count; given with all of the segments or with none.
        """
        inside = rows >= 0
        n_features = values.shape[-1]
        # One after the other, in the order of the segments: an exact order of sums.
        # Flat, because NumPy is twenty times as fast at it.
        places = rows[inside][:, None] * n_features + np.arange(n_features)
        places, values = places.ravel(), values[inside].ravel()
        if counted is None:
            np.add.at(self._sums.reshape(-1), places, values)
            np.add.at(self._counts[:, 0], rows[inside], 1)
            return
        if self._counts.shape != self._sums.shape:
            self._counts = np.zeros(self._sums.shape, dtype=np.int32)
        counted = counted[inside].ravel()
        np.add.at(self._sums.reshape(-1), places[counted], values[counted])
        np.add.at(self._counts.reshape(-1), places[counted], 1)

    def mean(self):
        """Return the means.

        Returns
        -------
        means : ndarray of shape (n_rows, n_features) and dtype float64
            The mean of each row and column; zero where nothing counted.
        """
        return self._sums / np.maximum(self._counts, 1)

    def counted(self):
        """Return where something counted.

        Returns
        -------
        counted : ndarray of bool of shape (n_rows, n_features)
            A view that cannot be written to.
        """
        return np.broadcast_to(self._counts > 0, self._sums.shape)


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
