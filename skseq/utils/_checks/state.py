"""Contracts on the fitted state: what it is made of, copies, and failed calls."""

from __future__ import annotations

import copy
import io
import os
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import joblib
import numpy as np
from scipy import sparse
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.utils import get_tags

from skseq.utils._checks.common import (
    assert_same,
    quick,
    scores_few_rows,
    seasonal_series,
)

_PLAIN = (bool, int, float, complex, str, bytes, type(None))
_PLAIN += (np.generic, np.random.RandomState, np.random.Generator)

_LOAD_AND_SCORE = """
import sys, joblib, numpy as np
folder = sys.argv[1]
X = np.load(folder + "/X.npy")
np.save(folder + "/scores.npy", joblib.load(folder + "/fitted").score_samples(X))
"""


@scores_few_rows
def check_plain_state(name: str, estimator_orig: Any) -> None:
    """Check that the fitted state is NumPy arrays and plain Python values only."""
    fitted = quick(estimator_orig).fit(seasonal_series(150))
    fitted.predict(seasonal_series(50))
    for attribute, value in vars(fitted).items():
        _assert_plain(value, f"{name}.{attribute}")


def _assert_plain(value: Any, where: str) -> None:
    """Assert that a value holds nothing but arrays and plain values."""
    if type(value) is np.ndarray:
        has_values = value.dtype != object or all(type(v) is str for v in value.flat)
        assert has_values, f"{where} is an array of objects"
    elif type(value) in (list, tuple, set, frozenset):
        for number, item in enumerate(value):
            _assert_plain(item, f"{where}[{number}]")
    elif type(value) is dict:
        for key, item in value.items():
            _assert_plain(key, f"a key of {where}")
            _assert_plain(item, f"{where}[{key!r}]")
    else:
        assert isinstance(value, _PLAIN), f"{where} is a {type(value).__qualname__}"


class _Recorder(pickle.Unpickler):
    """Loads a pickle and takes note of everything that it names."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__(file)
        self.names: set[tuple[str, str]] = set()

    def find_class(self, module: str, name: str) -> Any:
        """Return what is named, and take note of it."""
        self.names.add((module, name))
        return super().find_class(module, name)


def names_in_pickle(pickled: bytes) -> set[tuple[str, str]]:
    """Return the (module, name) of everything that a pickle refers to."""
    recorder = _Recorder(io.BytesIO(pickled))
    recorder.load()
    return recorder.names


def check_pickle(name: str, estimator_orig: Any) -> None:
    """Check that a pickle scores the same and refers to NumPy and the class only."""
    X = seasonal_series(150)
    fitted = quick(estimator_orig).fit(X)
    pickled = pickle.dumps(fitted)
    loaded = pickle.loads(pickled)
    assert_same(loaded.score_samples(X), fitted.score_samples(X), f"{name}: unpickled")
    assert vars(loaded).keys() == vars(fitted).keys(), f"{name}: unpickled"
    cls = type(fitted)
    foreign = {
        (module, other)
        for module, other in names_in_pickle(pickled)
        if (module, other) != (cls.__module__, cls.__qualname__)
        and module.split(".")[0] not in {"numpy", "builtins", "copyreg"}
    }
    assert not foreign, f"the pickle of {name} refers to {foreign}"


@scores_few_rows
def check_fresh_process(name: str, estimator_orig: Any) -> None:
    """Check that a process that knows only the file scores the same."""
    fitted = quick(estimator_orig).fit(seasonal_series(150))
    X = seasonal_series(90, seed=1)
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    with tempfile.TemporaryDirectory() as folder:
        joblib.dump(fitted, Path(folder, "fitted"))
        np.save(Path(folder, "X.npy"), X)
        done = subprocess.run(
            [sys.executable, "-c", _LOAD_AND_SCORE, folder],
            env=environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, f"{name}: the fresh process failed: {done.stderr}"
        scores = np.load(Path(folder, "scores.npy"))
    expected = fitted.score_samples(X)
    # Few rows are scored by NumPy there and by JAX here, which round differently.
    np.testing.assert_allclose(
        scores, expected, rtol=1e-5, atol=1e-5, err_msg=f"{name}: in a fresh process"
    )


def check_copies(name: str, estimator_orig: Any) -> None:
    """Check that a clone is unfitted and a deep copy is fitted and independent."""
    X = seasonal_series(150)
    fitted = quick(estimator_orig).fit(X)
    expected = fitted.score_samples(X)
    unfitted = clone(fitted)
    try:
        unfitted.score_samples(X)
    except NotFittedError:
        pass
    else:
        raise AssertionError(f"a clone of a fitted {name} is fitted")
    assert_same(unfitted.fit(X).score_samples(X), expected, f"{name}: clone")
    copied = copy.deepcopy(fitted)
    assert_same(copied.score_samples(X), expected, f"{name}: deep copy")
    copied.fit(X[::-1] ** 3)
    assert_same(fitted.score_samples(X), expected, f"{name}: its copy was refitted")


def bad_inputs(allow_nan: bool = True) -> dict[str, Any]:
    """Return what is no series, by name."""
    X = seasonal_series(60)
    has_nan, has_inf = X.copy(), X.copy()
    has_nan[30, 1], has_inf[30, 1] = np.nan, np.inf
    missing = {} if allow_nan else {"NaN": has_nan}
    return missing | {
        "infinity": has_inf,
        "one dimension": X[:, 0],
        "three dimensions": X[None],
        "no rows": X[:0],
        "no columns": X[:, :0],
        "strings": np.full(X.shape, "high"),
        "a sparse matrix": sparse.csr_array(X),
        "complex numbers": X + 1j,
    }


def check_failed_calls(name: str, estimator_orig: Any) -> None:
    """Check that bad input is refused and leaves a fitted estimator as it was."""
    X = seasonal_series(150)
    fitted = quick(estimator_orig).fit(X)
    before = joblib.hash(vars(fitted))
    bad = bad_inputs(get_tags(fitted).input_tags.allow_nan)
    # Another number of columns is fine in fit.
    calls = [(fitted.fit, what, rows) for what, rows in bad.items()]
    scored = bad | {"another number of columns": X[:, :1]}
    calls += [(fitted.score_samples, what, rows) for what, rows in scored.items()]
    for call, what, rows in calls:
        _assert_refused(call, rows, f"{name}.{call.__name__} of {what}")
        assert joblib.hash(vars(fitted)) == before, (
            f"{name} changed when {call.__name__} refused {what}"
        )


def check_failed_fit(name: str, estimator_orig: Any) -> None:
    """Check that a bad parameter is refused and leaves what was fitted before."""
    X = seasonal_series(150)
    bad = {"window_size": 0, "max_iter": 0, "contamination": 0.7, "learning_rate": -1.0}
    for param in bad.keys() & estimator_orig.get_params(deep=False).keys():
        fitted = quick(estimator_orig).fit(X).set_params(**{param: bad[param]})
        before = joblib.hash(vars(fitted))
        _assert_refused(fitted.fit, X, f"{name} with {param}={bad[param]}")
        assert joblib.hash(vars(fitted)) == before, (
            f"{name} changed when fit refused {param}={bad[param]}"
        )


def _assert_refused(call: Callable[[Any], Any], rows: Any, what: str) -> None:
    """Assert that a call raises an error that says something."""
    try:
        call(rows)
    except (ValueError, TypeError) as error:
        assert str(error).strip(), f"{what}: the error says nothing"
    else:
        raise AssertionError(f"{what} is not refused")
