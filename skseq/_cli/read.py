"""From a file to a frame of numbers, with times as its index if it has some."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

# Names of a first column of numbers that count or time rows.
TIME_NAMES = "time", "timestamp", "date", "datetime", "index", "unnamed: 0"


def read_file(path: Path, time: str | None, drop: Sequence[str]) -> pd.DataFrame:
    """Return the columns of numbers of a file, on its times."""
    table = _without(_table(path), drop, path)
    table = _on_times(table, time, path)
    if not len(table.columns):
        raise ValueError(f"{path} has no column of numbers: there is nothing to score.")
    for name, column in table.items():
        if column.dtype.kind not in "iufb":
            example = column.dropna().iloc[:1].tolist()
            raise ValueError(
                f"the column {name!r} of {path} holds {str(*example)!r}, which is no "
                f'number: leave it out by --drop "{name}".'
            )
    return table.astype(float)


def _table(path: Path) -> Any:
    """Return all that a file holds."""
    if path.suffix not in (".csv", ".parquet"):
        raise ValueError(f"{path} is neither a .csv nor a .parquet file.")
    if not path.is_file():
        raise ValueError(f"there is no file {path}.")
    try:
        import pandas as pd

        if path.suffix == ".parquet":
            return pd.read_parquet(path)
    except ImportError as error:
        raise ImportError(
            f"reading a {path.suffix} file needs pandas"
            f"{' and pyarrow' * (path.suffix == '.parquet')}: install them by pip."
        ) from error
    except Exception as error:  # pyarrow's own, for a file of another format
        raise ValueError(f"{path} cannot be read: {error}.") from error
    try:
        with path.open(encoding="utf-8-sig") as file:
            header = file.readline()
        separator = max(",;\t", key=header.count)
        return pd.read_csv(path, sep=separator, encoding="utf-8-sig")
    except ValueError as error:
        raise ValueError(f"{path} cannot be read: {error}.") from error


def _without(table: Any, drop: Sequence[str], path: Path) -> Any:
    """Return a table without some of its columns."""
    for name in drop:
        _check_column(table, name, path)
    return table.drop(columns=list(drop))


def _on_times(table: Any, time: str | None, path: Path) -> Any:
    """Return a table with the times as its index, and not among its columns."""
    if time is not None:
        _check_column(table, time, path)
        times = _as_times(table[time])
        if times is None:
            raise ValueError(
                f"the column {time!r} of {path} holds {str(table[time].iloc[0])!r}, "
                "which is no time: name another one by --time."
            )
        return table.drop(columns=time).set_axis(times)
    if not len(table.columns) or table.index.dtype.kind == "M":
        return table
    first = table.columns[0]
    is_number = table[first].dtype.kind in "iufb"
    if is_number and str(first).lower() not in TIME_NAMES:
        return table
    times = _as_times(table[first])
    return table if times is None else table.drop(columns=first).set_axis(times)


def _as_times(column: Any) -> Any:
    """Return an index of the times or numbers of a column, None if it has others."""
    import pandas as pd

    if column.dtype.kind in "iufbM":
        return pd.Index(column)
    try:
        return pd.Index(pd.to_datetime(column))
    except (ValueError, TypeError):
        return None


def _check_column(table: Any, name: str, path: Path) -> None:
    """Raise if there is no such column."""
    if name not in table.columns:
        raise ValueError(
            f"{path} has no column {name!r}: it has {', '.join(map(str, table))}."
        )
