"""What users push: arrays or frames, checked without scikit-learn."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from skseq._series.table import RowIndex, open_table
from skseq._series.times import MaxGap
from skseq._utils.frames import columns_of

# The name of the series where rows name none.
NO_NAME = None


@dataclass(frozen=True)
class Table:
    """Which rows a model takes: how many columns, of which names, how far apart."""

    n_features: int
    names: tuple[str, ...] | None
    max_gap: MaxGap
    time_column: str | None

    @property
    def column_names(self) -> list[str]:
        """The names of the columns, x0, x1, ... where they have none."""
        if self.names is None:
            return [f"x{number}" for number in range(self.n_features)]
        return list(self.names)


@dataclass(frozen=True)
class Rows:
    """Rows that were pushed: their values, the series of each, and its time."""

    values: np.ndarray  # float64, (n_rows, n_features)
    keys: list[Hashable] | None  # None: all are of the one series without a name
    times: np.ndarray | None  # datetime64, timedelta64 or float64
    has_gaps: bool  # Whether a long step of time begins a new series
    lacks_some: bool  # Whether a value is missing

    def __len__(self) -> int:
        return len(self.values)


def read_rows(X: Any, groups: ArrayLike | None, table: Table) -> Rows:
    """Return the rows of X, or raise what is wrong with them."""
    has_gaps = table.max_gap is not None and groups is None
    if type(X) is np.ndarray and not has_gaps and table.time_column is None:
        # The way of most rows
        values, lacks_some = _values(X, table.n_features)
        keys = None if groups is None else labels_of(np.asarray(groups), len(values))
        return Rows(values, keys, None, has_gaps, lacks_some)
    X, index = open_table(X, table.time_column)
    names = [name for name, _ in columns_of(X)]
    if names and table.names is not None and names != list(table.names):
        raise ValueError(
            f"X has the columns {', '.join(map(str, names))}, but the detector was "
            f"fitted on {', '.join(table.names)}: give the same columns in the same "
            "order."
        )
    values, lacks_some = _values(X, table.n_features)
    times = index.times()
    if has_gaps:
        times = _comparable(times, index, table.max_gap)
    elif times is not None and times.dtype.kind not in "mM":
        # Numbers may start anew in every frame, those of a column are times.
        times = None if table.time_column is None else times.astype(np.float64)
    if groups is not None:
        keys = labels_of(np.asarray(groups), len(values))
    else:
        keys = _outer_labels(index)
    return Rows(values, keys, times, has_gaps, lacks_some)


def numbered(rows: Rows) -> tuple[list[Hashable], np.ndarray]:
    """Return the series that rows name, each once, and the number of that of a row."""
    if rows.keys is None:
        return [NO_NAME], np.zeros(len(rows), dtype=np.int64)
    keys = list(dict.fromkeys(rows.keys))
    if len(keys) == len(rows):
        return keys, np.arange(len(rows))
    number = {key: number for number, key in enumerate(keys)}
    return keys, np.array([number[key] for key in rows.keys], dtype=np.int64)


def _values(X: Any, n_features: int) -> tuple[np.ndarray, bool]:
    """Return the values of X as float64, and whether one is missing."""
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
    if np.logical_and.reduce(np.isfinite(values), axis=None):
        return values, False
    if np.isinf(values).any():
        row, column = np.argwhere(np.isinf(values))[0]
        raise ValueError(
            f"X holds {values[row, column]} in row {row}, column {column}: give a "
            "number, or NaN for a missing value."
        )
    return values, True


def labels_of(labels: np.ndarray, n_rows: int) -> list[Hashable]:
    """Return the label of the series of each row."""
    if labels.shape not in ((n_rows,), (n_rows, 1)):
        raise ValueError(
            f"groups has shape {labels.shape} where there are {n_rows} rows: give one "
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


def _outer_labels(index: RowIndex) -> list[Any] | None:
    """Return what the index says of the series of each row, None if nothing."""
    found = index.series_labels()
    if found is None:
        return None
    levels = [level.tolist() for level in found]
    keys = list(zip(*levels, strict=True)) if len(levels) > 1 else levels[0]
    _refuse_missing(keys, "the index of X")
    return keys


def _comparable(times: np.ndarray | None, index: RowIndex, max_gap: Any) -> np.ndarray:
    """Return the times of rows whose steps can be compared with the longest one."""
    if times is None:
        raise ValueError(
            "max_gap_factor needs times or numbers in the index of X, or in its last "
            f"level, but {index}: give a pandas frame, or any frame and time_column=, "
            "or name the series by groups=."
        )
    is_time = isinstance(max_gap, np.timedelta64)
    if not is_time and np.isnan(max_gap):
        raise ValueError(
            "max_gap_factor needs the time step of the training series, but fit has "
            "seen none: fit on a frame with times in its index, or give groups= here, "
            "too."
        )
    if is_time != (times.dtype.kind in "mM"):
        raise ValueError(
            f"{index.where} holds {times.dtype}, but its steps in training were "
            f"compared with {max_gap}: give the kind of index that fit was given, or "
            "groups=."
        )
    times = times if is_time else times.astype(np.float64)
    missing = times != times  # NaN and NaT are not equal to themselves
    if missing.any():
        row = int(np.argmax(missing))
        raise ValueError(
            f"{index.where} has no time in row {row} (it is {times[row]}): give every "
            "row a time, or leave the row out."
        )
    return times
