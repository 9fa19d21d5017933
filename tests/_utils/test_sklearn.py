"""What is taken from scikit-learn, and that nothing private is taken elsewhere."""

import ast
from numbers import Integral, Real
from pathlib import Path

import numpy as np
import pytest
from sklearn.base import BaseEstimator
from sklearn.utils._param_validation import InvalidParameterError

import skseq
from skseq._utils.sklearn import (
    HasMethods,
    Interval,
    StrOptions,
    TupleOf,
    is_watched,
    other_values,
    validate_params,
)

PACKAGE = Path(skseq.__file__).parent
# Private methods and attributes that scikit-learn gives to estimators.
PRIVATE_ATTRIBUTES = {
    "_check_feature_names",
    "_check_n_features",
    "_init_callback_context",
    "_parent_callback_ctx",
    "_skl_callbacks",
    "_validate_params",
}


def private_names(source):
    """Yield what is private of scikit-learn in a source."""
    for node in ast.walk(ast.parse(source)):
        names = []
        if isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.Attribute):
            names = [ast.unparse(node)]
            if node.attr in PRIVATE_ATTRIBUTES:
                yield node.attr
        for name in names:
            library, *parts = name.split(".")
            if library == "sklearn" and any(part.startswith("_") for part in parts):
                yield name


FILES = sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("file", FILES)
def test_what_is_private_is_touched_in_one_file(file):
    found = list(private_names((PACKAGE / file).read_text(encoding="utf-8")))
    assert bool(found) == (file == "_utils/sklearn.py"), found


@pytest.mark.parametrize(
    "line",
    [
        "from sklearn.utils._tags import get_tags",
        "from sklearn.utils import _safe_indexing",
        "from sklearn.utils.validation import check_array, _num_samples as n",
        "import sklearn.utils._tags",
        "sklearn.base._fit_context()",
        "self._validate_params()",
        "self._init_callback_context(max_subtasks=3)",
    ],
)
def test_what_is_private_is_found(line):
    assert list(private_names(line))


@pytest.mark.parametrize("value", [(1,), [3, 2], (5, 1, 2)])
def test_tuples_of_numbers(value):
    assert TupleOf(Integral, 1, None, closed="left").is_satisfied_by(value)


@pytest.mark.parametrize("value", [(), [], 1, (0,), (1, 0), (1.5,), "12", None])
def test_other_values_are_no_tuples_of_such_numbers(value):
    constraint = TupleOf(Integral, 1, None, closed="left")
    assert not constraint.is_satisfied_by(value)
    assert "each item of it an int in the range [1, inf)" in str(constraint)


class Estimator(BaseEstimator):
    _parameter_constraints = {"sizes": [TupleOf(Integral, 1, None, closed="left")]}

    def __init__(self, sizes=(1,)):
        self.sizes = sizes


def test_parameters_are_checked_by_their_constraints():
    validate_params(Estimator())
    with pytest.raises(InvalidParameterError, match=r"a tuple, not empty.*Got \(0,\)"):
        validate_params(Estimator(sizes=(0,)))


def test_nobody_watches_an_estimator_without_callbacks():
    assert not is_watched(Estimator())


@pytest.mark.parametrize(
    ("constraints", "value", "expected"),
    [
        (["boolean"], True, [False]),
        ([StrOptions({"relu", "tanh", "elu"})], "relu", ["elu", "tanh"]),
        ([Interval(Integral, 1, None, closed="left"), None], 8, [9, 2, None]),
        ([Interval(Real, 0, 0.5, closed="right")], 0.2, [0.1, 0.25]),
        ([TupleOf(Integral, 1, None, closed="left")], (8, 4), [(2,)]),
        ([HasMethods("fit")], object(), []),
        # Without constraints, by the type of the value.
        (None, False, [True]),
        (None, 3, [4]),
        (None, "auto", []),
    ],
)
def test_other_values_are_valid_and_other(constraints, value, expected):
    assert other_values(constraints, value) == expected


def test_a_random_state_is_another_value():
    number, state = other_values(["random_state"], 0)
    assert number == 1
    assert isinstance(state, np.random.RandomState)
