"""Contract on parameters: they are read by fit, and by nothing else."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.utils import get_tags

from skseq._utils.sklearn import other_values
from skseq.utils._checks.common import quick, seasonal_series

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


def _answers(fitted: Any, X: np.ndarray) -> dict[str, Any]:
    """Return what a fitted detector says of rows, by the name of the method."""
    methods = [method for method in _METHODS if hasattr(fitted, method)]
    answers = {method: getattr(fitted, method)(X) for method in methods}
    attributes = [name for name in ("offset_", "context_") if hasattr(fitted, name)]
    return answers | {name: getattr(fitted, name) for name in attributes}
