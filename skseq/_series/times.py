"""Times of rows: the steps between them, where they jump, and where they go back."""

from __future__ import annotations

import datetime
import warnings
from typing import Any

import numpy as np

from skseq.exceptions import SeriesWarning

# Longest step of time within a series: None without a bound, NaN where one was asked
# for, but no series had two rows with times.
MaxGap = np.timedelta64 | float | None

# Units that times are compared in, the finest first, and their length in nanoseconds.
UNITS = {"ns": 1, "us": 10**3, "ms": 10**6, "s": 10**9}
LARGEST = 2**63 - 1
# A step so many times the median one is a hole in the series.
HOLE = 5


def as_times(labels: Any, *, local: bool = False) -> np.ndarray | None:
    """Return the times or numbers that an index or a column holds, None for others.

    Zoned times are given in UTC or as local ones, periods by their start.
    """
    if hasattr(labels, "to_timestamp"):
        labels = labels.to_timestamp()
    if getattr(labels, "tz", None) is not None:
        # As objects they would not be compared.
        labels = labels.tz_localize(None) if local else labels.tz_convert(None)
    times = np.asarray(labels.to_numpy() if hasattr(labels, "to_numpy") else labels)
    if times.dtype.kind == "O":
        times = _from_objects(times)
    return times if times.dtype.kind in "mMiuf" else None


def steps_between(
    times: np.ndarray, boundaries: np.ndarray, where: str = "the index of X"
) -> np.ndarray:
    """Return the time from each row to the next, zero across boundaries.

    Times give timedelta64, numbers float64. Raises ValueError where time goes back
    within a series, or a row has none.
    """
    missing = _missing(times)
    if missing.any():
        row = int(np.argmax(missing))
        raise ValueError(
            f"{where} has no time in row {row} (it is {times[row]}): give every "
            "row a time, or leave the row out."
        )
    steps = _steps(times, missing, boundaries)
    backwards = steps < steps.dtype.type(0)
    if backwards.any():
        row = int(np.argmax(backwards)) + 1
        raise ValueError(
            f"{where} goes back in time at row {row}, from {times[row - 1]} to "
            f"{times[row]}: sort the rows of each series by time."
        )
    return steps


def max_gap(steps: np.ndarray, factor: float) -> np.timedelta64 | float:
    """Return so many times the median step, NaN if there is none.

    Times that are repeated have no step between them.
    """
    steps = steps[steps > steps.dtype.type(0)]
    if not len(steps):
        return np.nan
    if steps.dtype.kind != "m":
        return factor * float(np.median(steps))
    length = UNITS[_unit(steps)]
    nanoseconds = factor * float(np.median(steps.view(np.int64))) * length
    # In the finest unit that holds it: rounding to days would lose a factor of 1.5.
    unit = next((u for u in UNITS if nanoseconds / UNITS[u] < LARGEST / 2), "s")
    return np.timedelta64(round(min(nanoseconds / UNITS[unit], LARGEST / 2)), unit)


def split_at(
    boundaries: np.ndarray, steps: np.ndarray, longest: np.timedelta64 | float
) -> np.ndarray:
    """Return the boundaries and one more before each row after a longer step."""
    if isinstance(longest, np.timedelta64):
        # In the unit of the steps: that of the longest could not hold all of them.
        in_unit = longest.astype(f"m8[{_unit(longest)}]")
        ticks = int(in_unit.astype(np.int64)) * UNITS[_unit(in_unit)]
        longest = min(ticks // UNITS[_unit(steps)], LARGEST)
        steps = steps.view(np.int64)
    return np.union1d(boundaries, np.flatnonzero(steps > longest) + 1)


def warn_of_order(times: np.ndarray, boundaries: np.ndarray, where: str) -> None:
    """Warn where times go back or step over a hole within a series."""
    steps = _steps(times, _missing(times), boundaries)
    if not len(steps):
        return
    row = int(np.argmin(steps))
    if steps[row] < steps.dtype.type(0):
        warnings.warn(
            f"{where} goes back at row {row + 1}, from {times[row]} to "
            f"{times[row + 1]}, so the rows are not consecutive: give them oldest "
            "first and without shuffling, or without times if their order is right.",
            SeriesWarning,
            stacklevel=2,
        )
        return
    row = int(np.argmax(steps))
    longest = max_gap(steps, HOLE)
    # Most series have no hole: one look at the longest step is enough.
    if len(split_at(np.array([0]), steps[row : row + 1], longest)) == 1:
        return
    n_holes = len(split_at(np.array([0]), steps, longest)) - 1
    more = f" (and {n_holes - 1} more such steps)" if n_holes > 1 else ""
    warnings.warn(
        f"{where} steps from {times[row]} to {times[row + 1]} at row {row + 1}, more "
        f"than {HOLE} times its median step{more}, and rows on both sides are read as "
        "neighbours: split the series there by max_gap_factor or groups, or give the "
        "missing rows as NaN.",
        SeriesWarning,
        stacklevel=2,
    )


def _steps(
    times: np.ndarray, missing: np.ndarray, boundaries: np.ndarray
) -> np.ndarray:
    """Return the steps between rows, zero at boundaries and where a time is missing."""
    steps = _differences(times, missing)
    zero = steps.dtype.type(0)
    steps[boundaries[1:-1] - 1] = zero
    if missing.any():
        steps[missing[1:] | missing[:-1]] = zero
    return steps


def _differences(times: np.ndarray, missing: np.ndarray) -> np.ndarray:
    """Return the differences of times, in a unit that holds all of them."""
    if times.dtype.kind in "f":
        with np.errstate(invalid="ignore"):
            return np.diff(times.astype(np.float64))
    if times.dtype.kind in "iu":
        span = int(times.max()) - int(times.min()) if len(times) else 0
        if span > LARGEST:
            return np.diff(times.astype(np.float64))
        # Modulo 2**64 it is exact, since no difference is larger.
        return np.diff(times.astype(np.int64)).astype(np.float64)
    kind, unit = times.dtype.kind, _unit(times)
    ticks = times.astype(f"{kind}8[{unit}]").view(np.int64)
    known = ticks[~missing]
    span = int(known.max()) - int(known.min()) if len(known) else 0
    units = list(UNITS)[list(UNITS).index(unit) :]
    coarse = next((u for u in units if span * UNITS[unit] // UNITS[u] < LARGEST), "s")
    ticks = ticks // (UNITS[coarse] // UNITS[unit])
    return np.diff(ticks).view(f"m8[{coarse}]")


def _missing(times: np.ndarray) -> np.ndarray:
    """Tell which times are NaN, NaT or infinite."""
    if times.dtype.kind in "iu":
        return np.zeros(len(times), dtype=bool)
    return ~np.isfinite(times)


def _unit(times: Any) -> str:
    """Return the unit that times are compared in: their own, days in seconds."""
    unit = np.datetime_data(times.dtype)[0]
    if unit in UNITS:
        return unit
    return "ns" if unit in ("ps", "fs", "as") else "s"


def _from_objects(labels: np.ndarray) -> np.ndarray:
    """Return dates, times and durations of Python as those of NumPy, others as is."""
    known = [label for label in labels.flat if not _is_nothing(label)]
    if known and all(isinstance(label, datetime.timedelta) for label in known):
        kind = "m8"
    elif known and all(isinstance(x, datetime.date | np.datetime64) for x in known):
        kind = "M8"
    else:
        return labels
    unit = "ns" if all(hasattr(label, "asm8") for label in known) else "us"
    found = [np.datetime64("NaT") if _is_nothing(x) else _plain(x) for x in labels.flat]
    if kind == "m8":
        found = [np.timedelta64("NaT") if _is_nothing(x) else x for x in labels.flat]
    return np.array(found, dtype=f"{kind}[{unit}]")


def _plain(time: Any) -> Any:
    """Return a time that NumPy knows: zoned ones in UTC."""
    if hasattr(time, "to_datetime64"):
        return time.to_datetime64()
    if getattr(time, "tzinfo", None) is not None:
        return time.astimezone(datetime.UTC).replace(tzinfo=None)
    return time


def _is_nothing(label: Any) -> bool:
    """Tell whether an object is None, NaN, NaT or NA."""
    return (
        label is None
        or type(label).__name__ in ("NAType", "NaTType")
        or (isinstance(label, float) and label != label)
    )
