"""Rows of one or more series, and where one ends and another begins.

Several series stand in one array, one after the other. Everything that looks at the
rows around a row is told the boundaries and stays within them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np


@dataclass(frozen=True)
class Series:
    """Rows of one or more series, one after the other."""

    # Shape (n_rows, n_features), in units of X. NaN is a missing value, until filled.
    values: np.ndarray
    # First row of each series, then the number of rows.
    boundaries: np.ndarray
    # Which values are observed, of each row or of each column, too; None = all. Only
    # they carry loss and error.
    mask: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.values)

    @property
    def longest(self) -> int:
        """Return how many rows the longest series has."""
        return int(np.diff(self.boundaries).max())

    def full_mask(self) -> np.ndarray:
        """Return which values are observed, as a view that cannot be written to."""
        mask = True if self.mask is None else self.mask
        return np.broadcast_to(mask, self.values.shape)

    def part(self, start: int, stop: int, boundaries: np.ndarray) -> Series:
        """Return views of the rows from start to stop, with their own boundaries."""
        rows = slice(start, stop)
        mask = None if self.mask is None else self.mask[rows]
        return Series(self.values[rows], boundaries, mask)

    def filled(self, first: np.ndarray) -> Series:
        """Return the series with the last value seen in place of each missing one.

        Before a value of the column has been seen in a series stands that of
        ``first``, or zero where it is NaN. The mask does not change.
        """
        missing = np.isnan(self.values)
        if not missing.any():
            return self
        values, rows = self.values.copy(), np.arange(len(self))
        starts = np.repeat(self.boundaries[:-1], np.diff(self.boundaries))
        for column in np.flatnonzero(missing.any(axis=0)):
            last = np.maximum.accumulate(np.where(missing[:, column], -1, rows))
            is_seen = last >= starts
            values[:, column] = values[last, column]
            values[~is_seen, column] = np.nan_to_num(first[column])
        return replace(self, values=values)

    def without(self, excluded: np.ndarray) -> Series:
        """Return the series with excluded rows masked, whatever they hold."""
        kept = ~excluded[:, None]
        mask = kept if self.mask is None else self.mask & kept
        return replace(self, mask=mask)


def boundaries_of(
    labels: list[np.ndarray], levels: list[int] | None = None
) -> np.ndarray:
    """Return the boundaries of the series that labels of each row together name.

    ``levels`` are those of an index that has the labels, if one has.

    Raises ValueError where the rows of a series do not stand together.
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
                "X[order], groups[order]; a frame by X.sort_index("
                f'level={levels or 0}, sort_remaining=False, kind="stable").'
            )
        seen.add(name)
    return np.append(starts, n_rows)


def longest_series(series: Series, max_series: int = 8) -> np.ndarray:
    """Return the longest series side by side, as the columns of one.

    What is to be found in all of them, such as a period, is found there: columns weigh
    alike, and one series that is unlike the others does not decide. All are cut to the
    last rows, as many as the shortest of them has, which is half the longest or more.
    """
    lengths = np.diff(series.boundaries)
    chosen = np.argsort(-lengths, kind="stable")[:max_series]
    chosen = np.sort(chosen[2 * lengths[chosen] >= lengths.max()])
    n_rows = lengths[chosen].min()
    ends = series.boundaries[1:][chosen]
    return np.hstack([series.values[end - n_rows : end] for end in ends])
