"""Rows of one or more series, and where one ends and another begins.

Several series stand in one array, one after the other. Everything that looks at the
rows around a row is told the borders and stays within them.
"""

from dataclasses import dataclass, replace

import numpy as np


@dataclass(frozen=True)
class Series:
    """Rows of one or more series, one after the other.

    Parameters
    ----------
    values : ndarray of shape (n_rows, n_features)
        In units of X. NaN where a value is missing, until it is :meth:`filled`.
    borders : ndarray of int of shape (n_series + 1,)
        First row of each series, then the number of rows.
    counted : ndarray of bool of shape (n_rows, 1) or (n_rows, n_features), default=None
        Which values carry loss and error, of each row or of each column, too: those
        that are not missing. None = all.
    """

    values: np.ndarray
    borders: np.ndarray
    counted: np.ndarray | None = None

    def __len__(self):
        return len(self.values)

    def counted_values(self):
        """Return which values count.

        Returns
        -------
        counted : ndarray of bool of shape (n_rows, n_features)
            A view that cannot be written to.
        """
        counted = True if self.counted is None else self.counted
        return np.broadcast_to(counted, self.values.shape)

    def part(self, start, stop, borders):
        """Return some of the rows.

        Parameters
        ----------
        start, stop : int
            The first of them, and the one after the last.
        borders : ndarray of int of shape (n_series + 1,)
            Where series begin among them.

        Returns
        -------
        series : Series
            Views of these rows.
        """
        rows = slice(start, stop)
        counted = None if self.counted is None else self.counted[rows]
        return Series(self.values[rows], borders, counted)

    def filled(self, first):
        """Return the series with the last value seen in place of each missing one.

        Parameters
        ----------
        first : ndarray of shape (n_features,)
            What stands where none has been seen yet in a series; NaN gives zero.

        Returns
        -------
        series : Series
            Of finite values. Which of them count does not change.
        """
        missing = np.isnan(self.values)
        if not missing.any():
            return self
        values, rows = self.values.copy(), np.arange(len(self))
        starts = np.repeat(self.borders[:-1], np.diff(self.borders))
        for column in np.flatnonzero(missing.any(axis=0)):
            last = np.maximum.accumulate(np.where(missing[:, column], -1, rows))
            is_seen = last >= starts
            values[:, column] = values[last, column]
            values[~is_seen, column] = np.nan_to_num(first[column])
        return replace(self, values=values)

    def without(self, excluded):
        """Return the series with rows that do not count, whatever they hold.

        Parameters
        ----------
        excluded : ndarray of bool of shape (n_rows,)
            Which rows.

        Returns
        -------
        series : Series
            Of the same values.
        """
        kept = ~excluded[:, None]
        counted = kept if self.counted is None else self.counted & kept
        return replace(self, counted=counted)


def borders_of(labels):
    """Return where the series begin that rows are labelled with.

    Parameters
    ----------
    labels : list of ndarray of shape (n_rows,)
        Together they name the series of each row.

    Returns
    -------
    borders : ndarray of int of shape (n_series + 1,)
        First row of each series, then the number of rows.

    Raises
    ------
    ValueError
        If the rows of a series do not stand together.
    """
    n_rows = len(labels[0])
    changes = np.zeros(max(n_rows - 1, 0), dtype=bool)
    for label in labels:
        changes |= label[1:] != label[:-1]
    starts = np.concatenate([[0], np.flatnonzero(changes) + 1])
    seen = set()
    for start in starts:
        name = tuple(label[start] for label in labels)
        if name in seen:
            shown = ", ".join(map(str, name))
            raise ValueError(
                f"the rows of series {shown} do not stand together: other rows are "
                f"between row {start} and its earlier ones. Sort the rows by series, "
                'for instance by order = np.argsort(groups, kind="stable") and '
                "X[order], groups[order]; a frame by X.sort_index(level=0, "
                'sort_remaining=False, kind="stable").'
            )
        seen.add(name)
    return np.append(starts, n_rows)


def steps_between(times, borders):
    """Return the time from each row to the next one of the same series.

    Parameters
    ----------
    times : ndarray of shape (n_rows,)
        Times as datetime64 or timedelta64, or numbers.
    borders : ndarray of int of shape (n_series + 1,)
        First row of each series, then the number of rows.

    Returns
    -------
    steps : ndarray of shape (n_rows - 1,)
        Nanoseconds as timedelta64, or float64; zero across the border of two series.

    Raises
    ------
    ValueError
        If time goes back within a series.
    """
    if times.dtype.kind in "mM":
        steps = np.diff(times.astype(f"{times.dtype.kind}8[ns]"))
    else:
        steps = np.diff(times.astype(np.float64))
    zero = steps.dtype.type(0)
    steps[borders[1:-1] - 1] = zero
    if len(steps) and steps.min() < zero:
        row = int(np.argmax(steps < zero)) + 1
        raise ValueError(
            f"the index goes back in time at row {row}, from {times[row - 1]} to "
            f"{times[row]}: sort the rows of each series by time."
        )
    return steps


def median_step(steps, borders):
    """Return the median time from a row to the next of the same series.

    Parameters
    ----------
    steps : ndarray of shape (n_rows - 1,)
        As given by :func:`steps_between`.
    borders : ndarray of int of shape (n_series + 1,)
        First row of each series, then the number of rows.

    Returns
    -------
    step : numpy.timedelta64, float or None
        None where no series has two rows.
    """
    within = np.delete(steps, borders[1:-1] - 1)
    if not len(within):
        return None
    if within.dtype.kind == "m":
        nanoseconds = np.median(within.astype(np.int64))
        return np.timedelta64(round(nanoseconds), "ns")
    return float(np.median(within))


def split_at(borders, steps, longest):
    """Return the borders of series that also end where time jumps.

    Parameters
    ----------
    borders : ndarray of int of shape (n_series + 1,)
        First row of each series, then the number of rows.
    steps : ndarray of shape (n_rows - 1,)
        As given by :func:`steps_between`.
    longest : numpy.timedelta64 or float
        Longest step within a series.

    Returns
    -------
    borders : ndarray of int of shape (n_series + 1,)
        As before, and a border before each row that comes later than that.
    """
    return np.union1d(borders, np.flatnonzero(steps > longest) + 1)


def longest_series(series, most=8):
    """Return the longest series side by side, as the columns of one.

    What is to be found in all of them, such as a period, is found there: columns
    count alike, and one series that is unlike the others does not decide.

    Parameters
    ----------
    series : Series
        Rows of one or more series.
    most : int, default=8
        How many series to take, at most: those at least half as long as the longest.

    Returns
    -------
    values : ndarray of shape (n_rows, n_series * n_features)
        Their last rows, as many as the shortest of them has; all rows of a single one.
    """
    lengths = np.diff(series.borders)
    chosen = np.argsort(-lengths, kind="stable")[:most]
    chosen = np.sort(chosen[2 * lengths[chosen] >= lengths.max()])
    n_rows = lengths[chosen].min()
    ends = series.borders[1:][chosen]
    return np.hstack([series.values[end - n_rows : end] for end in ends])
