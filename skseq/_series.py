"""Rows of one or more series, and where one ends and another begins.

Several series stand in one array, one after the other. Everything that looks at rows
around a row is told the borders and stays within them.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Series:
    """Rows of one or more series, one after the other.

    Parameters
    ----------
    values : ndarray of shape (n_rows, n_features)
        Finite values, in units of X.
    borders : ndarray of int of shape (n_series + 1,)
        First row of each series, then the number of rows.
    """

    values: np.ndarray
    borders: np.ndarray

    def __len__(self):
        return len(self.values)
