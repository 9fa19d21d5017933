"""What the contract checks share: the series and the settings that they run on."""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from sklearn.base import clone

from skseq.exceptions import SeriesWarning

# check(name, estimator) raises AssertionError where a contract is broken.
Check = Callable[[str, Any], None]
# A contract holds however little was learned, so most checks train this little.
FEW_STEPS = 5


def scores_few_rows(check: Check) -> Check:
    """Return a check that is not warned of rows fewer than a score is made of."""

    @functools.wraps(check)
    def quiet(name: str, estimator: Any) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SeriesWarning)
            check(name, estimator)

    return quiet


def seasonal_series(n_rows: int, n_features: int = 2, seed: int = 0) -> np.ndarray:
    """Return noisy sines with a period of 20 rows, one per column."""
    noise = np.random.RandomState(seed).normal(scale=0.1, size=(n_rows, n_features))
    phase = 2 * np.pi * np.arange(n_rows) / 20
    columns = np.arange(n_features)
    return (1 + columns) * np.sin(phase[:, None] + columns) + noise


def with_params(estimator: Any, **params: Any) -> Any:
    """Return a clone with those of the parameters that the estimator has."""
    estimator = clone(estimator)
    known = estimator.get_params(deep=False)
    return estimator.set_params(**{k: v for k, v in params.items() if k in known})


def quick(estimator: Any, **params: Any) -> Any:
    """Return a clone that trains little, with a fixed seed and further parameters."""
    max_iter = estimator.get_params(deep=False).get("max_iter", FEW_STEPS)
    few = min(max_iter, FEW_STEPS)
    return with_params(estimator, **{"max_iter": few, "random_state": 0, **params})


def window_of(fitted: Any) -> int:
    """Return the window size of a fitted estimator, 1 where it has none."""
    return int(getattr(fitted, "window_size_", 1))


def assert_same(actual: Any, expected: Any, what: str) -> None:
    """Assert that two arrays are equal to the last bit."""
    np.testing.assert_array_equal(actual, expected, err_msg=what, strict=True)
