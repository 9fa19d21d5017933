"""Levels that a column never had: a trend beyond its range in the training rows.

A network that reads columns without their trend sees only the ends of an offset.
"""

from __future__ import annotations

import numpy as np

# Standard deviations by which levels of one part of the training rows may be outside
# those of the others. Beyond, a column drifts, and new levels say nothing.
MAX_DRIFT = 0.5
# Least unit of squared distances, in variances of the training rows: averages of new
# rows leave the range a little, too.
LEVEL_FLOOR = 0.5
# Levels of new rows may leave the range by so many times as much: a drift goes on.
FURTHER = 3.0
# Where levels move by themselves, they are expected to move beyond by two standard
# deviations of those of training.
SPREAD = 2.0
# Parts of the training rows, each compared with the others. They say something where
# each is as long as this many sizes of the trend, an average taken twice.
N_PARTS, SIZES_PER_PART = 3, 2


def level_range(
    trend: np.ndarray, known: np.ndarray, trend_size: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the lowest and highest level of each column, and the unit beyond them.

    ``trend`` is that of the training rows in standard deviations; ``known`` tells which
    levels, of each column or of all, come of enough rows. Those of columns that have no
    range are infinite.
    """
    n_columns = trend.shape[1]
    nothing = np.full(n_columns, -np.inf), np.full(n_columns, np.inf)
    if len(trend) < N_PARTS * SIZES_PER_PART * trend_size:
        return *nothing, np.ones(n_columns)
    low, high = lowest_and_highest(trend, known)
    drift = np.zeros(n_columns)
    for part in np.array_split(np.arange(len(trend)), N_PARTS):
        others = np.ones(len(trend), dtype=bool)
        others[part] = False
        range_of_others = lowest_and_highest(trend[others], known[others])
        beyond = np.where(known[part], _beyond(trend[part], *range_of_others), 0.0)
        drift = np.maximum(drift, beyond.max(axis=0))
    is_steady = (drift <= MAX_DRIFT) & (low <= high)
    low, high = np.where(is_steady, (low, high), nothing)
    unit = np.square(FURTHER * drift) + SPREAD**2 * _variance(trend, known)
    return low, high, np.where(is_steady, unit + LEVEL_FLOOR, 1.0)


def excursions(
    trend: np.ndarray,
    low: np.ndarray,
    high: np.ndarray,
    unit: np.ndarray,
    known: np.ndarray | float,
) -> np.ndarray:
    """Return the squared distances of levels from their range, in their units.

    ``known`` is how far the rows fill the average that a level is.
    """
    return np.square(_beyond(trend, low, high) * known) / unit


def lowest_and_highest(
    trend: np.ndarray, known: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the range of each column; the highest is below where none is known."""
    low = np.min(trend, axis=0, where=known, initial=np.inf)
    return low, np.max(trend, axis=0, where=known, initial=-np.inf)


def _variance(trend: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Return that of the known levels of each column, 0 where none is known."""
    n_known = np.maximum(np.broadcast_to(known, trend.shape).sum(axis=0), 1)
    mean = np.where(known, trend, 0.0).sum(axis=0) / n_known
    return np.where(known, np.square(trend - mean), 0.0).sum(axis=0) / n_known


def _beyond(trend: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Return how far levels are from their range, 0 within it."""
    return np.maximum(np.maximum(low - trend, trend - high), 0.0)
