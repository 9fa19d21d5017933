"""Times of rows: checked, in one unit, and how long each row lasts."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
from numpy.typing import ArrayLike
from sklearn.utils.validation import check_consistent_length, column_or_1d

from skseq.metrics._events import Rows


def check_times(times: ArrayLike | None, rows: Rows) -> np.ndarray:
    """Return times as floats (of dates in seconds) in the order of the series."""
    n_rows = int(rows.boundaries[-1])
    if times is None:
        return np.arange(n_rows, dtype=float)
    column: np.ndarray = column_or_1d(times, warn=False)
    check_consistent_length(np.empty(n_rows), column)
    if column.dtype.kind == "M":
        column = (column - column.min()) / np.timedelta64(1, "s")
    elif column.dtype.kind not in "iuf":
        raise ValueError(
            f"times has dtype {column.dtype}: give numbers or datetime64, one per row."
        )
    moments = rows.arrange(column.astype(float))
    steps = np.diff(moments)[_within(rows)]
    if not np.all(np.isfinite(moments)) or np.any(steps < 0):
        raise ValueError(
            "times must be finite and must not fall within a series: sort the rows by "
            "time, or pass groups= where they belong to several series."
        )
    return moments


def are_dates(times: ArrayLike | None) -> bool:
    """Say whether times are dates rather than numbers or none at all."""
    return times is not None and np.asarray(times).dtype.kind == "M"


def check_unit(unit: float | timedelta | np.timedelta64, dated: bool) -> float:
    """Return a unit as a float: rows, the unit of numeric times, or seconds."""
    is_timedelta = isinstance(unit, timedelta | np.timedelta64)
    if is_timedelta != dated:
        wanted = "a timedelta" if dated else "a number"
        raise ValueError(f"unit must be {wanted} for these times, got {unit!r}.")
    second = np.timedelta64(1, "s")
    value = float(np.timedelta64(unit) / second if is_timedelta else unit)
    if not value > 0:
        raise ValueError(f"unit must be > 0, got {unit!r}.")
    return value


def durations(times: np.ndarray, rows: Rows) -> np.ndarray:
    """Return how long each row lasts: until the next, the last one a median step."""
    steps, within = np.diff(times), _within(rows)
    step = np.median(steps[within]) if within.any() else 1.0
    lasting = np.full(times.size, step)
    lasting[:-1][within] = steps[within]
    return lasting


def _within(rows: Rows) -> np.ndarray:
    """Say which steps from one row to the next stay within a series."""
    within = np.ones(int(rows.boundaries[-1]) - 1, dtype=bool)
    within[rows.boundaries[1:-1] - 1] = False
    return within
