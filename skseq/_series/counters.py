"""Counters: columns that only grow, such as bytes sent, until they wrap or restart.

What a counter has come to says nothing; how fast it grows does. So networks read the
growth of a counter per row. After a restart, a fall towards zero, it is not known. Any
other fall is growth below zero, which stands out.
"""

from __future__ import annotations

import numpy as np

from skseq._series.series import Series

# A counter grows in at least half of its steps, and falls in at most this share of
# them, where it wraps or restarts: once at least.
MAX_FALLS = 0.002
# It then goes on from at most this share of what it had come to, and not below zero.
MAX_REST = 0.5
# What never falls and grows by the same in each row, but for this share, is a line:
# its trend is subtracted. By its growth only the jitter of a clock would be read.
JITTER = 0.05
# Fewer steps do not tell a counter from a column that happens to rise.
MIN_STEPS = 64


def are_counters(series: Series) -> np.ndarray:
    """Tell which columns count up, from the values that are observed."""
    found = np.zeros(series.values.shape[1], dtype=bool)
    for column in range(len(found)):
        rows, last = _observed(series, column)
        values = series.values[:, column]
        with np.errstate(over="ignore"):
            steps = values[rows] - values[last]
        falls = steps < 0
        found[column] = (
            len(steps) >= MIN_STEPS
            and values[np.append(last[0], rows)].min() >= 0
            and 2 * np.count_nonzero(steps > 0) >= len(steps)
            and np.count_nonzero(falls) <= max(1, MAX_FALLS * len(steps))
            and _restarts(values[rows], values[last])[falls].all()
            and (falls.any() or not _is_line(steps / (rows - last)))
        )
    return found


def _is_line(growth: np.ndarray) -> bool:
    """Tell whether a column grows by nearly the same in each row."""
    with np.errstate(over="ignore"):
        return bool(np.std(growth) < JITTER * np.mean(growth))


def rates(series: Series, counters: np.ndarray) -> Series:
    """Return series with the growth per row of each counter in place of its value.

    It is missing where a counter has no value, or none before it in its series, and
    where it restarts.
    """
    if not counters.any():
        return series
    values = series.values.copy()
    mask = series.full_mask().copy()
    for column in np.flatnonzero(counters).tolist():
        rows, last = _observed(series, column)
        given = series.values[:, column]
        values[:, column] = np.nan
        values[rows, column] = growth(given[rows], given[last], rows - last)
        mask[:, column] &= ~np.isnan(values[:, column])
    return Series(values, series.boundaries, mask)


def growth(values: np.ndarray, last: np.ndarray, n_rows: np.ndarray) -> np.ndarray:
    """Return the growth per row of counters, NaN at restarts or if nothing is known.

    ``last`` are their values ``n_rows`` before.
    """
    largest = np.finfo(values.dtype).max
    with np.errstate(over="ignore"):
        grown = np.clip(values - last, -largest, largest)
    return np.where(_restarts(values, last), np.nan, grown / n_rows)


def _restarts(values: np.ndarray, last: np.ndarray) -> np.ndarray:
    """Tell where a counter has begun again: it wraps, or it is reset."""
    return (values >= 0) & (values < last) & (values <= MAX_REST * last)


def totals(expected: np.ndarray, series: Series, counters: np.ndarray) -> np.ndarray:
    """Return what counters are expected to have come to, given expected rates.

    ``series`` are the values as they were given. Nothing, NaN, is expected of a counter
    before it has had a value.
    """
    if not counters.any():
        return expected
    expected = expected.copy()
    starts = np.repeat(series.boundaries[:-1], np.diff(series.boundaries))
    rows = np.arange(len(series))
    for column in np.flatnonzero(counters):
        values = series.values[:, column]
        seen = np.where(np.isnan(values), -1, rows)
        last = np.maximum.accumulate(np.append(-1, seen))[:-1]
        known = last >= starts
        sums = np.append(0.0, np.cumsum(expected[:, column]))
        grown = sums[rows + 1] - sums[last + 1]
        expected[:, column] = np.where(known, values[last] + grown, np.nan)
    return expected


def _observed(series: Series, column: int) -> tuple[np.ndarray, np.ndarray]:
    """Return rows with a value, and the row before each that has one in its series."""
    is_known = series.full_mask()[:, column] & ~np.isnan(series.values[:, column])
    known = np.flatnonzero(is_known)
    numbers = np.searchsorted(series.boundaries, known, side="right")
    together = numbers[1:] == numbers[:-1]
    return known[1:][together], known[:-1][together]
