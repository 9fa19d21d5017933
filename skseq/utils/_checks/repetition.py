"""Contracts on repetition: what must come out the same, and at no further cost."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from typing import Any

import numpy as np
from sklearn.base import clone

from skseq.utils._checks.common import (
    assert_same,
    quick,
    scores_few_rows,
    seasonal_series,
)


def check_determinism(name: str, estimator_orig: Any) -> None:
    """Check that the same input and random_state give the same scores."""
    X, new = seasonal_series(200), seasonal_series(150, seed=1)
    fitted = quick(estimator_orig).fit(X)
    expected = fitted.score_samples(new)
    assert_same(fitted.score_samples(new), expected, f"{name}: scored again")
    layout = np.asfortranarray(new)
    assert_same(fitted.score_samples(layout), expected, f"{name}: other memory layout")
    assert_same(fitted.fit(X).score_samples(new), expected, f"{name}: fitted again")
    other = quick(estimator_orig).fit(np.asfortranarray(X))
    assert_same(other.score_samples(new), expected, f"{name}: another instance")


def check_threads(name: str, estimator_orig: Any) -> None:
    """Check that threads that fit and score give what one thread gives."""
    detector = quick(estimator_orig)
    all_X = [seasonal_series(150 + 10 * i, seed=i) for i in range(6)]

    def scores(X: np.ndarray) -> np.ndarray:
        return clone(detector).fit(X).score_samples(X)

    expected = [scores(X) for X in all_X]
    fitted = clone(detector).fit(all_X[0])
    expected += [fitted.score_samples(X) for X in all_X]
    with ThreadPoolExecutor(4) as threads:
        actual = list(threads.map(scores, all_X))
        actual += list(threads.map(fitted.score_samples, all_X))
    for one, other in zip(actual, expected, strict=True):
        assert_same(one, other, f"{name}: scores change with the number of threads")


@contextmanager
def _global_states_restored() -> Iterator[None]:
    """Restore the global generators at the end."""
    states = random.getstate(), np.random.get_state()  # noqa: NPY002
    try:
        yield
    finally:
        random.setstate(states[0])
        np.random.set_state(states[1])  # noqa: NPY002


def _global_states() -> tuple[Any, ...]:
    """Return the states of the global generators, to be compared."""
    state: dict[str, Any] = np.random.get_state(legacy=False)  # noqa: NPY002
    keys = state["state"].pop("key").tolist()
    return random.getstate(), keys, state


def check_global_random_state(name: str, estimator_orig: Any) -> None:
    """Check that global generators are neither changed nor used."""
    X = seasonal_series(150)
    scores = []
    with _global_states_restored():
        for seed in (1, 2):
            random.seed(seed)
            np.random.seed(seed)  # noqa: NPY002
            before = _global_states()
            scores.append(quick(estimator_orig).fit(X).score_samples(X))
            quick(estimator_orig, random_state=None).fit(X).predict(X)
            assert _global_states() == before, f"{name} changes a global generator"
    assert_same(scores[1], scores[0], f"{name}: scores change with a global seed")


class _Compilations:
    """Counts what JAX compiles; one for the process, since it cannot be detached."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, event: str, duration_secs: float, **kwargs: str | int) -> None:
        self.count += event.endswith("/backend_compile_duration")


@cache
def compilations() -> _Compilations:
    """Return the counter of what JAX has compiled since the first call."""
    from jax import monitoring

    counter = _Compilations()
    monitoring.register_event_duration_secs_listener(counter)
    return counter


@scores_few_rows
def check_no_recompilation(name: str, estimator_orig: Any) -> None:
    """Check that another seed, learning rate or number of rows compiles nothing.

    Only what JAX compiles is counted: other estimators pass.
    """
    X = seasonal_series(200)
    fitted = quick(estimator_orig).fit(X)
    fitted.predict(X)
    if "jax" not in sys.modules:
        return
    rate = fitted.get_params().get("learning_rate", 0.001)
    others = [
        ({"random_state": 1}, seasonal_series(200, seed=1)),
        ({"learning_rate": rate / 2}, X),
        ({"contamination": 0.2}, seasonal_series(331)),
        ({"threshold": 0.5, "max_iter": 3}, seasonal_series(57)),
    ]
    before = compilations().count
    for params, rows in others:
        quick(estimator_orig, **params).fit(rows).predict(rows[:-5])
        n_compiled = compilations().count - before
        assert n_compiled == 0, (
            f"{name}: a further fit with {params} on {len(rows)} rows compiled "
            f"{n_compiled} programs"
        )
