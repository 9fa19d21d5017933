"""Deep detectors of anomalies in time series that behave exactly like scikit-learn.

Importing :mod:`skseq` loads neither Keras nor JAX: they are loaded by the first
``fit`` or score.
"""

from importlib import import_module as _import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

# What editors and type checkers see; a program imports it when it is first used.
if TYPE_CHECKING:
    from skseq import callback as callback
    from skseq import compose as compose
    from skseq import datasets as datasets
    from skseq import detectors as detectors
    from skseq import exceptions as exceptions
    from skseq import forecasting as forecasting
    from skseq import inspection as inspection
    from skseq import layers as layers
    from skseq import metrics as metrics
    from skseq import model_selection as model_selection
    from skseq import onnx as onnx
    from skseq import preprocessing as preprocessing
    from skseq import streaming as streaming
    from skseq import thresholds as thresholds
    from skseq import utils as utils
    from skseq._config import get_config as get_config
    from skseq._config import set_config as set_config
    from skseq._engine import clear_caches as clear_caches
    from skseq.compose import AverageDetector as AverageDetector
    from skseq.compose import PerSeriesDetector as PerSeriesDetector
    from skseq.detectors import *
    from skseq.preprocessing import SlidingWindow as SlidingWindow

# Public name -> module that defines it. All detectors are here, too.
_EXPORTS = {
    "AverageDetector": "skseq.compose",
    "PerSeriesDetector": "skseq.compose",
    "SlidingWindow": "skseq.preprocessing",
    "clear_caches": "skseq._engine",
    "get_config": "skseq._config",
    "set_config": "skseq._config",
}

_SUBPACKAGES = (
    "callback",
    "compose",
    "datasets",
    "detectors",
    "exceptions",
    "forecasting",
    "inspection",
    "layers",
    "metrics",
    "model_selection",
    "onnx",
    "preprocessing",
    "streaming",
    "thresholds",
    "utils",
)


if not TYPE_CHECKING:  # It would make any name right for a type checker

    def __getattr__(name):
        if name in _EXPORTS:
            return getattr(_import_module(_EXPORTS[name]), name)
        if name in _SUBPACKAGES:
            return _import_module(f"{__name__}.{name}")
        if name == "__all__":
            return sorted([*_EXPORTS, *_SUBPACKAGES, *_detectors(), "__version__"])
        if name[:1].isupper() and name in _detectors():
            return getattr(_import_module("skseq.detectors"), name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

    def __dir__():
        return __getattr__("__all__")


def _detectors() -> list[str]:
    """Return the names of all detectors; this imports scikit-learn."""
    return _import_module("skseq.detectors").__all__
