"""Events: runs of anomalous rows, none of them across the border of two series."""

import numpy as np


def find_events(anomalous, borders, *, max_gap=0, min_length=1):
    """Return the runs of anomalous rows within each series.

    Parameters
    ----------
    anomalous : ndarray of bool of shape (n_rows,)
        Which rows are anomalous.
    borders : ndarray of int of shape (n_series + 1,)
        First row of each series, then the number of rows.
    max_gap : int, default=0
        Normal rows between two runs, at most, for them to be one event.
    min_length : int, default=1
        Rows of an event, at least, those of its gaps included.

    Returns
    -------
    starts, stops : ndarray of int of shape (n_events,)
        First row of each event, and the row after its last.
    """
    is_first = np.zeros(len(anomalous) + 1, dtype=bool)
    is_first[borders] = True
    starts_run = anomalous.copy()
    starts_run[1:] &= ~anomalous[:-1] | is_first[1:-1]
    ends_run = anomalous.copy()
    ends_run[:-1] &= ~anomalous[1:] | is_first[1:-1]
    starts, stops = np.flatnonzero(starts_run), np.flatnonzero(ends_run) + 1
    series = np.searchsorted(borders, starts, side="right")
    joined = (starts[1:] - stops[:-1] <= max_gap) & (series[1:] == series[:-1])
    starts, stops = (
        starts[np.r_[True, ~joined][: len(starts)]],
        stops[np.r_[~joined, True][: len(stops)]],
    )
    is_long = stops - starts >= min_length
    return starts[is_long], stops[is_long]
