"""Splits of many series, each in its own time order."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from sklearn.model_selection import BaseCrossValidator

from skseq.metrics._events import rows_by_series
from skseq.model_selection._arguments import check_ints, count_rows

_LOWEST = {"n_splits": 1, "gap": 0, "test_size": 1, "max_train_size": 1}


class GroupTimeSeriesSplit(BaseCrossValidator):
    """Split many series, each in time order.

    Each series is cut like :class:`~sklearn.model_selection.TimeSeriesSplit` would cut
    it alone; fold i puts the training parts of all series together, and their test
    parts. So no row of a series is trained on before an earlier row of it is tested.

    Parameters
    ----------
    n_splits : int, default=5
        Number of folds, at least 1.
    gap : int, default=0
        Rows of each series left out between its training rows and its test rows.
    test_size : int, default=None
        Rows of each series in one test fold. None = its length / (n_splits + 1).
    max_train_size : int, default=None
        Most rows of each series to train on; None = all before the gap.

    See Also
    --------
    EventTimeSeriesSplit : For one series with labelled events.

    Notes
    -----
    Rows of a series need not stand together, but must be in time order. A series may
    be shorter than the number of folds: it is then absent from some of them.

    The clocks of different series are not compared: a fold may train on a row of one
    series that was recorded after a test row of another.

    Metadata routing passes ``groups`` on by default.

    Examples
    --------
    >>> import numpy as np
    >>> from skseq.model_selection import GroupTimeSeriesSplit
    >>> groups = np.array(["a"] * 6 + ["b"] * 3)
    >>> cv = GroupTimeSeriesSplit(n_splits=2)
    >>> for train, test in cv.split(np.zeros((9, 1)), groups=groups):
    ...     print(train, test)
    [0 1 6] [2 3 7]
    [0 1 2 3 6 7] [4 5 8]
    """

    # Scikit-learn's way to say that split() asks for groups by default
    __metadata_request__split = {"groups": True}

    def __init__(
        self,
        n_splits: int = 5,
        *,
        gap: int = 0,
        test_size: int | None = None,
        max_train_size: int | None = None,
    ) -> None:
        self.n_splits = n_splits
        self.gap = gap
        self.test_size = test_size
        self.max_train_size = max_train_size

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
        self, X: ArrayLike, y: Any = None, groups: ArrayLike | None = None
    ) -> Generator[tuple[np.ndarray, np.ndarray], None, None]:
        """Yield the rows to train and to test on, fold by fold.

        Parameters
        ----------
        X : array-like of shape (n_timestamps, n_features)
            Rows of all series; those of one series oldest first.
        y : object
            Not used.
        groups : array-like of shape (n_timestamps,)
            Series of each row.

        Yields
        ------
        train, test : ndarray of int
            Row indices in increasing order.

        Raises
        ------
        ValueError
            If ``groups`` is missing, a parameter is bad, or a fold comes out empty.
        """
        check_ints(self, _LOWEST, optional=("test_size", "max_train_size"))
        members = _rows_of_series(count_rows(X), groups)
        cuts = [self._cuts(rows.size) for rows in members]
        for fold in range(self.n_splits):
            train, test = [], []
            for rows, cut in zip(members, cuts, strict=True):
                stop = max(0, cut[fold] - self.gap)
                size = stop if self.max_train_size is None else self.max_train_size
                train.append(rows[max(0, stop - size) : stop])
                test.append(rows[cut[fold] : cut[fold + 1]])
            train, test = np.sort(np.concatenate(train)), np.sort(np.concatenate(test))
            if train.size == 0 or test.size == 0:
                raise ValueError(
                    f"fold {fold} has {train.size} rows to train on and {test.size} to "
                    "test on: the series are too short for this n_splits, gap and "
                    "test_size."
                )
            yield train, test

    def _cuts(self, n_rows: int) -> np.ndarray:
        """First row of each test part of a series of that length, and its end."""
        steps = np.arange(self.n_splits + 1)
        size = self.test_size
        if size is None:
            size = n_rows // (self.n_splits + 1)
        if size == 0:  # Fewer rows than parts: one in some of them
            return (steps + 1) * n_rows // (self.n_splits + 1)
        return np.maximum(n_rows - (self.n_splits - steps) * size, 0)


def _rows_of_series(n_rows: int, groups: ArrayLike | None) -> list[np.ndarray]:
    """Row indices of each series."""
    if groups is None:
        raise ValueError(
            "GroupTimeSeriesSplit needs groups=, the series of each row: for a single "
            "series use EventTimeSeriesSplit or TimeSeriesSplit."
        )
    rows = rows_by_series(n_rows, groups)
    return np.split(rows.arrange(np.arange(n_rows)), rows.boundaries[1:-1])
