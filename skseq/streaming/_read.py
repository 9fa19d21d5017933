"""What users push: arrays or frames, checked without scikit-learn."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

# Longest step of time within a series, None without a bound.
MaxGap = np.timedelta64 | float | None
# The name of the series where rows name none.
NO_NAME = None


@dataclass(frozen=True)
class Table:
    """Which rows a model takes: how many columns, of which names, how far apart."""

    n_features: int
    names: tuple[str, ...] | None
    max_gap: MaxGap


@dataclass(frozen=True)
class Rows:
    """Rows that were pushed: their values, the series of each, and its time."""

    values: np.ndarray  # float64, (n_rows, n_features)
    keys: list[Hashable] | None  # None: all are of the one series without a name
    times: np.ndarray | None  # datetime64[ns], timedelta64[ns] or float64
    has_gaps: bool  # Whether a long step of time begins a new series

    def __len__(self) -> int:
        return len(self.values)


def read_rows(X: Any, groups: ArrayLike | None, table: Table) -> Rows:
    """Return the rows of X, or raise what is wrong with them."""
    names = getattr(X, "columns", None)
    if names is not None and table.names is not None:
        _refuse_other_names([str(name) for name in names], table.names)
    values = _values(X, table.n_features)
    index = getattr(X, "index", None)
    index = index if hasattr(index, "nlevels") else None
    has_gaps = table.max_gap is not None and groups is None
    times = _times(index, needed=has_gaps)
    keys = None
    if groups is not None:
        keys = _labels(np.asarray(groups), len(values))
    elif index is not None and index.nlevels > 1:
        keys = _outer_labels(index)
    if has_gaps and times is not None:
        _refuse_other_kind(times, table.max_gap)
    return Rows(values, keys, times, has_gaps)


def numbered(rows: Rows) -> tuple[list[Hashable], np.ndarray]:
    """Return the series that rows name, each once, and the number of that of a row."""
    if rows.keys is None:
        return [NO_NAME], np.zeros(len(rows), dtype=np.int64)
    keys = list(dict.fromkeys(rows.keys))
    if len(keys) == len(rows):
        return keys, np.arange(len(rows))
    number = {key: number for number, key in enumerate(keys)}
    return keys, np.array([number[key] for key in rows.keys], dtype=np.int64)


def _values(X: Any, n_features: int) -> np.ndarray:
    """Return the values of X as float64; float32 keeps its precision."""
    values = np.asarray(X)
    if values.ndim != 2:
        raise ValueError(
            f"X has the shape {values.shape}, but a stream takes rows, of the shape "
            f"(n_timestamps, {n_features}): give a single row as X[None]."
        )
    if values.shape[1] != n_features:
        raise ValueError(
            f"X has {values.shape[1]} columns, but the detector was fitted on "
            f"{n_features}: give the same columns."
        )
    if values.dtype != np.float64:
        values = values.astype(np.float64)
    if np.isinf(values).any():
        row, column = np.argwhere(np.isinf(values))[0]
        raise ValueError(
            f"X holds {values[row, column]} in row {row}, column {column}: give a "
            "number, or NaN for a missing value."
        )
    return values


def _refuse_other_names(names: list[str], expected: tuple[str, ...]) -> None:
    """Raise where the columns of a frame are not those of training."""
    if names != list(expected):
        raise ValueError(
            f"X has the columns {', '.join(names)}, but the detector was fitted on "
            f"{', '.join(expected)}: give the same columns in the same order."
        )


def _labels(labels: np.ndarray, n_rows: int) -> list[Hashable]:
    """Return the label of the series of each row."""
    if labels.shape not in ((n_rows,), (n_rows, 1)):
        raise ValueError(
            f"groups has shape {labels.shape} where X has {n_rows} rows: give one "
            "label for each row."
        )
    keys = labels.ravel().tolist()
    if labels.dtype.kind not in "iubSU":
        _refuse_missing(keys, "groups")
    return keys


def _refuse_missing(keys: list[Any], where: str) -> None:
    """Raise where a row has no label: None, NaN, NaT or NA."""
    for row, key in enumerate(keys):
        parts = key if isinstance(key, tuple) else (key,)
        if any(part is None or part is not part or _is_nan(part) for part in parts):
            raise ValueError(
                f"{where} names no series in row {row} (it is {key}): give every row "
                "the label of its series."
            )


def _is_nan(label: Any) -> bool:
    """Tell whether a label is not equal to itself."""
    try:
        return bool(label != label)
    except TypeError:  # pandas.NA is neither equal to itself nor not
        return True


def _outer_labels(index: Any) -> list[Any]:
    """Return what the levels of a MultiIndex but the last say of each row."""
    levels = [index.get_level_values(n).tolist() for n in range(index.nlevels - 1)]
    keys = list(zip(*levels, strict=True)) if len(levels) > 1 else levels[0]
    _refuse_missing(keys, "the index of X")
    return keys


def _times(index: Any, *, needed: bool) -> np.ndarray | None:
    """Return the times of the rows, and numbers where they are needed."""
    if index is not None and index.nlevels > 1:
        index = index.get_level_values(-1)
    if index is not None and getattr(index, "tz", None) is not None:
        index = index.tz_convert(None)
    times = None if index is None else index.to_numpy()
    kinds = "mMiuf" if needed else "mM"
    if times is None or times.dtype.kind not in kinds:
        if not needed:
            return None
        raise ValueError(
            "max_gap_factor needs times or numbers in the index of X, or in its last "
            "level, but X has none: give a pandas frame, or name the series by groups=."
        )
    if times.dtype.kind in "mM":
        times = times.astype(f"{times.dtype.kind}8[ns]")
    else:
        times = times.astype(np.float64)
    missing = times != times  # NaN and NaT are not equal to themselves
    if missing.any():
        row = int(np.argmax(missing))
        raise ValueError(
            f"the index of X has no time in row {row} (it is {times[row]}): give every "
            "row a time, or leave the row out."
        )
    return times


def _refuse_other_kind(times: np.ndarray, max_gap: Any) -> None:
    """Raise where steps of time cannot be compared with the longest one."""
    is_time = isinstance(max_gap, np.timedelta64)
    if not is_time and np.isnan(max_gap):
        raise ValueError(
            "max_gap_factor needs the time step of the training series, but fit has "
            "seen none: fit on a frame with times in its index, or give groups= here, "
            "too."
        )
    if is_time != (times.dtype.kind in "mM"):
        raise ValueError(
            f"the index of X holds {times.dtype}, but its steps in training were "
            f"compared with {max_gap}: give the kind of index that fit was given, or "
            "groups=."
        )
