"""Contracts on missing values, and on rows that labels exclude from learning."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from sklearn.utils import get_tags

from skseq.utils._checks.common import (
    Check,
    assert_same,
    quick,
    scores_few_rows,
    seasonal_series,
)


def yield_missing_checks(estimator: Any) -> Iterator[Check]:
    """Yield the checks on missing values and on excluded rows that apply."""
    params = estimator.get_params(deep=False)
    if get_tags(estimator).input_tags.allow_nan:
        yield check_missing_values
        yield check_missing_rows
        yield check_rows_far_from_missing
        if hasattr(estimator, "error_contributions"):
            yield check_contributions_beside_missing
    if "exclude_anomalies" in params:
        yield check_excluded_anomalies


def _with_missing(n_rows: int, share: float = 0.3, seed: int = 0) -> np.ndarray:
    """Return a series with some values missing, the very first one among them."""
    X = seasonal_series(n_rows, seed=seed)
    X[np.random.RandomState(seed).uniform(size=X.shape) < share] = np.nan
    X[0, 0] = np.nan
    return X


def _assert_finite(scores: np.ndarray, n_rows: int, what: str) -> None:
    """Assert that there is a finite score for each row."""
    assert scores.shape == (n_rows,), f"{what}: the scores have shape {scores.shape}"
    assert np.isfinite(scores).all(), f"{what}: the scores are not finite"


@scores_few_rows
def check_missing_values(name: str, estimator_orig: Any) -> None:
    """Check that NaN is taken in fit and in scoring, column by column."""
    complete, partly = seasonal_series(200), _with_missing(200)
    empty_column = partly.copy()
    empty_column[:, 1] = np.nan
    for what, X in {"NaN": partly, "a column of NaN": empty_column}.items():
        fitted = quick(estimator_orig).fit(X)
        assert np.isfinite(fitted.offset_), f"{name}: offset_ is not finite"
        for rows in (X, complete, partly, empty_column, partly[:1]):
            scores = fitted.score_samples(rows)
            _assert_finite(scores, len(rows), f"{name} fitted on {what}")
        assert_same(
            quick(estimator_orig).fit(X).score_samples(X),
            fitted.score_samples(X),
            f"{name} fitted again on {what}",
        )
    before = partly.copy()
    quick(estimator_orig).fit(partly).score_samples(partly)
    assert_same(partly, before, f"{name} changes X")


def check_missing_rows(name: str, estimator_orig: Any) -> None:
    """Check that rows that are wholly missing are normal, or NaN if so asked."""
    training = _with_missing(300)
    fitted = quick(estimator_orig).fit(training)
    before, after = fitted.context_
    X = seasonal_series(3 * (before + after + 10), seed=1)
    first, last = before + after + 10, 2 * (before + after + 10)
    X[first:last] = np.nan
    scores = fitted.score_samples(X)
    _assert_finite(scores, len(X), f"{name}: rows that are wholly missing")
    deep = slice(first + after, last - before)
    assert (fitted.predict(X)[deep] == 1).all(), (
        f"{name}: rows that are wholly missing, and all rows around them, are anomalies"
    )
    if "missing_score" not in fitted.get_params(deep=False):
        return
    fitted = quick(estimator_orig, missing_score="nan").fit(training)
    scores[first:last] = np.nan
    what = f'{name}: with missing_score="nan"'
    assert_same(fitted.score_samples(X), scores, what)
    assert (fitted.predict(X)[first:last] == 1).all(), f"{what}: NaN is an anomaly"


def check_rows_far_from_missing(name: str, estimator_orig: Any) -> None:
    """Check that missing values change no score outside the reach of ``context_``.

    The scores of the other rows do not depend on how many rows are missing, in one
    column or in all.
    """
    fitted = quick(estimator_orig).fit(seasonal_series(200))
    before, after = fitted.context_
    first = before + after + 20
    X = seasonal_series(2 * first + before + after + 50, seed=1)
    expected = fitted.score_samples(X)
    for columns in (slice(0, 1), slice(None)):
        last = first + 5
        partly = X.copy()
        partly[first:last, columns] = np.nan
        scores = fitted.score_samples(partly)
        what = f"{name}: scores far from missing values"
        far = slice(0, first - after)
        assert_same(scores[far], expected[far], what + " before them")
        far = slice(last + before, len(X))
        assert_same(scores[far], expected[far], what + " after them")


def check_contributions_beside_missing(name: str, estimator_orig: Any) -> None:
    """Check that a column with missing values is read as if it stayed as it was.

    The contributions of the other columns keep the proportion that they have where
    its last value is repeated.
    """
    X = seasonal_series(200, n_features=3)
    fitted = quick(estimator_orig).fit(X)
    partly, repeated = X.copy(), X.copy()
    partly[90:120, 1] = np.nan
    repeated[90:120, 1] = X[89, 1]
    shares = []
    for rows in (partly, repeated):
        others = fitted.error_contributions(rows)[:, [0, 2]]
        shares.append(others / others.sum(axis=1, keepdims=True))
    what = f"{name}: missing values of a column change what the others contribute"
    np.testing.assert_allclose(*shares, rtol=1e-9, err_msg=what)


def check_excluded_anomalies(name: str, estimator_orig: Any) -> None:
    """Check that labelled anomalies change no unit and no threshold, if so asked."""
    X = seasonal_series(300)
    y = np.zeros(len(X), dtype=int)
    y[100:300:100] = 1
    X[y == 1] += 30.0
    plain = quick(estimator_orig)
    assert_same(
        plain.fit(X, y).score_samples(X),
        quick(estimator_orig).fit(X).score_samples(X),
        f"{name}: y is not ignored although exclude_anomalies=False",
    )
    fits = [
        quick(estimator_orig, exclude_anomalies=True).fit(X, labels)
        for labels in (y, np.where(y, -1, 1), y == 1)
    ]
    scores = [fitted.score_samples(X) for fitted in fits]
    for other in scores[1:]:
        assert_same(other, scores[0], f"{name}: another convention of labels")
    assert (fits[0].predict(X)[y == 1] == -1).all(), (
        f"{name}: rows that were excluded as anomalies are not found among the others"
    )
    clean = quick(estimator_orig, exclude_anomalies=True)
    assert_same(
        clean.fit(X[:50], y[:50]).score_samples(X),
        quick(estimator_orig).fit(X[:50]).score_samples(X),
        f"{name}: exclude_anomalies=True changes a fit without anomalies",
    )
    for labels in (None, np.ones(len(X), dtype=bool)):
        try:
            clean.fit(X, labels)
        except ValueError as error:
            assert str(error).strip(), f"{name}: the error says nothing"
        else:
            raise AssertionError(f"{name}: exclude_anomalies=True takes y={labels}")
