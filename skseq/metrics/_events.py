"""Events: maximal runs of anomalous rows, none of them across two series."""

from dataclasses import dataclass

import numpy as np
from sklearn.utils.validation import check_consistent_length, column_or_1d


@dataclass(frozen=True)
class Rows:
    """How the rows of an input fall into series, once sorted by series.

    Attributes
    ----------
    order : ndarray of shape (n_timestamps,) or None
        Row order that brings the rows of each series together, oldest first; None
        where they already lie so.
    starts, stops : ndarray of shape (n_series,)
        Half-open row range of each series, after that ordering.
    """

    order: np.ndarray | None
    starts: np.ndarray
    stops: np.ndarray

    def arrange(self, values):
        """Bring one value per row into the order of the series."""
        return values if self.order is None else values[self.order]


@dataclass(frozen=True)
class Events:
    """Half-open row ranges of events, in row order, and the series they lie in."""

    starts: np.ndarray
    stops: np.ndarray
    series: np.ndarray

    def __len__(self):
        return self.starts.size


def rows_by_series(n_rows, groups=None):
    """Say which rows belong together.

    Parameters
    ----------
    n_rows : int
    groups : array-like of shape (n_rows,), default=None
        Series of each row. Rows with equal values form one series in the order
        given, whether or not other rows stand between them. None = one series.

    Returns
    -------
    rows : Rows
    """
    if groups is None:
        return Rows(None, np.array([0]), np.array([n_rows]))
    groups = column_or_1d(groups, warn=False)
    check_consistent_length(np.empty(n_rows), groups)
    order = None
    borders = np.flatnonzero(groups[1:] != groups[:-1]) + 1
    n_series = np.unique(groups[np.r_[0, borders]]).size
    if n_series != borders.size + 1:
        codes = np.unique(groups, return_inverse=True)[1]
        order = np.argsort(codes, kind="stable")
        borders = np.flatnonzero(np.diff(codes[order])) + 1
    return Rows(order, np.r_[0, borders], np.r_[borders, n_rows])


def find_events(anomalous, rows):
    """Find the maximal runs of True within each series.

    Parameters
    ----------
    anomalous : ndarray of shape (n_timestamps,), dtype bool
        In the order of ``rows``.
    rows : Rows

    Returns
    -------
    events : Events
    """
    starts = anomalous.copy()
    starts[1:] &= ~anomalous[:-1]
    starts[rows.starts] = anomalous[rows.starts]
    lasts = anomalous.copy()
    lasts[:-1] &= ~anomalous[1:]
    lasts[rows.stops - 1] = anomalous[rows.stops - 1]
    starts = np.flatnonzero(starts)
    series = np.searchsorted(rows.starts, starts, side="right") - 1
    return Events(starts, np.flatnonzero(lasts) + 1, series)


def hits(events, flagged):
    """Say of each event whether any of its rows is flagged.

    Parameters
    ----------
    events : Events
    flagged : ndarray of shape (n_timestamps,), dtype bool

    Returns
    -------
    hit : ndarray of shape (n_events,), dtype bool
    """
    before = np.concatenate([[0], np.cumsum(flagged)])
    return before[events.stops] > before[events.starts]
