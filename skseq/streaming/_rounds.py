"""Rows of many series in one call: in rounds of at most one row of each series."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from skseq._series.times import MaxGap


def occurrences(numbers: np.ndarray, n_series: int) -> np.ndarray:
    """Return how many rows of the same series stand before each row."""
    n_rows = len(numbers)
    if n_series == n_rows:
        return np.zeros(n_rows, dtype=np.int64)
    if n_series == 1:
        return np.arange(n_rows)
    order = np.argsort(numbers, kind="stable")
    ordered = numbers[order]
    starts = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
    lengths = np.diff(np.append(starts, n_rows))
    found = np.empty(n_rows, dtype=np.int64)
    found[order] = np.arange(n_rows) - np.repeat(starts, lengths)
    return found


def rounds(numbers: np.ndarray, n_series: int) -> list[np.ndarray]:
    """Return the rows of each round, sorted by the numbers of their series."""
    seen = occurrences(numbers, n_series)
    order = np.lexsort([numbers, seen])
    return np.split(order, np.cumsum(np.bincount(seen))[:-1])


@dataclass(frozen=True)
class Timing:
    """Which rows are late, which begin a new series, and the last time of each."""

    late: np.ndarray
    begins: np.ndarray
    last: np.ndarray


def timing(
    times: np.ndarray,
    numbers: np.ndarray,
    last: np.ndarray,
    max_gap: MaxGap,
) -> Timing:
    """Compare the times of rows with those before them in the same series.

    ``last`` is the last time of each series so far, NaT or NaN where there is none. A
    row is late if its time is before that; equal times are not late.
    """
    late, begins = np.zeros(len(times), bool), np.zeros(len(times), bool)
    if len(last) == 1:
        # All at once: the latest time before each row.
        so_far = np.fmax.accumulate(np.append(last, times))
        late = times < so_far[:-1]
        if max_gap is not None:
            begins = ~late & (times - so_far[:-1] > max_gap)
        return Timing(late, begins, so_far[-1:])
    last = last.copy()
    for some in rounds(numbers, len(last)):
        series = numbers[some]
        late[some] = times[some] < last[series]
        if max_gap is not None:
            begins[some] = times[some] - last[series] > max_gap
        last[series] = np.fmax(last[series], times[some])
    return Timing(late, begins, last)
