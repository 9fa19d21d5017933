"""Who may import whom; and what must not be loaded before it is needed."""

import ast
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

import pytest

import skseq

ROOT = Path(skseq.__file__).parent
NUMERIC = "numpy", "scipy"

# Files, what they may import anywhere, and what only inside functions. Anything else
# is forbidden but the standard library. The first pattern that matches counts.
LAYERS = [
    ("__init__.py", (), ()),
    ("_compat.py", ("sklearn",), ()),
    ("_all_or_nothing.py", (), ()),
    ("_input.py", ("numpy", "sklearn", "skseq._series"), ()),
    ("_labels.py", ("numpy", "sklearn"), ()),
    ("_series.py", NUMERIC, ()),
    ("_plans.py", NUMERIC, ()),
    ("_segments.py", (*NUMERIC, "skseq._plans"), ()),
    ("_scores.py", NUMERIC, ()),
    ("_row_mean.py", NUMERIC, ()),
    ("_threads.py", ("joblib",), ()),
    ("_pieces.py", NUMERIC, ()),
    ("_smoothing.py", NUMERIC, ()),
    ("_events.py", NUMERIC, ()),
    # Frames of pandas and polars are made by what import_module returns.
    ("_frames.py", (), ()),
    ("_scaling.py", NUMERIC, ()),
    ("_period.py", NUMERIC, ()),
    ("_widths.py", NUMERIC, ()),
    # A rule is an estimator: parameters that can be cloned and searched.
    (
        "thresholds/_labels.py",
        ("skseq._compat", "skseq.thresholds"),
        ("skseq.metrics",),
    ),
    (
        "thresholds/*",
        (*NUMERIC, "sklearn", "skseq._compat", "skseq.thresholds"),
        (),
    ),
    ("_config.py", (), ()),
    ("_engine/backend.py", (), ("keras",)),
    ("_layers/*", ("jax", "keras", "skseq._layers", "skseq._engine.backend"), ()),
    (
        "_engine/*",
        ("jax", "numpy", "skseq._config", "skseq._engine", "skseq._segments"),
        (),
    ),
    (
        "preprocessing/*",
        (*NUMERIC, "sklearn", "skseq._all_or_nothing", "skseq._compat")
        + ("skseq._input", "skseq._series", "skseq._period", "skseq._scaling")
        + ("skseq.preprocessing",),
        (),
    ),
    ("datasets/*", (*NUMERIC, "sklearn", "skseq.datasets"), ("pandas",)),
    (
        "metrics/*",
        (*NUMERIC, "sklearn", "skseq._compat", "skseq._labels", "skseq.metrics"),
        (),
    ),
    (
        "model_selection/*",
        (*NUMERIC, "sklearn", "skseq._compat", "skseq.model_selection")
        + ("skseq.metrics", "skseq.datasets", "skseq._labels"),
        (),
    ),
    (
        "inspection/*",
        (*NUMERIC, "sklearn", "skseq.inspection", "skseq._labels"),
        ("matplotlib",),
    ),
    (
        "utils/*",
        (*NUMERIC, "sklearn", "joblib", "skseq.utils", "skseq.datasets"),
        ("jax", "pandas", "pytest"),
    ),
    ("callback/*", ("skseq.callback",), ()),
    (
        "compose/*",
        ("numpy", "sklearn", "skseq._all_or_nothing", "skseq._compat", "skseq._input")
        + ("skseq.compose",),
        (),
    ),
    ("detectors/__init__.py", ("skseq.detectors",), ()),
    (
        "detectors/_base.py",
        (*NUMERIC, "sklearn", "skseq._compat", "skseq._smoothing")
        + ("skseq._all_or_nothing", "skseq._input")
        + ("skseq.detectors._answers", "skseq.detectors._calibration")
        + ("skseq.detectors._errors", "skseq.detectors._going_on")
        + ("skseq.detectors._network", "skseq.detectors._tasks")
        + ("skseq.detectors._training",)
        + ("skseq.thresholds",),
        (),
    ),
    (
        "detectors/_network.py",
        ("numpy", "skseq._scaling", "skseq._smoothing", "skseq._plans"),
        ("skseq._engine",),
    ),
    (
        "detectors/_errors.py",
        ("numpy", "skseq._pieces", "skseq._scaling", "skseq._scores")
        + ("skseq._row_mean", "skseq._smoothing", "skseq._threads")
        + ("skseq.detectors._network",),
        (),
    ),
    (
        "detectors/_estimates.py",
        ("numpy", "skseq._row_mean", "skseq._scaling") + ("skseq.detectors._network",),
        (),
    ),
    (
        "detectors/_going_on.py",
        ("numpy", "sklearn", "skseq._all_or_nothing", "skseq._compat", "skseq._input")
        + ("skseq.detectors._calibration", "skseq.detectors._network")
        + ("skseq.detectors._training",),
        (),
    ),
    ("detectors/_tasks.py", ("skseq._compat",), ("skseq._engine",)),
    ("detectors/_event_list.py", ("numpy", "skseq._events"), ()),
    (
        "detectors/_answers.py",
        ("numpy", "sklearn", "skseq._frames", "skseq._input", "skseq._scores")
        + ("skseq.detectors._errors", "skseq.detectors._estimates")
        + ("skseq.detectors._event_list",),
        (),
    ),
    (
        "detectors/_calibration.py",
        ("numpy", "skseq._scores", "skseq._smoothing", "skseq.thresholds")
        + ("skseq.detectors._errors",),
        (),
    ),
    (
        "detectors/_training.py",
        ("numpy", "sklearn", "skseq._labels", "skseq._period", "skseq._scaling")
        + ("skseq._plans", "skseq._series", "skseq._widths")
        + ("skseq.detectors._network",),
        ("skseq._engine",),
    ),
    # What several architectures share in building their networks.
    (
        "detectors/_recurrent.py",
        ("skseq._compat", "skseq.detectors._base"),
        ("keras",),
    ),
    ("detectors/_initial_weights.py", ("numpy",), ("keras",)),
    (
        "detectors/_*.py",
        ("skseq._compat", "skseq.detectors._base", "skseq.detectors._recurrent")
        + ("skseq.detectors._initial_weights",),
        ("keras", "skseq._layers"),
    ),
]

FILES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.py"))


def imports(source, package):
    """Yield (module, whether inside a function) for every import of a source."""

    def walk(node, inside):
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Import):
                yield from ((alias.name, inside) for alias in child.names)
            elif isinstance(child, ast.ImportFrom):
                yield from ((name, inside) for name in origins(child))
            is_function = isinstance(
                child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
            )
            yield from walk(child, inside or is_function)

    def origins(node):
        base = package[: len(package) - node.level + 1] if node.level else []
        module = ".".join([*base, *([node.module] if node.module else [])])
        # "from skseq import _engine" imports a module as much as a name.
        if module == "skseq":
            return [f"skseq.{alias.name}" for alias in node.names]
        return [module]

    yield from walk(ast.parse(source), False)


def layer_of(file):
    return next((layer for layer in LAYERS if fnmatch(file, layer[0])), None)


def is_below(module, allowed):
    return any(module == name or module.startswith(f"{name}.") for name in allowed)


def violations(file, source):
    _, anywhere, in_functions = layer_of(file)
    package = ["skseq", *Path(file).parts[:-1]]
    return [
        module
        for module, inside in imports(source, package)
        if module.split(".")[0] not in sys.stdlib_module_names
        and not is_below(module, anywhere)
        and not (inside and is_below(module, in_functions))
    ]


@pytest.mark.parametrize("file", FILES)
def test_file_imports_only_what_stands_below_it(file):
    assert layer_of(file) is not None, f"{file} belongs to no layer: name it in LAYERS"
    assert not violations(file, (ROOT / file).read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("file", "source"),
    [
        ("_scores.py", "import sklearn"),
        ("thresholds/_pot.py", "def f():\n    import skseq.metrics"),
        ("thresholds/_labels.py", "import skseq.metrics"),
        ("_scores.py", "from skseq import _segments"),
        ("_engine/loop.py", "from skseq._scores import smooth"),
        ("_engine/loop.py", "from .._scores import smooth"),
        ("detectors/_network.py", "from skseq._engine import train"),
        ("detectors/_base.py", "def fit():\n    import keras"),
        ("detectors/_lstm.py", "import keras"),
        ("detectors/_lstm.py", "from skseq._layers.lstm import LSTM"),
        ("_layers/lstm.py", "from skseq._engine import train"),
        ("detectors/_lstm.py", "def f():\n    from skseq._engine import train"),
        ("detectors/_lstm.py", "from skseq.detectors._gru import GRUDetector"),
        ("metrics/_vus.py", "if True:\n    import matplotlib.pyplot"),
        ("inspection/_event.py", "import matplotlib.pyplot"),
        ("__init__.py", "from skseq.detectors import LSTMDetector"),
    ],
)
def test_forbidden_imports_are_found(file, source):
    assert violations(file, source)


LIGHT = """
import sys, warnings
warnings.simplefilter("error")
import skseq
assert not {"sklearn", "scipy"} & sys.modules.keys(), "import skseq is not light"
import skseq.datasets, skseq.inspection, skseq.metrics, skseq.model_selection
import skseq.preprocessing
from functools import partial
from sklearn.base import clone
from sklearn.ensemble import IsolationForest
from skseq.utils import all_estimators
for name, cls in all_estimators():
    if name in dict(all_estimators("meta_estimator")):
        cls = partial(cls, IsolationForest())
    estimator = clone(cls())
    assert name in repr(estimator) and name in str(estimator)
    assert name in estimator._repr_html_()
    estimator.get_params()
heavy = {"keras", "jax", "jaxlib", "matplotlib"} & sys.modules.keys()
assert not heavy, f"loaded: {heavy}"
"""


def test_nothing_heavy_is_loaded_before_a_fit():
    subprocess.run([sys.executable, "-c", LIGHT], check=True)
