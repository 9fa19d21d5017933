"""Which rows belong to which series."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from sklearn.utils.validation import check_consistent_length, column_or_1d


@dataclass(frozen=True)
class Rows:
    """How the rows of an input fall into series, once sorted by series.

    ``order`` is None where the rows of each series already lie together; series i has
    the sorted rows from ``boundaries[i]`` up to ``boundaries[i + 1]``.
    """

    boundaries: np.ndarray
    order: np.ndarray | None = None

    @property
    def starts(self) -> np.ndarray:
        """First row of each series."""
        return self.boundaries[:-1]

    @property
    def stops(self) -> np.ndarray:
        """Row after the last one of each series."""
        return self.boundaries[1:]

    def arrange(self, values: np.ndarray) -> np.ndarray:
        """Bring one value per row into the order of the series."""
        return values if self.order is None else values[self.order]

    def restore(self, values: np.ndarray) -> np.ndarray:
        """Undo :meth:`arrange`."""
        if self.order is None:
            return values
        restored = np.empty_like(values)
        restored[self.order] = values
        return restored

    def series_of(self, rows: np.ndarray) -> np.ndarray:
        """Return the series that sorted rows lie in."""
        return np.searchsorted(self.boundaries, rows, side="right") - 1


def rows_by_series(n_rows: int, groups: ArrayLike | None = None) -> Rows:
    """Group rows with equal labels into a series each, in the order given."""
    if groups is None:
        return Rows(np.array([0, n_rows]))
    labels: np.ndarray = column_or_1d(groups, warn=False)
    check_consistent_length(np.empty(n_rows), labels)
    order = None
    changes = np.flatnonzero(labels[1:] != labels[:-1]) + 1
    n_series = np.unique(labels[np.r_[0, changes]]).size
    if n_series != changes.size + 1:
        codes = np.unique(labels, return_inverse=True)[1]
        order = np.argsort(codes, kind="stable")
        changes = np.flatnonzero(np.diff(codes[order])) + 1
    return Rows(np.r_[0, changes, n_rows], order)
