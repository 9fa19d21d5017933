"""Contract on parameters: what they may be, and that fit alone reads them."""

from __future__ import annotations

from contextlib import redirect_stdout
from typing import Any

import numpy as np
from sklearn.utils import get_tags

from skseq._utils.sklearn import extreme_values, other_values
from skseq.utils._checks.common import (
    assert_same,
    quick,
    scores_few_rows,
    seasonal_series,
)

_METHODS = "score_samples", "predict", "predict_expected", "predict_events"
# Larger than the number of rows, and still fast to train.
_LARGE = 32
# What needs an index, which an array does not have.
_OF_INDEX = "max_gap_factor", "time_column"
# What excludes each other, or may be too large to learn with.
_ALONE = "contamination", "threshold", "learning_rate"


@scores_few_rows
def check_set_params_after_fit(name: str, estimator_orig: Any) -> None:
    """Check that a parameter that is set after fit changes nothing until the next fit.

    Every parameter is set to other valid values, one at a time.
    """
    fitted = quick(estimator_orig).fit(seasonal_series(200))
    X = seasonal_series(90, seed=1)
    X[40:44] += 9.0
    if get_tags(fitted).input_tags.allow_nan:
        X[70:80] = np.nan
    expected = _answers(fitted, X)
    constraints = getattr(fitted, "_parameter_constraints", {})
    for param, value in fitted.get_params(deep=False).items():
        for other in other_values(constraints.get(param), value):
            what = f"{name}: after fit, set_params({param}={other!r})"
            fitted.set_params(**{param: other})
            try:
                answers = _answers(fitted, X)
            except Exception as error:
                raise AssertionError(f"{what} breaks it: {error!r}") from error
            message = f"{what} changes what it says"
            np.testing.assert_equal(answers, expected, err_msg=message)
        fitted.set_params(**{param: value})


def check_numpy_parameters(name: str, estimator_orig: Any) -> None:
    """Check that numbers of NumPy are as good as those of Python.

    A grid of ``np.arange`` and ``np.linspace`` holds such numbers.
    """
    X = seasonal_series(200)
    plain = quick(estimator_orig)
    params = plain.get_params(deep=False)
    ours = quick(estimator_orig, **{key: _numpy(params[key]) for key in params})
    try:
        scores = ours.fit(X).score_samples(X)
    except Exception as error:
        raise AssertionError(f"{name} refuses numbers of NumPy: {error!r}") from error
    what = f"{name}: parameters that are numbers of NumPy change the scores"
    assert_same(scores, plain.fit(X).score_samples(X), what)


@scores_few_rows
def check_extreme_parameters(name: str, estimator_orig: Any) -> None:
    """Check the smallest and the largest valid values of all parameters, and options.

    All parameters are set at once, first to their smallest values and then on, so that
    few fits try all values. Parameters that exclude each other, and learning rates
    that no network learns with, are set alone; then one sentence that names the
    parameter does as well.
    """
    constraints = getattr(estimator_orig, "_parameter_constraints", {})
    params = [key for key in estimator_orig.get_params(False) if key not in _OF_INDEX]
    values = {key: extreme_values(constraints.get(key), _LARGE) for key in params}
    together = {key: found for key, found in values.items() if key not in _ALONE}
    for number in range(max(map(len, together.values()), default=0)):
        chosen = {k: v[number % len(v)] for k, v in together.items() if v}
        try:
            _assert_fits(quick(estimator_orig, **chosen))
        except Exception as error:
            raise AssertionError(f"{name} breaks with {chosen}: {error!r}") from error
    for param in _ALONE:
        for value in values.get(param, ()):
            try:
                _assert_fits(quick(estimator_orig, **{param: value}))
            except ValueError as error:
                message = f"{name} refuses {param}={value} without naming it: {error!r}"
                assert param in str(error) and "\n" not in str(error), message


def _assert_fits(detector: Any) -> None:
    """Assert that a detector can be fitted, and scores rows by numbers."""
    X = seasonal_series(_LARGE - 4)
    y = np.arange(len(X)) % 20 == 0
    with redirect_stdout(None):  # Some are verbose.
        detector.fit(X, y)
    scores, decision = detector.score_samples(X), detector.decision_function(X)
    assert np.isfinite(scores).all(), f"some scores are no numbers: {scores}"
    assert np.isfinite(decision).all(), f"the offset is {detector.offset_}"


def _numpy(value: Any) -> Any:
    """Return a number of NumPy for one of Python, also in tuples."""
    if isinstance(value, tuple):
        return tuple(_numpy(item) for item in value)
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return np.int64(value)
    return np.float64(value) if isinstance(value, float) else value


def _answers(fitted: Any, X: np.ndarray) -> dict[str, Any]:
    """Return what a fitted detector says of rows, by the name of the method."""
    methods = [method for method in _METHODS if hasattr(fitted, method)]
    answers = {method: getattr(fitted, method)(X) for method in methods}
    attributes = [name for name in ("offset_", "context_") if hasattr(fitted, name)]
    return answers | {name: getattr(fitted, name) for name in attributes}
