"""A model for each of many series: fitted to its rows, and asked about its rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import clone
from sklearn.utils.parallel import Parallel, delayed

from skseq._series.read import named_series
from skseq._utils.sklearn import num_samples, safe_indexing


def fit_each(
    estimator: Any,
    X: ArrayLike,
    y: ArrayLike | None,
    groups: ArrayLike | None,
    n_jobs: int | None,
    verbose: int = 0,
) -> dict[Any, Any]:
    """Return a clone of the estimator fitted to each series, by the series' name."""
    names, boundaries = named_series(X, groups)
    fitted = parallel(
        n_jobs,
        verbose,
        (
            delayed(_fit_one)(clone(estimator), name, *_cut((X, y), boundaries, i))
            for i, name in enumerate(names)
        ),
    )
    return dict(zip(names, fitted, strict=True))


def ask_each(
    method: str,
    models: dict[Any, Any],
    shared: Any,
    arrays: tuple[Any, ...],
    groups: ArrayLike | None,
    n_jobs: int | None,
    verbose: int = 0,
) -> tuple[list[Any], np.ndarray]:
    """Return what the model of each series says of its rows, and how many they are.

    ``arrays`` are X and whatever else the method takes of each row; ``shared`` is the
    model of series without one, or None.
    """
    names, boundaries = named_series(arrays[0], groups)
    unseen = [name for name in names if name not in models]
    if unseen and shared is None:
        raise ValueError(_unseen_message(unseen, list(models)))
    answers = parallel(
        n_jobs,
        verbose,
        (
            delayed(getattr(models.get(name, shared), method))(
                *_cut(arrays, boundaries, i)
            )
            for i, name in enumerate(names)
        ),
    )
    return answers, np.diff(boundaries)


def parallel(n_jobs: int | None, verbose: int, calls: Iterable[Any]) -> list[Any]:
    """Return the results of calls, several at a time; joblib prints how many."""
    # Threads share compiled programs, and JAX and NumPy let them run.
    return list(Parallel(n_jobs=n_jobs, verbose=verbose, prefer="threads")(calls))


def _cut(arrays: tuple[Any, ...], boundaries: np.ndarray, number: int) -> list[Any]:
    """Return the rows of one of the series, of each of the arrays."""
    if len(boundaries) == 2:
        return list(arrays)
    rows = slice(boundaries[number], boundaries[number + 1])
    return [None if a is None else safe_indexing(a, rows) for a in arrays]


def _fit_one(estimator: Any, name: Any, X: ArrayLike, y: ArrayLike | None) -> Any:
    """Fit the model of a series, or say which series cannot be fitted."""
    try:
        estimator.fit(X, y)
    except ValueError as error:
        if name is None:
            raise
        raise ValueError(
            f"series {name!r} of {num_samples(X)} rows cannot be fitted: {error}"
        ) from error
    return estimator


def _unseen_message(unseen: list[Any], seen: list[Any]) -> str:
    """Return why series that fit has not seen are refused."""
    if unseen == [None]:
        return (
            f"X names no series, but fit has seen {len(seen)}, such as {seen[0]!r}: "
            "give groups=, or a pandas frame whose outer index levels name them."
        )
    return (
        f"{len(unseen)} series of X, such as {unseen[0]!r}, were not there in fit: fit "
        'with them, or with unseen="shared" to score them by a common model.'
    )
