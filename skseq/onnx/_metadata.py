"""What makes scores of a network's estimates, as a text beside it: JSON.

Numbers are written so that they are read again to the last bit. JSON knows no infinite
numbers: they are the texts "inf", "-inf" and "nan".
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any, NoReturn, TypeVar

import numpy as np

from skseq import __version__
from skseq._forward import SegmentNetwork
from skseq._model.architecture import Architecture
from skseq._model.calm import Least
from skseq._model.columns import Columns
from skseq._model.decision import DecisionUnits
from skseq._model.estimator import RowEstimator
from skseq._model.model import Model
from skseq._model.scorer import ErrorUnits, Scorer
from skseq._model.training import Inputs
from skseq._series.times import MaxGap

# Number of the form of the text: another one cannot be read.
FORMAT = 1
Value = TypeVar("Value")


def as_text(model: Model, inputs: Inputs) -> str:
    """Return all but the network of a model as JSON."""
    scorer, estimator = model.scorer, model.estimator
    architecture, units = estimator.architecture, scorer.units
    names = inputs.feature_names
    found = {
        "format": FORMAT,
        "skseq": __version__,
        "n_features": inputs.n_features,
        "longest_series": inputs.longest,
        "feature_names": None if names is None else names.tolist(),
        "time_column": inputs.time_column,
        "max_gap": _packed_gap(inputs.max_gap),
        "window_size": architecture.window_size,
        "kind": architecture.plan,
        "causal": architecture.causal,
        "detrend": architecture.detrend,
        # How series are cut follows from these; it is for those who read it elsewhere.
        "plan": asdict(estimator.plan),
        "columns": asdict(estimator.columns),
        "units": asdict(units),
        "smoothing": scorer.smoothing,
        "missing_score": model.missing_score,
        "offset": model.offset,
    }
    return json.dumps(_packed(found), allow_nan=False)


def from_text(text: str, network: SegmentNetwork) -> tuple[Model, Inputs]:
    """Return a model without scores of training rows, and what rows it takes.

    Its network is computed by what is given.
    """
    found = json.loads(text)
    if found["format"] != FORMAT:
        raise ValueError(
            f"it was written by skseq {found['skseq']} in the format "
            f"{found['format']}, but this is skseq {__version__} with the format "
            f"{FORMAT}: export the detector again"
        )
    architecture = Architecture(
        build=_no_keras,
        params=(("lags", tuple(found["plan"]["lags"])),),
        plan=found["kind"],
        window_size=found["window_size"],
        causal=found["causal"],
        detrend=found["detrend"],
    )
    columns, units = _made(Columns, found["columns"]), found["units"]
    estimator = RowEstimator(architecture, columns, [], runtime=network)
    scorer = Scorer(
        estimator,
        found["smoothing"],
        ErrorUnits(
            _array(units["estimate_weights"]),
            _array(units["median_signal"]),
            _made(DecisionUnits, units["decision"]),
            _made(Least, units["calm"]),
            _made(Least, units["narrow_calm"]),
        ),
    )
    names = found["feature_names"]
    inputs = Inputs(
        found["n_features"],
        found["longest_series"],
        None if names is None else np.array(names, dtype=object),
        _gap(found["max_gap"]),
        found["time_column"],
    )
    none = np.empty(0)
    model = Model(scorer, found["missing_score"], none, none, found["offset"])
    return model, inputs


def _packed(value: Any) -> Any:
    """Return a value as JSON knows it."""
    if isinstance(value, np.ndarray | np.generic):
        return _packed(value.tolist())
    if isinstance(value, Mapping):
        return {name: _packed(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_packed(part) for part in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value


def _array(values: list[Any]) -> np.ndarray:
    """Return an array that was packed."""
    found = np.array(values)
    return found.astype(np.float64) if found.dtype.kind != "b" else found


def _made(kind: type[Value], found: Mapping[str, Any]) -> Value:
    """Return a dataclass of arrays and numbers that was packed."""
    given = {}
    for field in fields(kind):  # type: ignore[arg-type]
        value = found[field.name]
        given[field.name] = _array(value) if isinstance(value, list) else value
    return kind(**given)


def _packed_gap(max_gap: MaxGap) -> Any:
    """Return the longest step of time within a series as JSON knows it."""
    if isinstance(max_gap, np.timedelta64):
        unit, step = np.datetime_data(max_gap.dtype)
        return {"steps": int(max_gap.astype(np.int64)), "unit": f"{step}{unit}"}
    return max_gap


def _gap(found: Any) -> MaxGap:
    """Return the longest step of time within a series, of what was packed."""
    if isinstance(found, dict):
        return np.int64(found["steps"]).astype(f"timedelta64[{found['unit']}]")
    return None if found is None else float(found)


def _no_keras(*args: Any, **params: Any) -> NoReturn:
    """Stand for what builds the Keras model, which no file holds."""
    raise NotImplementedError("an ONNX file has no Keras model.")
