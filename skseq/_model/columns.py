"""Columns of the training series: their scale, and what a network reads of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from skseq._model.levels import excursions, level_range, lowest_and_highest
from skseq._series.counters import are_counters, rates, totals
from skseq._series.scaling import (
    changes_often,
    compress,
    expand,
    fit_columns,
    squared_deviations,
    standardize,
    unstandardize,
)
from skseq._series.series import Series
from skseq._series.smoothing import known_shares
from skseq._series.trend import trend, trend_reach

# Rows standardized at a time: what is needed for it takes several times their memory.
ROWS_AT_A_TIME = 2**16
# Windows in the average that is taken out of columns that are detrended: wider than
# what is to be learned, which stays.
WINDOWS_PER_TREND = 2
# Least scale of a column without its trend, in units of its scale: what is left of a
# smooth curve is rounding, which says nothing.
MIN_SHAPE = 1e-6


@dataclass(frozen=True)
class Columns:
    """What is known of each column: its kind, its center and its scales."""

    center: np.ndarray
    scale: np.ndarray
    changes_often: np.ndarray
    # Which columns are read by their growth: all else here is about that.
    is_counter: np.ndarray
    # Center and scale of what is left of a column without its trend, in units of X:
    # zero and its scale where all is left.
    shape_center: np.ndarray
    shape_scale: np.ndarray
    # Lowest and highest trend, in units of the scale, and the unit of squared distances
    # from them; infinite for columns that have no such range.
    lowest_level: np.ndarray
    highest_level: np.ndarray
    level_unit: np.ndarray

    @classmethod
    def fit(cls, given: Series, *, single_rows: bool = False) -> Columns:
        """Learn the columns of the training series.

        Rows that are read one by one have no growth, so no column is a counter then.
        """
        is_counter = are_counters(given) & (not single_rows)
        series = rates(given, is_counter)
        center, scale = fit_columns(series.values, series.mask)
        if np.isnan(center).all():
            raise ValueError(
                "all rows with values are labelled as anomalies: give rows that are "
                "mostly normal, or set exclude_anomalies=False."
            )
        values = series.filled(center).values
        often = changes_often(values, series.boundaries, series.mask)
        zero, infinite = np.zeros(len(scale)), np.full(len(scale), np.inf)
        shape, levels = (zero, scale), (-infinite, infinite, zero + 1.0)
        return cls(center, scale, often, is_counter, *shape, *levels)

    def filled(self, given: Series) -> Series:
        """Return given values as they are read: counters by their growth, none missing.

        A missing value is the last one that was seen in its series, or the center.
        """
        return rates(given, self.is_counter).filled(self.center)

    def as_given(self, expected: np.ndarray, given: Series) -> np.ndarray:
        """Return what is expected of given values, not of the growth of counters."""
        return totals(expected, given, self.is_counter)

    @property
    def in_network(self) -> np.ndarray:
        """Return the numbers of the columns that a network reads, at least one.

        Nothing can be learned from constant columns, so they are left out.
        """
        varying = np.flatnonzero(np.isfinite(self.scale))
        return varying if len(varying) else np.flatnonzero(self.is_constant)[:1]

    @property
    def active(self) -> np.ndarray:
        """Return the numbers of the columns that can be too calm: not of switches."""
        read = self.in_network
        return read[self.changes_often[read] & np.isfinite(self.scale[read])]

    @property
    def is_constant(self) -> np.ndarray:
        """Tell which columns did not change in training."""
        return np.isinf(self.scale)

    def standardize(self, series: Series) -> np.ndarray:
        """Return the columns in the network, in training standard deviations."""
        read = self.in_network
        center, scale = self.center[read], self.scale[read]
        rows = np.empty((len(series), len(read)))
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
    """How series become what a network reads: without their trend, to one scale."""

    columns: Columns
    trend_size: int  # rows of the average taken out of the rows, 0 for none
    causal: bool

    def rows(self, series: Series) -> np.ndarray:
        """Return float32 rows of shape (n_rows, n_network_columns)."""
        return self.rows_and_levels(series)[0]

    def rows_and_levels(self, series: Series) -> tuple[np.ndarray, np.ndarray]:
        """Return :meth:`rows`, and how far :attr:`ranged` columns leave their range."""
        rows, detrended = self.columns.standardize(series), self.is_detrended
        if not detrended.any():
            return rows.astype(np.float32), np.empty((len(rows), 0))
        trend = self._trend(rows[:, detrended], series.boundaries)
        shapes = rows[:, detrended] - trend
        center, scale = self.shape
        rows[:, detrended] = compress((shapes - center) / scale)
        known = known_shares(series.boundaries, self.trend_size, causal=self.causal)
        return rows.astype(np.float32), self.excursions(trend, known)

    def excursions(self, trend: np.ndarray, known: np.ndarray) -> np.ndarray:
        """Return how far the trend of detrended columns leaves its range, if any.

        ``known`` are the :func:`known_shares` of the rows in a trend.
        """
        ranged, columns = self.ranged, self.columns
        places = np.searchsorted(columns.in_network[self.is_detrended], ranged)
        return excursions(
            trend[:, places],
            columns.lowest_level[ranged],
            columns.highest_level[ranged],
            columns.level_unit[ranged],
            known,
        )

    def fit(self, series: Series, *, has_levels: bool = True) -> NetworkInput:
        """Return the input with what training rows say of shapes and of levels.

        A single spike moves the wide average that a level is, so levels have no range
        where nothing confirms that a row belongs to an event.
        """
        detrended = self.is_detrended
        if not detrended.any():
            return self
        columns, read = self.columns, self.columns.in_network[detrended]
        rows = columns.standardize(series)[:, detrended]
        trend = self._trend(rows, series.boundaries)
        shapes = rows - trend
        known = None if series.mask is None else series.full_mask()[:, read]
        middle, share = fit_columns(shapes, known)
        center, scale = columns.shape_center.copy(), columns.shape_scale.copy()
        center[read] = columns.scale[read] * middle
        # The share of a smooth curve, of which nothing is left, is infinite.
        share = np.where(np.isfinite(share), np.maximum(share, MIN_SHAPE), MIN_SHAPE)
        scale[read] = columns.scale[read] * share
        levels = columns.lowest_level, columns.highest_level, columns.level_unit
        lowest, highest, unit = (x.copy() for x in levels)
        if has_levels:
            lowest[read], highest[read], unit[read] = level_range(
                trend, self._known_levels(series, known), self.trend_size
            )
        columns = replace(
            columns,
            shape_center=center,
            shape_scale=scale,
            lowest_level=lowest,
            highest_level=highest,
            level_unit=unit,
        )
        return replace(self, columns=columns)

    def with_levels(self, series: Series) -> NetworkInput:
        """Return the input for which the levels of more training rows are normal, too.

        Levels of columns that had no range still have none.
        """
        columns, ranged = self.columns, self.ranged
        if not len(ranged):
            return self
        detrended = columns.in_network[self.is_detrended]
        rows = columns.standardize(series)[:, self.is_detrended]
        trend = self._trend(rows, series.boundaries)
        known = None if series.mask is None else series.full_mask()[:, detrended]
        low, high = (
            levels[np.searchsorted(detrended, ranged)]
            for levels in lowest_and_highest(trend, self._known_levels(series, known))
        )
        lowest, highest = columns.lowest_level.copy(), columns.highest_level.copy()
        lowest[ranged] = np.minimum(lowest[ranged], low)
        highest[ranged] = np.maximum(highest[ranged], high)
        columns = replace(columns, lowest_level=lowest, highest_level=highest)
        return replace(self, columns=columns)

    def expected(self, estimated: np.ndarray, series: Series) -> np.ndarray:
        """Return rows that the network has estimated in the units of series.

        What was taken out of the rows is put back into their estimates.
        """
        detrended = self.is_detrended
        z = estimated.astype(np.float64)
        if detrended.any():
            center, scale = self.shape
            z[:, detrended] = expand(z[:, detrended]) * scale + center
            rows = self.columns.standardize(series)[:, detrended]
            z[:, detrended] += self._trend(rows, series.boundaries)
        return self.columns.unstandardize(z)

    @property
    def reach(self) -> tuple[int, int]:
        """Return how many rows before and after a row its trend depends on."""
        if not self.is_detrended.any():
            return 0, 0
        return trend_reach(self.trend_size, causal=self.causal)

    def _trend(self, rows: np.ndarray, boundaries: np.ndarray) -> np.ndarray:
        """Return the trend of standardized rows."""
        return trend(rows, self.trend_size, boundaries, causal=self.causal)

    def _known_levels(self, series: Series, known: np.ndarray | None) -> np.ndarray:
        """Tell which levels are averages of as many rows as they should be."""
        shares = known_shares(series.boundaries, self.trend_size, causal=self.causal)
        return shares == 1.0 if known is None else known & (shares == 1.0)

    @property
    def is_detrended(self) -> np.ndarray:
        """Tell which network columns lose their trend: not switches."""
        often = self.columns.changes_often & (self.trend_size > 0)
        return often[self.columns.in_network] & ~self._is_still

    @property
    def ranged(self) -> np.ndarray:
        """Return the numbers of the columns whose levels have a range."""
        read = self.columns.in_network[self.is_detrended]
        return read[np.isfinite(self.columns.highest_level[read])]

    @property
    def _is_still(self) -> np.ndarray:
        """Tell which network columns are constant: one is read where all are."""
        return np.isinf(self.columns.scale[self.columns.in_network])

    @property
    def shape(self) -> tuple[np.ndarray, np.ndarray]:
        """Return center and scale without the trend, in units of the scale with it."""
        columns = self.columns
        read = columns.in_network[self.is_detrended]
        scale = columns.scale[read]
        return columns.shape_center[read] / scale, columns.shape_scale[read] / scale
