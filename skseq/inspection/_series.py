"""Series as they are drawn: their axis, their columns, and long ones made short."""

from dataclasses import dataclass

import numpy as np
from sklearn.utils import check_array

# Bins of a long series: more than a picture has pixels in its width.
N_BINS = 2000


@dataclass(frozen=True)
class Series:
    """Values of a series, and what stands beside them in a frame.

    Attributes
    ----------
    values : ndarray of shape (n_timestamps, n_features) and dtype float64
        NaN where a value is missing.
    names : tuple of str
        Names of the columns; ``x0``, ``x1``, ... where they have none.
    index : ndarray of shape (n_timestamps,)
        Numbers or times of the rows.
    """

    values: np.ndarray
    names: tuple
    index: np.ndarray

    def columns(self, columns):
        """Return the numbers of columns given by name or number.

        Parameters
        ----------
        columns : array-like of str or int, or None
            Columns to draw; None for all.

        Returns
        -------
        numbers : list of int
            Their places.

        Raises
        ------
        ValueError
            If there is no such column.
        """
        n_columns = len(self.names)
        if columns is None:
            return list(range(n_columns))
        columns = [columns] if isinstance(columns, str | int) else list(columns)
        numbers = [
            self.names.index(column) if column in self.names else column
            for column in columns
        ]
        for number in numbers:
            if isinstance(number, str) or not -n_columns <= number < n_columns:
                raise ValueError(
                    f"there is no column {number!r} in X: it has {n_columns} columns, "
                    f"{', '.join(self.names[:10])}{', ...' * (n_columns > 10)}."
                )
        return [int(number) % n_columns for number in numbers]


def read_series(X):
    """Return the values of an array or a frame, the names of its columns, its index.

    Parameters
    ----------
    X : array-like of shape (n_timestamps, n_features)
        Rows are consecutive, oldest first; NaN where a value is missing.

    Returns
    -------
    series : Series
        What is in it.
    """
    values = check_array(X, dtype=np.float64, ensure_all_finite=False)
    names = [str(name) for name in getattr(X, "columns", ())]
    if not names:
        names = [f"x{number}" for number in range(values.shape[1])]
    return Series(values, tuple(names), row_positions(X, len(values)))


def row_positions(X, n_rows):
    """Return where rows lie on the axis of a picture.

    Parameters
    ----------
    X : object
        If it has an index of times or numbers, that is taken; else rows are counted.
    n_rows : int
        Number of rows.

    Returns
    -------
    positions : ndarray of shape (n_rows,)
        Times (datetime64) or numbers that rise.

    Raises
    ------
    ValueError
        If the index falls from one row to the next.
    """
    index = getattr(X, "index", None)
    # A list has an index, too: the method that searches it.
    if index is None or callable(index) or getattr(index, "nlevels", 1) > 1:
        return np.arange(n_rows)
    if hasattr(index, "to_timestamp"):
        index = index.to_timestamp()
    if getattr(index, "tz", None) is not None:
        index = index.tz_localize(None)
    positions = np.asarray(index)
    if positions.dtype.kind not in "iufM":
        return np.arange(n_rows)
    falls = np.flatnonzero(positions[1:] < positions[:-1])
    if len(falls):
        raise ValueError(
            f"the index of X falls from row {falls[0]} to row {falls[0] + 1}: sort X "
            "by it or, to count rows instead, pass X.reset_index(drop=True)."
        )
    return positions


def rows_to_draw(values, n_bins=N_BINS):
    """Choose the rows of a long series that make the same picture as all of them.

    Parameters
    ----------
    values : ndarray of shape (n_timestamps,)
        A column; NaN where a value is missing.
    n_bins : int, default=2000
        Parts into which it is cut.

    Returns
    -------
    rows : ndarray of int of shape (n_drawn,)
        In order: all rows of a short series; else the least and the greatest value of
        each part, so that nothing that stands out is lost, however short it is.
    """
    n_rows = len(values)
    if n_rows <= 2 * n_bins:
        return np.arange(n_rows)
    size = -(-n_rows // n_bins)
    padding = np.full(-n_rows % size, np.nan)
    parts = np.concatenate([values, padding]).reshape(-1, size)
    missing = np.isnan(parts)
    least = np.where(missing, np.inf, parts).argmin(axis=1)
    greatest = np.where(missing, -np.inf, parts).argmax(axis=1)
    starts = size * np.arange(len(parts))
    return np.unique(np.concatenate([starts + least, starts + greatest]))


def runs_to_draw(mask, n_bins=N_BINS):
    """Return the runs of rows that are marked.

    Parameters
    ----------
    mask : ndarray of bool of shape (n_timestamps,)
        Marked rows.
    n_bins : int, default=2000
        In a long series runs closer than the width of so many parts are drawn as one.

    Returns
    -------
    runs : ndarray of int of shape (n_runs, 2)
        First and last row of each run.
    """
    edges = np.diff(mask.astype(np.int8), prepend=0, append=0)
    runs = np.column_stack([np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)])
    runs[:, 1] -= 1
    gap = len(mask) // n_bins
    if gap < 2 or not len(runs):
        return runs
    apart = runs[1:, 0] - runs[:-1, 1] > gap
    return np.column_stack(
        [runs[np.append(True, apart), 0], runs[np.append(apart, True), 1]]
    )
