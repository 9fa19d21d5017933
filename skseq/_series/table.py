"""What users give, taken apart: the columns of values, and what names the rows."""

from __future__ import annotations

import datetime
from functools import cached_property
from typing import Any

import numpy as np

from skseq._series.times import as_times
from skseq._utils.frames import (
    column_of,
    columns_of,
    kind_of,
    to_native,
    without_column,
)

# How the types of columns of times, and of columns that may hold text, begin.
TIMES = ("datetime", "timedelta", "timestamp", "period", "date", "time", "duration")
TEXT = ("object", "str", "string", "large_string", "utf8", "cat", "enum", "dict")


class RowIndex:
    """What names rows: the index of a pandas frame, and a column of times.

    The times are those of the column or of one level of the index: the last one, or
    the only one whose type is one of times. The other levels name the series.
    """

    def __init__(self, X: Any, column: Any = None, name: Any = None) -> None:
        index = getattr(X, "index", None)
        self._index: Any = index if hasattr(index, "nlevels") else None
        self._column = column
        self.where = "the index of X" if column is None else f"the column {name!r} of X"

    def series_labels(self) -> list[np.ndarray] | None:
        """Return what together names the series of each row, None if nothing does."""
        levels = self.series_levels()
        if not levels:
            return None
        self._refuse_two_readings()
        for level in levels:
            codes = np.asarray(self._index.codes[level])
            if (codes < 0).any():
                raise ValueError(
                    f"level {level} of the index of X names no series in row "
                    f"{int(np.argmin(codes))}: give every row the label of its series."
                )
        return [np.asarray(self._index.get_level_values(level)) for level in levels]

    def series_levels(self) -> list[int]:
        """Return which levels of the index name the series."""
        if self._index is None or self._index.nlevels == 1:
            return []
        return [n for n in range(self._index.nlevels) if n != self._time_level]

    def times(self, *, local: bool = False) -> np.ndarray | None:
        """Return the times or numbers of the rows, None without any.

        Zoned times are given in UTC or as the clock on the wall shows them.
        """
        if self._column is not None:
            return as_times(self._column, local=local)
        if self._index is None:
            return None
        if self._index.nlevels == 1:
            return as_times(self._index, local=local)
        level = self._index.get_level_values(self._time_level)
        return as_times(level, local=local)

    @property
    def is_counted(self) -> bool:
        """Tell whether rows have no names but their numbers, one after the other."""
        if self._column is not None:
            return False
        # The index that pandas gives to frames without one.
        is_range = type(self._index).__name__ == "RangeIndex"
        return self._index is None or (is_range and self._index.step == 1)

    def row(self, number: int) -> Any:
        """Return what a row is called, by its number without an index."""
        if self._column is not None:
            label = self._column[number]
            return label.as_py() if hasattr(label, "as_py") else label
        if self._index is None:
            return number
        label = self._index[number]
        return label[self._time_level] if self._index.nlevels > 1 else label

    def series(self, number: int) -> tuple[Any, ...]:
        """Return what the index calls the series of a row, nothing without levels."""
        levels = self.series_levels()
        return tuple(self._index[number][level] for level in levels)

    def __repr__(self) -> str:
        if self._index is None:
            return "X has none"
        return f"that is {self._index!r:.60}"

    @cached_property
    def _kinds(self) -> list[str]:
        """Return whether the levels of a MultiIndex hold times, numbers or labels."""
        return [_kind(level) for level in self._index.levels]

    @cached_property
    def _time_level(self) -> int:
        """Return which level of a MultiIndex holds the times of rows."""
        last = self._index.nlevels - 1
        only_one = self._kinds.count("times") == 1 and self._kinds[last] == "labels"
        return self._kinds.index("times") if only_one else last

    def _refuse_two_readings(self) -> None:
        """Raise where an outer level holds times and the last may name series."""
        if "times" in self._kinds and self._kinds[self._time_level] != "times":
            level = self._kinds.index("times")
            raise ValueError(
                f"level {level} of the index of X holds times, and the last level does "
                "not, so it does not say which level names the series: put the times "
                "last by X.reorder_levels, or give groups=."
            )


def open_table(X: Any, time_column: str | None = None) -> tuple[Any, RowIndex]:
    """Return the columns of values that users give, and what names the rows.

    Raises what is wrong with it in words that name the column; what can be wrong with
    an array is left to scikit-learn.
    """
    X = to_native(X)
    refuse_stacks(X)
    if hasattr(X, "collect") and not hasattr(X, "shape"):
        raise TypeError(f"X is a {type(X).__name__}: give its rows, by X.collect().")
    if time_column is None:
        index = RowIndex(X)
    else:
        number = _number_of(time_column, X)
        column = column_of(X, number)
        if hasattr(X, "set_index"):
            column = X.set_index(time_column).index
        if as_times(column) is None:
            raise ValueError(
                f"time_column={time_column!r} names a column of the type "
                f"{columns_of(X)[number][1]}: turn it into times or numbers first."
            )
        X = without_column(X, number)
        index = RowIndex(X, column, time_column)
    _refuse_columns(X)
    return X, index


def times_as_column(X: Any, time_column: str | None, kind: str) -> dict[str, Any]:
    """Return the column of times by its name, for a frame of a kind; none if None."""
    if time_column is None:
        return {}
    X = to_native(X)
    times = column_of(X, _number_of(time_column, X))
    if kind_of(X) != kind:
        times = times.to_pylist() if hasattr(times, "to_pylist") else times.to_list()
    return {time_column: times}


def take_times(X: Any) -> tuple[Any, np.ndarray | None]:
    """Return a frame without its columns of times, and the times of the first one."""
    X, times = to_native(X), None
    found = [n for n, (_, kind) in enumerate(columns_of(X)) if _is_times(kind)]
    for number in reversed(found):
        column = column_of(X, number)
        times = as_times(column)
        X = without_column(X, number)
    return X, times


def refuse_stacks(X: Any) -> None:
    """Raise where X holds one array for each series."""
    if isinstance(X, list | tuple):
        is_stack = len(X) > 0 and np.ndim(X[0]) == 2
        what = f"a list of {len(X)} tables"
    else:
        is_stack = getattr(X, "ndim", 2) == 3
        what = f"of the shape {getattr(X, 'shape', None)}"
    if is_stack:
        raise ValueError(
            f"X is {what}, one for each series, but rows of all series belong in one "
            "table: write X, groups = skseq.utils.stack_series(X) and give both, X and "
            "groups=groups."
        )


def _number_of(time_column: str, X: Any) -> int:
    """Return which column of X has the times."""
    names = [name for name, _ in columns_of(X)]
    if not names:
        raise ValueError(
            f"time_column={time_column!r} is a column of a frame, but X is a "
            f"{type(X).__name__}: give a frame, or fit with time_column=None."
        )
    if time_column not in names:
        shown = ", ".join(map(str, names[:10])) + ", ..." * (len(names) > 10)
        raise ValueError(
            f"time_column={time_column!r} is no column of X, which has {shown}."
        )
    return names.index(time_column)


def _refuse_columns(X: Any) -> None:
    """Raise where a column holds times, or text that is no number."""
    dtype = getattr(X, "dtype", None)
    if getattr(X, "ndim", 0) == 2 and getattr(dtype, "kind", "") in ("m", "M"):
        raise ValueError(
            f"X holds times ({dtype}), which are no values to learn from: leave them "
            "out, or give a frame with times in its index."
        )
    for number, (name, type_of) in enumerate(columns_of(X)):
        if _is_times(type_of):
            raise _has_times(name, type_of)
        if type_of.lower().startswith(TEXT):
            _refuse_text(name, type_of, column_of(X, number))


def _refuse_text(name: Any, type_of: str, column: Any) -> None:
    """Raise where an object of a column is no number."""
    values = np.asarray(column, dtype=object)
    try:
        values.astype(np.float64)
    except (TypeError, ValueError) as error:
        row = next(row for row, value in enumerate(values) if not _is_number(value))
        if isinstance(values[row], datetime.date | datetime.time | datetime.timedelta):
            raise _has_times(name, type_of) from error
        raise ValueError(
            f"the column {name!r} of X holds {values[row]!r} in row {row}, which is no "
            "number: give numbers, and NaN where a value is missing, or leave the "
            "column out."
        ) from error


def _is_times(type_of: str) -> bool:
    """Tell whether a column of this type holds times."""
    return type_of.lower().startswith(TIMES)


def _has_times(name: Any, type_of: str) -> ValueError:
    """Return what to say of a column of times that is left in X."""
    return ValueError(
        f"the column {name!r} of X holds times ({type_of}), which are no values to "
        f"learn from: name it by time_column={name!r}, make it the index of a pandas "
        "frame, or leave it out."
    )


def _is_number(value: Any) -> bool:
    """Tell whether an object can be read as a number."""
    try:
        float(value)
    except (TypeError, ValueError):
        return False
    return True


def _kind(level: Any) -> str:
    """Return whether a level of an index holds times, numbers, or other labels."""
    times = as_times(level)
    if times is None or not len(times):
        return "labels"
    return "times" if times.dtype.kind in "mM" else "numbers"
