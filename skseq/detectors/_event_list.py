"""From scores of rows to a list of events: when, how bad, and in which columns."""

import numpy as np

from skseq._events import find_events

# Columns are named until they make this share of the error of an event.
NAMED_SHARE = 0.8
FIELDS = "series", "start", "end", "peak", "peak_score", "columns"
FIELDS += "start_row", "stop_row"


def list_events(scores, offset, shares, names, axis, borders, **sizes):
    """Describe the events of series.

    Parameters
    ----------
    scores : ndarray of shape (n_rows,)
        Scores of the rows.
    offset : float
        Limit of normal scores.
    shares : ndarray of shape (n_rows, n_features)
        Share of each column in the error of each row.
    names : sequence of str
        Names of the columns.
    axis : RowAxis
        What rows and series are called.
    borders : ndarray of int of shape (n_series + 1,)
        First row of each series, then the number of rows.
    **sizes : dict
        ``max_gap`` and ``min_length`` of :func:`skseq._events.find_events`.

    Returns
    -------
    events : list of dict
        One for each event, in the order of rows, with the keys of ``FIELDS``.
    """
    starts, stops = find_events(scores < offset, borders, **sizes)
    return [
        _describe(slice(start, stop), scores, shares, names, axis)
        for start, stop in zip(starts.tolist(), stops.tolist(), strict=True)
    ]


def _describe(rows, scores, shares, names, axis):
    peak = rows.start + int(np.argmin(scores[rows]))
    return {
        "series": axis.series(rows.start),
        "start": axis.row(rows.start),
        "end": axis.row(rows.stop - 1),
        "peak": axis.row(peak),
        "peak_score": float(scores[peak]),
        "columns": _main_columns(-scores[rows] @ shares[rows], names),
        "start_row": rows.start,
        "stop_row": rows.stop,
    }


def _main_columns(errors, names):
    """Return the names of the columns with the largest errors, the largest first."""
    order = np.argsort(-errors, kind="stable")
    reached = np.cumsum(errors[order]) >= NAMED_SHARE * errors.sum()
    return [names[number] for number in order[: int(np.argmax(reached)) + 1]]


class RowAxis:
    """What the rows of X are called, and its series.

    Parameters
    ----------
    X : array-like of shape (n_rows, n_features)
        Rows of a pandas frame are called by the last level of its index, others by
        their numbers.
    groups : array-like of shape (n_rows,) or None
        Names of the series; without them the outer levels of the index are, or
        numbers.
    borders : ndarray of int of shape (n_series + 1,)
        First row of each series, then the number of rows.
    """

    def __init__(self, X, groups, borders):
        self._index = getattr(X, "index", None)
        if not hasattr(self._index, "nlevels"):
            self._index = None
        self._groups = None if groups is None else np.asarray(groups)
        self._borders = borders

    def row(self, number):
        """Return what a row is called."""
        if self._index is None:
            return number
        label = self._index[number]
        return label[-1] if self._index.nlevels > 1 else label

    def series(self, number):
        """Return what the series of a row is called."""
        if self._groups is not None:
            name = self._groups[number]
            return name.item() if isinstance(name, np.generic) else name
        if self._index is not None and self._index.nlevels > 1:
            name = self._index[number][:-1]
            return name[0] if len(name) == 1 else name
        return int(np.searchsorted(self._borders, number, side="right")) - 1
