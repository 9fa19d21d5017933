"""Splits in time order whose test folds hold events, none of them cut."""

import warnings
from itertools import pairwise

import numpy as np
from sklearn.model_selection import BaseCrossValidator
from sklearn.utils.validation import check_consistent_length

from skseq._labels import as_anomalous
from skseq.metrics._events import find_events, rows_by_series
from skseq.model_selection._arguments import check_ints, count_rows

_LOWEST = {"n_splits": 1, "gap": 0, "min_train_size": 1, "max_train_size": 1}


class EventTimeSeriesSplit(BaseCrossValidator):
    """Split one series in time order, with an event in every test fold.

    Like :class:`~sklearn.model_selection.TimeSeriesSplit`: each fold tests on a stretch
    of rows and trains on rows before it. The borders stand where they leave the folds
    as equal as may be, but never inside an event, and so that every test fold holds at
    least one: a measure of a fold without anomalies is not defined, and one such fold
    spoils the mean of a whole search.

    Parameters
    ----------
    n_splits : int, default=5
        Number of folds, at least 1.
    gap : int, default=0
        Rows left out between the training rows and the test fold.
    max_train_size : int, default=None
        Most rows to train on; None = all before the gap.
    min_train_size : int, default=2
        Fewest rows to train on.
    pos_label : {1, -1}, default=None
        Label of an anomaly in ``y``; needed only where ``y`` is 1 throughout.

    See Also
    --------
    GroupTimeSeriesSplit : For many series.

    Notes
    -----
    If ``y`` holds fewer events than folds, the folds are as equal as events allow and a
    ``UserWarning`` says so; without ``y`` they are simply equal. Where the training
    rows would begin or end inside an event, they lose its rows, so a training part
    never holds part of an event.

    Examples
    --------
    >>> import numpy as np
    >>> from skseq.model_selection import EventTimeSeriesSplit
    >>> y = np.zeros(12, dtype=int)
    >>> y[[3, 4, 10]] = 1
    >>> for train, test in EventTimeSeriesSplit(n_splits=2).split(y[:, None], y):
    ...     print(train, test)
    [0 1 2] [3 4 5 6 7]
    [0 1 2 3 4 5 6 7] [ 8  9 10 11]
    """

    def __init__(
        self,
        n_splits=5,
        *,
        gap=0,
        max_train_size=None,
        min_train_size=2,
        pos_label=None,
    ):
        self.n_splits = n_splits
        self.gap = gap
        self.max_train_size = max_train_size
        self.min_train_size = min_train_size
        self.pos_label = pos_label

    def get_n_splits(self, X=None, y=None, groups=None):
        """Return the number of folds.

        Parameters
        ----------
        X, y, groups : object
            Not used.

        Returns
        -------
        n_splits : int
            As many as asked for.
        """
        return self.n_splits

    def split(self, X, y=None, groups=None):
        """Yield the rows to train and to test on, fold by fold.

        Parameters
        ----------
        X : array-like of shape (n_timestamps, n_features)
            Rows of one series, oldest first.
        y : array-like of shape (n_timestamps,), default=None
            Labels in {0, 1} (1 = anomaly), {1, -1} (-1 = anomaly) or booleans. None
            makes equal folds.
        groups : object
            Not used; a warning says so if given.

        Yields
        ------
        train, test : ndarray of int
            Row indices, each a run of consecutive rows.

        Raises
        ------
        ValueError
            If a parameter is bad, or rows or events leave a fold empty.
        """
        if groups is not None:
            warnings.warn(
                "EventTimeSeriesSplit splits one series and ignores groups: use "
                "GroupTimeSeriesSplit for many.",
                UserWarning,
                stacklevel=2,
            )
        check_ints(self, _LOWEST, optional=("max_train_size",))
        n_rows = count_rows(X)
        starts, stops = self._find_events(n_rows, y)
        borders = self._choose_borders(n_rows, starts, stops, labelled=y is not None)
        for test_start, test_stop in pairwise(borders):
            train = self._training_rows(test_start, starts, stops)
            yield train, np.arange(test_start, test_stop)

    def _find_events(self, n_rows, y):
        if y is None:
            return np.empty(0, dtype=int), np.empty(0, dtype=int)
        anomalous = as_anomalous(y, pos_label=self.pos_label, name="y")
        check_consistent_length(anomalous, np.empty(n_rows))
        events = find_events(anomalous, rows_by_series(n_rows))
        return events.starts, events.stops

    def _choose_borders(self, n_rows, starts, stops, labelled):
        """First rows of the test folds, and the end."""
        earliest = self.min_train_size + self.gap
        ideal = np.arange(1, self.n_splits + 1) * n_rows // (self.n_splits + 1)
        ideal = np.maximum(ideal, earliest)
        before, borders = _outside_events(ideal, starts, stops)
        wanted = _spread(before, np.count_nonzero(starts < earliest), starts.size)
        if wanted is not None:
            # between the event before the border and the one after it
            low = np.append(0, stops)[wanted]
            high = np.append(starts, n_rows)[wanted]
            borders = np.clip(ideal, low, high)
        elif labelled:
            warnings.warn(
                f"y holds {starts.size} events, too few or too early for "
                f"{self.n_splits} folds with one each: some test fold has none.",
                UserWarning,
                stacklevel=3,
            )
        borders = np.append(borders, n_rows)
        if np.any(np.diff(borders) < 1):
            raise ValueError(
                f"{n_rows} rows with {starts.size} events leave a test fold of "
                f"{self.n_splits} empty: use fewer splits or a shorter gap."
            )
        return borders

    def _training_rows(self, test_start, starts, stops):
        stop = test_start - self.gap
        cut = np.flatnonzero((starts < stop) & (stop < stops))
        stop = int(starts[cut[0]]) if cut.size else stop
        start = 0 if self.max_train_size is None else max(0, stop - self.max_train_size)
        cut = np.flatnonzero((starts < start) & (start < stops))
        start = int(stops[cut[0]]) if cut.size else start
        if stop - start < self.min_train_size:
            raise ValueError(
                f"the fold that tests from row {test_start} has {max(stop - start, 0)} "
                f"rows to train on, fewer than min_train_size={self.min_train_size}: "
                "use fewer splits, a shorter gap or a larger max_train_size."
            )
        return np.arange(start, stop)


def _outside_events(ideal, starts, stops):
    """Move borders out of events to the nearer end; count the events before each."""
    event = np.searchsorted(starts, ideal, side="left") - 1
    inside = (event >= 0) & (ideal < np.append(stops, 0)[event])
    start, stop = np.append(starts, 0)[event], np.append(stops, 0)[event]
    forward = stop - ideal <= ideal - start
    borders = np.where(inside, np.where(forward, stop, start), ideal)
    return np.searchsorted(starts, borders, side="left"), borders


def _spread(before, lowest, n_events):
    """Number of events before each border so that each fold has one, or None.

    Keeps as near to the given numbers as that allows; the first border must have at
    least ``lowest`` events before it.
    """
    n_splits = before.size
    highest = n_events - n_splits + np.arange(n_splits)
    if highest[0] < lowest:
        return None
    wanted = np.minimum(np.maximum(before, lowest), highest)
    # strictly increasing: increasing once the index is taken off
    steps = np.arange(n_splits)
    return np.maximum.accumulate(wanted - steps) + steps
