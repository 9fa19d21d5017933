"""Contracts on many series in one X: none depends on the others."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

import numpy as np

from skseq.utils._checks.common import (
    Check,
    assert_same,
    quick,
    scores_few_rows,
    seasonal_series,
    window_of,
)

# Longer and shorter than a window, down to a single row.
_LENGTHS = (150, 1, 7, 90, 333)


def yield_series_checks(estimator: Any) -> Iterator[Check]:
    """Yield the checks on many series, for estimators that take ``groups``."""
    if "groups" not in inspect.signature(estimator.fit).parameters:
        return
    yield check_series_apart
    yield check_scattered_series
    if find_spec("pandas") is not None:
        yield check_groups_of_index


def _parts(lengths: tuple[int, ...] = _LENGTHS) -> list[np.ndarray]:
    """Return series of several lengths and levels."""
    return [
        seasonal_series(n_rows, seed=seed) + 3 * seed
        for seed, n_rows in enumerate(lengths)
    ]


def _stacked(parts: list[np.ndarray], names: list[str]) -> tuple[np.ndarray, Any]:
    """Return series in one X, and the name of the series of each row."""
    lengths = [len(part) for part in parts]
    return np.concatenate(parts), np.repeat(names, lengths)


@scores_few_rows
def check_series_apart(name: str, estimator_orig: Any) -> None:
    """Check that no score of a series depends on what other series are in X.

    Every series has the scores that it has alone, to the last bit, in any order and
    with any others.
    """
    parts = _parts()
    X, groups = _stacked(parts, list("abcde"))
    fitted = quick(estimator_orig).fit(X, groups=groups)
    parts.append(seasonal_series(3 * window_of(fitted) + 2, seed=9))
    alone = [fitted.score_samples(part) for part in parts]
    for order in ([0, 1, 2, 3, 4, 5], [5, 2, 4, 0, 3, 1], [1, 2], [3]):
        chosen = [parts[number] for number in order]
        X, groups = _stacked(chosen, [f"series {number}" for number in order])
        assert_same(
            fitted.score_samples(X, groups=groups),
            np.concatenate([alone[number] for number in order]),
            f"{name}: the scores of series {order} together are not those of each "
            "alone",
        )


def check_scattered_series(name: str, estimator_orig: Any) -> None:
    """Check that series whose rows do not stand together are refused, saying why."""
    X = seasonal_series(100)
    fitted = quick(estimator_orig).fit(X)
    for call in (fitted.fit, fitted.score_samples):
        try:
            call(X, groups=np.arange(100) % 2)
        except ValueError as error:
            assert "sort" in str(error).lower(), (
                f"{name}.{call.__name__} refuses scattered series without saying how "
                f"to sort them: {error}"
            )
        else:
            raise AssertionError(f"{name}.{call.__name__} takes scattered series")


@scores_few_rows
def check_groups_of_index(name: str, estimator_orig: Any) -> None:
    """Check that the outer levels of a frame's index name series as groups do."""
    import pandas as pd

    X, groups = _stacked(_parts(), list("abcde"))
    times = np.concatenate([np.arange(n_rows) for n_rows in _LENGTHS])
    frame = pd.DataFrame(X, index=pd.MultiIndex.from_arrays([groups, times]))
    expected = quick(estimator_orig).fit(X, groups=groups)
    fitted = quick(estimator_orig).fit(frame)
    scores = expected.score_samples(X, groups=groups)
    what = f"{name}: the index does not name series as groups do"
    assert_same(fitted.score_samples(frame), scores, what)
    assert_same(fitted.score_samples(X, groups=groups), scores, what)
    one = expected.score_samples(X)
    assert_same(
        fitted.score_samples(frame, groups=np.zeros(len(X))),
        one,
        f"{name}: groups do not take precedence over the index",
    )
