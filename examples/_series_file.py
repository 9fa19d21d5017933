"""Read one labelled series from a file: .npz or .csv."""

import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np


@dataclass(frozen=True)
class LabelledSeries:
    """Rows of a series, oldest first; the first ``train_end`` are training rows."""

    name: str
    X: np.ndarray  # (n_timestamps, n_features), NaN where a value is missing
    y: np.ndarray | None  # True = anomaly; None without labels
    train_end: int
    columns: tuple[str, ...] = ()  # names, if the file has any


# Names of columns of times or row numbers, which are not features.
TIME_NAMES = ("time", "timestamp", "date", "datetime", "unnamed: 0")
# Enough for the folds of the grid search to train on some rows and score others.
MIN_TRAIN_ROWS = 20


def read_series(path, label=None, train_rows=None, drop=()):
    """Read a series.

    Parameters
    ----------
    path : str or Path
        A ``.npz`` file with the arrays ``X`` and, if known, ``y`` (1 = anomaly) and
        ``train_end``; or a ``.csv`` file with a header, one row per time step. A
        column of times is used to check the order of the rows and then left out.
    label : str, default=None
        Column of a ``.csv`` file that marks anomalies: 0/1, true/false, or 1/-1 with
        -1 for an anomaly.
    train_rows : int, default=None
        Rows to train on. None takes ``train_end`` of the file, else half of the rows.
    drop : sequence of str, default=()
        Columns of a ``.csv`` file to leave out.

    Returns
    -------
    series : LabelledSeries

    Raises
    ------
    ValueError
        If the file is not as described.
    """
    path = Path(path)
    if not path.is_file():
        raise ValueError(f"there is no file {path}: check the path after --data.")
    if path.suffix not in _READERS:
        raise ValueError(f"{path.name} is neither a .npz nor a .csv file.")
    X, columns, y, train_end = _READERS[path.suffix](path, label, drop)
    if train_rows is not None:
        train_end = train_rows
    if not MIN_TRAIN_ROWS <= train_end < len(X):
        raise ValueError(
            f"{train_end} rows to train on are not possible: {path.name} has {len(X)} "
            f"rows; --train-rows must be at least {MIN_TRAIN_ROWS} and leave some to "
            "score."
        )
    if np.isinf(X).any():
        row, column = np.argwhere(np.isinf(X))[0]
        name = columns[column] if columns else int(column)
        raise ValueError(
            f"{path.name} has an infinite number in row {row} (counted from 0), column "
            f"{name!r}: leave it empty, or drop the row or the column."
        )
    return LabelledSeries(path.stem, X, y, train_end, columns)


def _read_npz(path, label, drop):
    if label is not None or drop:
        raise ValueError(
            f"--label and --drop name columns of a .csv file: those of {path.name} "
            "have no names, and its labels are its array y."
        )
    if not zipfile.is_zipfile(path):
        raise ValueError(f"{path.name} is no .npz file: write it with numpy.savez.")
    with np.load(path) as arrays:
        if "X" not in arrays:
            raise ValueError(
                f"{path.name} has no array X (it has {', '.join(arrays.files)}): store "
                "the series as X of shape (n_timestamps, n_features)."
            )
        X = arrays["X"]
        labels = arrays.get("y")
        train_end = int(arrays["train_end"]) if "train_end" in arrays else len(X) // 2
    if X.ndim != 2 or X.dtype.kind not in "iuf":
        raise ValueError(
            f"X in {path.name} has shape {X.shape} and dtype {X.dtype}: it must be "
            "numbers of shape (n_timestamps, n_features)."
        )
    if labels is not None and labels.shape != X.shape[:1]:
        raise ValueError(
            f"{path.name} has {len(X)} rows and labels of shape {labels.shape}: y must "
            "have one label per row."
        )
    labels = None if labels is None else _as_anomalous(labels, "y")
    return X, (), labels, train_end


def _read_csv(path, label, drop):
    table = _parse_csv(path)
    for name in [*drop, *([] if label is None else [label])]:
        if name not in table:
            raise ValueError(
                f"{path.name} has no column {name!r}: its columns are "
                f"{', '.join(map(repr, table.columns))}."
            )
    labels = None
    if label is not None:
        labels = _as_anomalous(table.pop(label).to_numpy(), label)
    table = table.drop(columns=list(drop))
    columns = {name: table[name] for name in table if not _is_time(table[name], path)}
    for name, column in columns.items():
        if column.dtype.kind not in "iufb":
            raise ValueError(
                f"column {name!r} of {path.name} holds neither numbers nor times, such "
                f"as {str(column.iloc[0])!r}: encode it as numbers, or --drop it."
            )
    if not columns:
        raise ValueError(f"{path.name} has no column of numbers.")
    X = np.column_stack([column.to_numpy(np.float64) for column in columns.values()])
    return X, tuple(map(str, columns)), labels, len(X) // 2


def _parse_csv(path):
    try:
        import pandas as pd
    except ImportError:
        raise ValueError(
            'reading a .csv file needs pandas: install "skseq[examples]".'
        ) from None
    header = path.read_text(encoding="utf-8-sig", errors="replace").partition("\n")[0]
    separator = max(",;\t", key=header.count)
    try:
        return pd.read_csv(path, sep=separator, encoding="utf-8-sig")
    except ValueError as error:  # what pandas raises for a file that is no table
        raise ValueError(f"{path.name} cannot be read: {error}.") from error


def _is_time(column, path):
    """Tell whether a column has times, which must increase from row to row."""
    import pandas as pd

    if column.dtype.kind in "iufb":
        if str(column.name).lower() not in TIME_NAMES:
            return False
        times = column
    else:
        try:
            times = pd.to_datetime(column, format="mixed", utc=True)
        except (ValueError, TypeError):
            return False
    if not times.is_monotonic_increasing:
        raise ValueError(
            f"the times in column {column.name!r} of {path.name} do not increase from "
            "row to row: sort the file by them first."
        )
    return True


def _as_anomalous(labels, name):
    """Return True for an anomaly, from 0/1, false/true or 1/-1."""
    values = set(labels.tolist())
    if values <= {0, 1}:
        return labels.astype(bool)
    if values <= {-1, 1}:
        return labels == -1
    raise ValueError(
        f"the labels {name!r} hold {sorted(values, key=str)[:5]}: they must be 0/1, "
        "true/false, or 1/-1 with -1 for an anomaly."
    )


_READERS = {".npz": _read_npz, ".csv": _read_csv}
