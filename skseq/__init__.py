"""Deep detectors of anomalies in time series that behave exactly like scikit-learn.

Importing :mod:`skseq` loads neither Keras nor JAX: they are loaded by the first
``fit`` or score.
"""

from importlib import import_module as _import_module

__version__ = "0.1.0"

# public name -> module that defines it, imported when the name is first used
_EXPORTS = {
    "AutoencoderDetector": "skseq.detectors",
    "GRUDetector": "skseq.detectors",
    "LSTMAutoencoderDetector": "skseq.detectors",
    "LSTMDetector": "skseq.detectors",
    "PerSeriesDetector": "skseq.compose",
    "SlidingWindow": "skseq.preprocessing",
    "StackedLSTMDetector": "skseq.detectors",
    "clear_caches": "skseq._engine",
    "get_config": "skseq._config",
    "set_config": "skseq._config",
}

_SUBPACKAGES = (
    "callback",
    "compose",
    "datasets",
    "detectors",
    "inspection",
    "metrics",
    "model_selection",
    "preprocessing",
    "thresholds",
    "utils",
)

__all__ = sorted([*_EXPORTS, *_SUBPACKAGES, "__version__"])


def __getattr__(name):
    if name in _EXPORTS:
        return getattr(_import_module(_EXPORTS[name]), name)
    if name in _SUBPACKAGES:
        return _import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__():
    return __all__
