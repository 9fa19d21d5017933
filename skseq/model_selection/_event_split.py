"""Splits in time order whose test folds hold events, none of them cut."""

from __future__ import annotations

import warnings
from collections.abc import Generator
from itertools import pairwise
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike
from sklearn.model_selection import BaseCrossValidator
from sklearn.utils.validation import check_consistent_length

from skseq._series.runs import find_events
from skseq._utils.labels import as_anomalous
from skseq.model_selection._arguments import check_ints, count_rows

_LOWEST = {"n_splits": 1, "gap": 0, "min_train_size": 1, "max_train_size": 1}


class EventTimeSeriesSplit(BaseCrossValidator):
    """Split one series in time order, with an event in every test fold.

    Like :class:`~sklearn.model_selection.TimeSeriesSplit`: each fold tests on a stretch
    of rows and trains on rows before it. The folds are as equal as may be, but no cut
    is inside an event, and every test fold holds at least one: a metric of a fold
    without anomalies is not defined, and one such fold spoils the mean of a search.

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
        n_splits: int = 5,
        *,
        gap: int = 0,
        max_train_size: int | None = None,
        min_train_size: int = 2,
        pos_label: Literal[1, -1] | None = None,
    ) -> None:
        self.n_splits = n_splits
        self.gap = gap
        self.max_train_size = max_train_size
        self.min_train_size = min_train_size
        self.pos_label: Literal[1, -1] | None = pos_label

    # Scikit-learn's own method returns nothing, and that is inferred as its type.
    def get_n_splits(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, X: Any = None, y: Any = None, groups: Any = None
    ) -> int:
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

    def split(
        self, X: ArrayLike, y: ArrayLike | None = None, groups: Any = None
    ) -> Generator[tuple[np.ndarray, np.ndarray], None, None]:
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

        Returns
        -------
        folds : generator of (train, test), both ndarray of int
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
        # Said by this call already, not when the first fold is asked for.
        return self._folds(X, y)

    def _folds(
        self, X: ArrayLike, y: ArrayLike | None
    ) -> Generator[tuple[np.ndarray, np.ndarray], None, None]:
        """Yield the rows to train and to test on."""
        check_ints(self, _LOWEST, optional=("max_train_size",))
        n_rows = count_rows(X)
        starts, stops = self._find_events(n_rows, y)
        cuts = self._choose_cuts(n_rows, starts, stops, labelled=y is not None)
        for test_start, test_stop in pairwise(cuts):
            train = self._training_rows(test_start, starts, stops)
            yield train, np.arange(test_start, test_stop)

    def _find_events(
        self, n_rows: int, y: ArrayLike | None
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return the starts and stops of the events, none without labels."""
        if y is None:
            return np.empty(0, dtype=int), np.empty(0, dtype=int)
        anomalous = as_anomalous(y, pos_label=self.pos_label, name="y")
        check_consistent_length(anomalous, np.empty(n_rows))
        events = find_events(anomalous, np.array([0, n_rows]))
        return events.starts, events.stops

    def _choose_cuts(
        self, n_rows: int, starts: np.ndarray, stops: np.ndarray, labelled: bool
    ) -> np.ndarray:
        """First rows of the test folds, and the end."""
        earliest = self.min_train_size + self.gap
        ideal = np.arange(1, self.n_splits + 1) * n_rows // (self.n_splits + 1)
        ideal = np.maximum(ideal, earliest)
        before, cuts = _outside_events(ideal, starts, stops)
        wanted = _spread(before, int(np.count_nonzero(starts < earliest)), starts.size)
        if wanted is not None:
            # Between the event before the cut and the one after it.
            low = np.append(0, stops)[wanted]
            high = np.append(starts, n_rows)[wanted]
            cuts = np.clip(ideal, low, high)
        elif labelled:
            warnings.warn(
                f"y holds {starts.size} events, too few or too early for "
                f"{self.n_splits} folds with one each: some test fold has none.",
                UserWarning,
                stacklevel=3,
            )
        cuts = np.append(cuts, n_rows)
        if np.any(np.diff(cuts) < 1):
            raise ValueError(
                f"{n_rows} rows with {starts.size} events leave a test fold of "
                f"{self.n_splits} empty: use fewer splits or a shorter gap."
            )
        return cuts

    def _training_rows(
        self, test_start: int, starts: np.ndarray, stops: np.ndarray
    ) -> np.ndarray:
        """Return the rows to train on, without those of an event cut in two."""
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


def _outside_events(
    ideal: np.ndarray, starts: np.ndarray, stops: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Move cuts out of events to the nearer end; count the events before each."""
    event = np.searchsorted(starts, ideal, side="left") - 1
    inside = (event >= 0) & (ideal < np.append(stops, 0)[event])
    start, stop = np.append(starts, 0)[event], np.append(stops, 0)[event]
    forward = stop - ideal <= ideal - start
    cuts = np.where(inside, np.where(forward, stop, start), ideal)
    return np.searchsorted(starts, cuts, side="left"), cuts


def _spread(before: np.ndarray, lowest: int, n_events: int) -> np.ndarray | None:
    """Number of events before each cut so that each fold has one, or None."""
    # As near to the given numbers as that allows; the first cut must have at least
    # ``lowest`` events before it.
    n_splits = before.size
    highest = n_events - n_splits + np.arange(n_splits)
    if highest[0] < lowest:
        return None
    wanted = np.minimum(np.maximum(before, lowest), highest)
    # Strictly increasing: increasing once the index is taken off.
    steps = np.arange(n_splits)
    return np.maximum.accumulate(wanted - steps) + steps
