"""Values of columns, and some columns of rows: shaped for a single row."""

from __future__ import annotations

import numpy as np


def as_row(values: np.ndarray) -> np.ndarray:
    """Return a value of each column as a row.

    NumPy takes twice as long for a row and values of another number of axes.
    """
    return values[None]


class Chosen:
    """Some of ``n_columns`` columns, by their numbers, which rise.

    Nearly always all of them are chosen. To take them by number costs several times as
    much as to do something with them.
    """

    def __init__(self, numbers: np.ndarray, n_columns: int) -> None:
        self._numbers, self._n_columns = numbers, n_columns
        self._is_all = len(numbers) == n_columns

    def of(self, rows: np.ndarray) -> np.ndarray:
        """Return these columns of rows, not to be written to."""
        return rows if self._is_all else rows[:, self._numbers]

    def changed(self, rows: np.ndarray, values: np.ndarray) -> np.ndarray:
        """Return rows that have other values in these columns; they may be moved."""
        if self._is_all:
            return values
        rows[:, self._numbers] = values
        return rows

    def spread(self, values: np.ndarray) -> np.ndarray:
        """Return rows that have these values in the columns, and zero elsewhere."""
        if self._is_all:
            return values
        return self.changed(np.zeros((len(values), self._n_columns)), values)
