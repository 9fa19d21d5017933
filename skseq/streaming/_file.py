"""Streams in files: an .npz of arrays and a text of plain values, without pickle."""

from __future__ import annotations

import json
import os
from collections.abc import Hashable
from dataclasses import asdict, fields
from functools import partial
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import numpy as np

from skseq import __version__
from skseq._forward import network_name, runs_as
from skseq._model.architecture import Architecture
from skseq._model.calm import Least
from skseq._model.columns import Columns
from skseq._model.decision import DecisionUnits
from skseq._model.estimator import RowEstimator
from skseq._model.p_values import ScoreTail
from skseq._streaming import Pipeline, StreamModel
from skseq._streaming.at import At
from skseq.streaming._read import Table

# Number of the form of a file: another one cannot be read.
FORMAT = 2
Value = TypeVar("Value")


def write_arrays(path: str | os.PathLike[str], arrays: dict[str, Any]) -> None:
    """Write arrays to a file, which is there as a whole or not at all."""
    path = Path(path)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with unfinished.open("wb") as file:
            np.savez(file, **arrays)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def read_arrays(path: str | os.PathLike[str]) -> dict[str, np.ndarray]:
    """Return the arrays of a file, none of them of Python objects."""
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        found = json.loads(str(arrays["format"]))
    except (ValueError, KeyError, EOFError, AttributeError, TypeError) as error:
        raise ValueError(
            f"{os.fspath(path)} is no file of a stream: give one that Stream.save has "
            "written."
        ) from error
    if found["format"] != FORMAT:
        raise ValueError(
            f"{os.fspath(path)} was written by skseq {found['skseq']} in the format "
            f"{found['format']}, but this is skseq {__version__} with the format "
            f"{FORMAT}: open the stream anew, from the detector."
        )
    return arrays


def pack(model: StreamModel, table: Table, options: dict[str, Any]) -> dict[str, Any]:
    """Return a model and plain values as arrays."""
    estimator = model.estimator
    architecture = estimator.architecture
    plain = {
        "network": network_name(architecture.build),
        "params": dict(architecture.params),
        "plan": architecture.plan,
        "window_size": architecture.window_size,
        "detrend": architecture.detrend,
        "n_features": table.n_features,
        "names": table.names,
        "time_column": table.time_column,
        "smoothing": model.smoothing,
        "missing_score": model.missing_score,
        "offset": float(model.offset),
    }
    arrays: dict[str, Any] = {
        "format": json.dumps({"format": FORMAT, "skseq": __version__}),
        "plain": json.dumps(plain | options),
        "estimate_weights": model.estimate_weights,
        "median_signal": model.median_signal,
    }
    if table.max_gap is not None:
        arrays["max_gap"] = np.asarray(table.max_gap)
    for name, value in _parts(model).items():
        arrays |= {f"{name}/{field}": array for field, array in asdict(value).items()}
    arrays |= {f"weights/{n:03}": w for n, w in enumerate(estimator.weights)}
    return arrays


def unpack(
    arrays: dict[str, np.ndarray],
) -> tuple[StreamModel, Table, dict[str, Any]]:
    """Return the model, the table and the plain values that arrays hold."""
    plain = json.loads(str(arrays["plain"]))
    params = tuple((name, _tuples(value)) for name, value in plain["params"].items())
    architecture = Architecture(
        build=runs_as(plain["network"])(partial(_no_keras, plain["network"])),
        params=params,
        plan=plain["plan"],
        window_size=plain["window_size"],
        causal=True,
        detrend=plain["detrend"],
    )
    weights = [arrays[n] for n in sorted(arrays) if n.startswith("weights/")]
    model = StreamModel(
        RowEstimator(architecture, _made(Columns, "columns", arrays), weights),
        plain["smoothing"],
        arrays["estimate_weights"],
        arrays["median_signal"],
        _made(DecisionUnits, "decision", arrays),
        _made(Least, "calm", arrays),
        plain["missing_score"],
        plain["offset"],
        _made(ScoreTail, "tail", arrays),
    )
    _check(model, plain["n_features"])
    max_gap: Any = arrays["max_gap"][()] if "max_gap" in arrays else None
    names = plain["names"]
    table = Table(
        plain["n_features"], names and tuple(names), max_gap, plain["time_column"]
    )
    return model, table, plain


def pack_keys(keys: list[Hashable]) -> list[Any]:
    """Return names of series as JSON knows them: tuples as lists."""
    return [_packed(key, key) for key in keys]


def unpack_keys(keys: list[Any]) -> list[Hashable]:
    """Return names of series that were packed."""
    return [_tuples(key) for key in keys]


def _parts(model: StreamModel) -> dict[str, Any]:
    """Return the values of a model that are made of arrays and numbers."""
    return {
        "columns": model.estimator.columns,
        "decision": model.decision,
        "calm": model.calm,
        "tail": model.tail,
    }


def _made(kind: type[Value], name: str, arrays: dict[str, np.ndarray]) -> Value:
    """Return a dataclass of the arrays that stand under its name."""
    found = {field.name: arrays[f"{name}/{field.name}"] for field in fields(kind)}  # type: ignore[arg-type]
    plain = {key: x.item() if x.ndim == 0 else x for key, x in found.items()}
    return kind(**plain)


def _check(model: StreamModel, n_features: int) -> None:
    """Raise where arrays are not what a model is made of."""
    columns, decision, tail = model.estimator.columns, model.decision, model.tail
    shapes = {
        "center": columns.center,
        "scale": columns.scale,
        "error_scale": decision.error_scale,
        "narrow_error_scale": decision.narrow_error_scale,
        "least_error": model.calm.error,
        "least_activity": model.calm.activity,
    }
    for name, array in shapes.items():
        if array.shape != (n_features,):
            raise ValueError(f"{name} has the shape {array.shape}")
    finite = [
        *model.estimator.weights,
        *(model.estimate_weights, model.median_signal, tail.reference),
        *(model.calm.error, model.calm.activity),
        *(decision.error_scale, decision.narrow_error_scale),
        *(decision.usual_level, decision.threshold, model.offset),
    ]
    if not all(np.isfinite(array).all() for array in finite):
        raise ValueError("a value is not finite")
    # What does not fit together cannot take a row.
    pipeline, row = Pipeline(model), np.nan_to_num(columns.center)[None]
    pipeline.step(pipeline.init(1), At(slice(0, 1), 0), row)


def _packed(key: Any, whole: Any) -> Any:
    """Return a name of a series, or a part of one, as JSON knows it."""
    if key is None or isinstance(key, str | bool | int | float):
        return key
    if isinstance(key, tuple):
        return [_packed(part, whole) for part in key]
    raise ValueError(
        f"the series {whole!r} cannot be saved under a name of {type(key).__name__}: "
        "name series by text, numbers, or tuples of them."
    )


def _tuples(value: Any) -> Any:
    """Return tuples in place of lists."""
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


def _no_keras(name: str, *args: Any, **params: Any) -> NoReturn:
    """Stand for what builds the Keras model, which no file holds."""
    raise NotImplementedError(f"a stream has the network {name!r} in NumPy only.")
