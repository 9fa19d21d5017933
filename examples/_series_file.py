"""Read one labelled series from a file: .npz or .csv."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np


@dataclass(frozen=True)
class Series:
    """Rows of a series, oldest first; the first ``train_end`` are to train on."""

    name: str
    X: np.ndarray  # (n_timestamps, n_features)
    y: np.ndarray | None  # True = anomaly; None where nothing is labelled
    train_end: int


def read_series(path, label=None, train_rows=None):
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

    Returns
    -------
    series : Series

    Raises
    ------
    ValueError
        If the file is not as described, in one sentence.
    """
    path = Path(path)
    if not path.is_file():
        raise ValueError(f"there is no file {path}: check the path after --data.")
    if path.suffix not in _READERS:
        raise ValueError(f"{path.name} is neither a .npz nor a .csv file.")
    X, y, train_end = _READERS[path.suffix](path, label)
    if train_rows is not None:
        train_end = train_rows
    if not 2 <= train_end < len(X):
        raise ValueError(
            f"{train_end} rows to train on are not possible: {path.name} has {len(X)} "
            "rows; --train-rows must be at least 2 and leave some to score."
        )
    if not np.isfinite(X).all():
        row, column = np.argwhere(~np.isfinite(X))[0]
        raise ValueError(
            f"{path.name} has no finite number in row {row}, column {column} (counted "
            "from 0): fill or drop missing values first."
        )
    return Series(path.stem, X, y, train_end)


def _read_npz(path, label):
    if label is not None:
        raise ValueError(
            f"--label is for .csv files: the labels of {path.name} are its array y."
        )
    with np.load(path) as arrays:
        if "X" not in arrays:
            raise ValueError(
                f"{path.name} has no array X (it has {', '.join(arrays.files)}): store "
                "the series as X of shape (n_timestamps, n_features)."
            )
        X = arrays["X"]
        labels = arrays["y"] if "y" in arrays else None
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
    return X, None if labels is None else _as_anomalous(labels, "y"), train_end


def _read_csv(path, label):
    table = _parse_csv(path)
    labels = None
    if label is not None:
        if label not in table:
            raise ValueError(
                f"{path.name} has no column {label!r}: its columns are "
                f"{', '.join(map(repr, table.columns))}."
            )
        labels = _as_anomalous(table.pop(label).to_numpy(), label)
    columns = {name: table[name] for name in table if not _is_time(table[name], path)}
    for name, column in columns.items():
        if column.dtype.kind not in "iufb":
            raise ValueError(
                f"column {name!r} of {path.name} holds neither numbers nor times, such "
                f"as {str(column.iloc[0])!r}: drop it, or encode it as numbers."
            )
    if not columns:
        raise ValueError(f"{path.name} has no column of numbers to look at.")
    X = np.column_stack([column.to_numpy(np.float64) for column in columns.values()])
    return X, labels, len(X) // 2


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
    """Whether a column holds times, which must rise from row to row."""
    import pandas as pd

    if column.dtype.kind in "iufb":
        if str(column.name).lower() not in ("time", "timestamp", "date", "datetime"):
            return False
        times = column
    else:
        try:
            times = pd.to_datetime(column, format="mixed", utc=True)
        except (ValueError, TypeError):
            return False
    if not times.is_monotonic_increasing:
        raise ValueError(
            f"the times in column {column.name!r} of {path.name} do not rise from row "
            "to row: sort the file by them first."
        )
    return True


def _as_anomalous(labels, name):
    """Return True for an anomaly, from 0/1, false/true or 1/-1."""
    values = set(np.unique(labels).tolist())
    if values <= {0, 1}:
        return labels.astype(bool)
    if values <= {-1, 1}:
        return labels == -1
    raise ValueError(
        f"the labels {name!r} hold {sorted(values)[:5]}: they must be 0/1, true/false, "
        "or 1/-1 with -1 for an anomaly."
    )


_READERS = {".npz": _read_npz, ".csv": _read_csv}
