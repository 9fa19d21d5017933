"""Contract on parameters: what they may be, and that fit alone reads them."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.utils import get_tags

from skseq._utils.sklearn import other_values
from skseq.utils._checks.common import assert_same, quick, seasonal_series

_METHODS = "score_samples", "predict", "predict_expected", "predict_events"


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
