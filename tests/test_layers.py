"""Who may import whom; and what must not be loaded before it is needed."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import skseq

ROOT = Path(skseq.__file__).parent
NUMERIC = "numpy", "scipy"

# Folder: what its files may import anywhere, and what only inside functions. Anything
# else is forbidden but the standard library and the folder itself.
LAYERS = {
    "": (("skseq._cli",), ()),
    "_utils": ((*NUMERIC, "sklearn", "joblib", "skseq.__version__"), ()),
    "_series": ((*NUMERIC, "skseq._utils", "skseq.exceptions"), ()),
    "_forward": (("numpy", "skseq._series", "skseq._utils"), ()),
    "_model": (
        (*NUMERIC, "skseq._forward", "skseq._series", "skseq._utils")
        + ("skseq.exceptions",),
        ("skseq._engine",),
    ),
    "_streaming": (
        ("numpy", "skseq._forward", "skseq._model", "skseq._series"),
        (),
    ),
    # Loaded where nothing but NumPy is installed or wanted.
    "streaming": (
        ("numpy", "skseq._forward", "skseq._model", "skseq._series")
        + ("skseq._streaming", "skseq._utils", "skseq.__version__"),
        (),
    ),
    "_engine": (
        ("jax", "numpy", "skseq._config", "skseq._series", "skseq._utils"),
        ("keras",),
    ),
    "layers": (("skseq._layers",), ()),
    "_layers": (("jax", "keras", "numpy", "skseq._engine.backend"), ()),
    # A rule is an estimator: its parameters can be cloned and searched.
    "thresholds": ((*NUMERIC, "sklearn", "skseq._utils"), ("skseq.metrics",)),
    "datasets": ((*NUMERIC, "sklearn"), ("pandas",)),
    "metrics": ((*NUMERIC, "sklearn", "skseq._series", "skseq._utils"), ()),
    "model_selection": (
        (*NUMERIC, "sklearn", "skseq._series", "skseq._utils")
        + ("skseq.datasets", "skseq.metrics"),
        (),
    ),
    "preprocessing": (
        ("numpy", "sklearn", "skseq._model", "skseq._series", "skseq._utils"),
        ("skseq.detectors",),
    ),
    # An average has the events and the thresholds of detectors.
    "compose": (
        ("numpy", "sklearn", "skseq._model", "skseq._series", "skseq._utils")
        + ("skseq.detectors", "skseq.exceptions", "skseq.thresholds"),
        (),
    ),
    "callback": (("numpy", "sklearn", "skseq._utils"), ()),
    "inspection": (
        (*NUMERIC, "sklearn", "skseq._series", "skseq._utils", "skseq.compose"),
        ("matplotlib",),
    ),
    "detectors": (
        ("numpy", "sklearn", "skseq._model", "skseq._series", "skseq._utils")
        + ("skseq._forward", "skseq.thresholds"),
        ("keras", "skseq._engine", "skseq._layers", "skseq._streaming")
        + ("skseq.streaming",),
    ),
    "forecasting": (
        ("numpy", "sklearn", "skseq._model", "skseq._series", "skseq._utils")
        + ("skseq.detectors",),
        ("keras", "skseq._engine", "skseq._layers"),
    ),
    "onnx": (
        ("numpy", "sklearn", "skseq._forward", "skseq._model", "skseq._series")
        + ("skseq._utils", "skseq.detectors", "skseq.__version__"),
        ("onnx", "onnxruntime"),
    ),
    # Files are read, printed and drawn: nothing else knows of it.
    "_cli": (("numpy", "skseq.detectors"), ("pandas", "skseq.inspection")),
    "utils": (
        (*NUMERIC, "sklearn", "joblib", "skseq._utils", "skseq.datasets")
        + ("skseq.exceptions",),
        ("jax", "pandas", "pytest"),
    ),
}
FILES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.py"))


def imports(source, package):
    """Yield (module, whether inside a function) for every import of a source."""

    def walk(node, inside):
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
                continue  # nothing is imported when the program runs
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


def folder_of(file):
    return Path(file).parts[0] if len(Path(file).parts) > 1 else ""


def is_below(module, allowed):
    return any(module == name or module.startswith(f"{name}.") for name in allowed)


def violations(file, source):
    folder = folder_of(file)
    anywhere, in_functions = LAYERS[folder]
    if folder:
        anywhere = *anywhere, f"skseq.{folder}"
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
    assert folder_of(file) in LAYERS, f"name the folder of {file} in LAYERS"
    assert not violations(file, (ROOT / file).read_text(encoding="utf-8"))


def test_architectures_know_nothing_of_each_other():
    files = [ROOT / file for file in FILES if folder_of(file) == "detectors"]
    architectures = {
        f"skseq.detectors.{path.stem}"
        for path in files
        if "def build_network(" in path.read_text(encoding="utf-8")
    }
    assert len(architectures) >= 5
    for path in files:
        if f"skseq.detectors.{path.stem}" in architectures:
            source = path.read_text(encoding="utf-8")
            imported = {name for name, _ in imports(source, ["skseq", "detectors"])}
            assert not imported & architectures, path


def test_only_one_file_touches_private_parts_of_scikit_learn():
    for file in FILES:
        source = (ROOT / file).read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(source)):
            if not isinstance(node, ast.ImportFrom) or file == "_utils/sklearn.py":
                continue
            if (node.module or "").partition(".")[0] == "sklearn":
                names = *node.module.split("."), *(alias.name for alias in node.names)
                assert not [name for name in names if name.startswith("_")], file


def test_few_modules_lie_at_the_root():
    assert len([file for file in FILES if folder_of(file) == ""]) <= 5


@pytest.mark.parametrize(
    ("file", "source"),
    [
        ("_model/scores.py", "import sklearn"),
        ("_model/scores.py", "from skseq import thresholds"),
        ("_model/model.py", "from skseq._engine import train"),
        ("_series/plans.py", "from skseq._model.sizes import nearest_window"),
        ("_series/plans.py", "from .._model import sizes"),
        ("thresholds/_labels.py", "import skseq.metrics"),
        ("_engine/loop.py", "from skseq._model.scores import top_k_mean"),
        ("detectors/_base.py", "import keras"),
        ("detectors/_streams.py", "from skseq.streaming import Stream"),
        ("streaming/_read.py", "import sklearn"),
        ("detectors/_base.py", "def fit():\n    import jax"),
        ("detectors/_lstm.py", "from skseq._layers.lstm import LSTM"),
        ("_layers/lstm.py", "from skseq._engine import train"),
        ("metrics/_vus.py", "if True:\n    import matplotlib.pyplot"),
        ("inspection/_event.py", "import matplotlib.pyplot"),
        ("onnx/_graph.py", "import onnx"),
        ("_config.py", "from skseq.detectors import LSTMDetector"),
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
from inspect import Parameter, signature
from sklearn.base import clone
from sklearn.ensemble import IsolationForest
from skseq.utils import all_estimators
for name, cls in all_estimators():
    parameters = list(signature(cls).parameters.values())
    if parameters and parameters[0].default is Parameter.empty:
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
