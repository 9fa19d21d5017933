"""Columns of the training series: their scale, and what a network reads of them."""

from dataclasses import dataclass

import numpy as np

from skseq._series.scaling import (
    changes_often,
    fit_columns,
    squared_deviations,
    standardize,
    unstandardize,
)
from skseq._series.series import Series
from skseq._series.smoothing import smooth, smoothing_reach

# Rows standardized at a time: what is needed for it takes several times their memory.
ROWS_AT_A_TIME = 2**16
# Windows in the average that is taken out of columns that are detrended: wider than
# what is to be learned, which stays.
WINDOWS_PER_TREND = 2


@dataclass(frozen=True)
class Columns:
    """Center and scale of each column, and whether it changes in most rows."""

    center: np.ndarray
    scale: np.ndarray
    changes_often: np.ndarray

    @classmethod
    def fit(cls, series: Series) -> "Columns":
        """Learn the columns of the training series."""
        center, scale = fit_columns(series.values, series.mask)
        if np.isnan(center).all():
            raise ValueError(
                "all rows with values are labelled as anomalies: give rows that are "
                "mostly normal, or set exclude_anomalies=False."
            )
        values = series.filled(center).values
        often = changes_often(values, series.boundaries, series.mask)
        return cls(center, scale, often)

    @property
    def in_network(self) -> np.ndarray:
        """Return the numbers of the columns that a network reads, at least one.

        Nothing can be learned from constant columns, so they are left out.
        """
        varying = np.flatnonzero(np.isfinite(self.scale))
        return varying if len(varying) else np.flatnonzero(self.is_constant)[:1]

    @property
    def is_constant(self) -> np.ndarray:
        """Tell which columns did not change in training."""
        return np.isinf(self.scale)

    def standardize(self, series: Series) -> np.ndarray:
        """Return what the network reads of series, in training standard deviations."""
        read = self.in_network
        center, scale = self.center[read], self.scale[read]
        rows = np.empty((len(series), len(read)), dtype=np.float32)
        for first in range(0, len(rows), ROWS_AT_A_TIME):
            some = slice(first, first + ROWS_AT_A_TIME)
            rows[some] = standardize(series.values[some, read], center, scale)
        return rows

    def unstandardize(self, z: np.ndarray) -> np.ndarray:
        """Return rows of the network in the units of X."""
        read = self.in_network
        return unstandardize(z, self.center[read], self.scale[read])

    def squared_deviations(self, series: Series) -> np.ndarray:
        """Return the squared distances of constant columns from their constants."""
        return squared_deviations(series.values, self.center, self.scale)


@dataclass(frozen=True)
class NetworkInput:
    """How series become what a network reads: standardized, without their trend."""

    columns: Columns
    trend_size: int  # rows of the average taken out of the rows, 0 for none
    causal: bool

    def rows(self, series: Series) -> np.ndarray:
        """Return float32 rows of shape (n_rows, n_network_columns)."""
        rows = self.columns.standardize(series)
        rows -= self.trend(rows, series.boundaries)
        return rows

    def trend(self, rows: np.ndarray, boundaries: np.ndarray) -> np.ndarray | float:
        """Return the mean around each standardized row, zero where none is taken."""
        detrended = self._is_detrended[self.columns.in_network]
        if not detrended.any():
            return 0.0
        if detrended.all():
            return smooth(rows, self.trend_size, boundaries, causal=self.causal)
        trend = np.zeros_like(rows)
        trend[:, detrended] = smooth(
            rows[:, detrended], self.trend_size, boundaries, causal=self.causal
        )
        return trend

    @property
    def reach(self) -> tuple[int, int]:
        """Return how many rows before and after a row its trend depends on."""
        if not self._is_detrended.any():
            return 0, 0
        return smoothing_reach(self.trend_size, causal=self.causal)

    @property
    def _is_detrended(self) -> np.ndarray:
        """Tell which columns lose their trend: not switches, not counters."""
        return self.columns.changes_often & (self.trend_size > 0)
