"""Contracts on the scores: which rows they belong to and what they depend on."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

import numpy as np
from sklearn.metrics import roc_auc_score

from skseq.datasets import make_anomalous_series
from skseq.utils._checks.common import (
    Check,
    assert_same,
    quick,
    scores_few_rows,
    seasonal_series,
    window_of,
    with_params,
)


@scores_few_rows
def check_alignment(name: str, estimator_orig: Any) -> None:
    """Check that n rows give n scores, for any n, and agree with the labels."""
    fitted = quick(estimator_orig).fit(seasonal_series(200))
    w = window_of(fitted)
    for n_rows in sorted({1, 2, max(w - 1, 1), w, w + 1, 3 * w, 9 * w + 5}):
        X = seasonal_series(n_rows, seed=1)
        scores = fitted.score_samples(X)
        what = f"{name}.score_samples of {n_rows} rows"
        assert scores.shape == (n_rows,), f"{what} has the shape {scores.shape}"
        assert scores.dtype == np.float64, f"{what} has the dtype {scores.dtype}"
        assert np.isfinite(scores).all(), f"{what} is not finite"
        decision = fitted.decision_function(X)
        assert_same(decision, scores - fitted.offset_, f"{name}.decision_function")
        labels = np.where(decision < 0, -1, 1)
        assert_same(fitted.predict(X), labels, f"{name}.predict")


@scores_few_rows
def check_short_training(name: str, estimator_orig: Any) -> None:
    """Check that fewer rows than a window are enough to fit."""
    w = window_of(quick(estimator_orig).fit(seasonal_series(200)))
    for n_rows in sorted({2, max(w - 1, 2), w + 1}):
        X = seasonal_series(n_rows)
        scores = quick(estimator_orig).fit(X).score_samples(X)
        assert scores.shape == (n_rows,) and np.isfinite(scores).all(), (
            f"{name} fitted on {n_rows} rows gives the scores {scores}"
        )


@scores_few_rows
def check_causality(name: str, estimator_orig: Any) -> None:
    """Check that with causal=True no score depends on a later row."""
    fitted = quick(estimator_orig, causal=True).fit(seasonal_series(200))
    w = window_of(fitted)
    X = seasonal_series(12 * w + 7 + sum(fitted.context_), seed=1)
    expected = fitted.score_samples(X)
    for n_rows in sorted({1, 2, max(w - 1, 1), w, w + 1, 3 * w, 5 * w + 1, len(X) - 1}):
        assert_same(
            fitted.score_samples(X[:n_rows]),
            expected[:n_rows],
            f"{name}: the scores of the first {n_rows} rows change with later rows",
        )
    assert fitted.context_[1] == 0, f"{name}.context_ is {fitted.context_}"


def check_locality(name: str, estimator_orig: Any) -> None:
    """Check that a score depends on no row outside ``context_``."""
    for causal in (False, True):
        fitted = quick(estimator_orig, causal=causal).fit(seasonal_series(200))
        _assert_local(name, fitted)


def _assert_local(name: str, fitted: Any) -> None:
    """Assert that no score depends on rows outside its context."""
    before, after = fitted.context_
    n_rows = 2 * (before + after + 1) + 11
    X = seasonal_series(n_rows, seed=1)
    expected = fitted.score_samples(X)
    rng = np.random.RandomState(2)
    middle = before + after
    for t in (0, 1, before, middle, middle + 1, middle + 2, n_rows - 2, n_rows - 1):
        outside = np.ones(n_rows, dtype=bool)
        outside[max(t - before, 0) : t + after + 1] = False
        changed = X.copy()
        changed[outside] = rng.normal(scale=50, size=(outside.sum(), X.shape[1]))
        assert_same(
            fitted.score_samples(changed)[t],
            expected[t],
            f"{name}: the score of row {t} of {n_rows} changes with rows outside "
            f"its context of {before} rows before and {after} after it",
        )


def yield_last_rows_checks(estimator: Any) -> Iterator[Check]:
    """Yield the check on ``last``, for estimators that can score the last rows."""
    scores = getattr(estimator, "score_samples", None)
    if scores is not None and "last" in inspect.signature(scores).parameters:
        yield check_last_rows


def check_last_rows(name: str, estimator_orig: Any) -> None:
    """Check that ``last`` gives the scores of the whole, by rows of ``context_``."""
    for causal in (False, True):
        fitted = quick(estimator_orig, causal=causal).fit(seasonal_series(200))
        before, _ = fitted.context_
        n_rows = 2 * before + 1111
        X = seasonal_series(n_rows, seed=1)
        # Events are at the end, where rows are scored, and in what is usual there.
        X[-40:-30] *= 5
        X[-before // 2 - 60 : -before // 2 - 50] *= 5
        expected = fitted.score_samples(X)
        rng = np.random.RandomState(2)
        for last in (1, 2, 35, 500):
            what = f"{name}.score_samples(X, last={last}) of {n_rows} rows"
            scores = fitted.score_samples(X, last=last)
            assert_same(scores, expected[-last:], f"{what} is not that of the whole")
            changed = X.copy()
            n_outside = n_rows - last - before
            changed[:n_outside] = rng.normal(scale=50, size=(n_outside, X.shape[1]))
            assert_same(
                fitted.score_samples(changed, last=last),
                expected[-last:],
                f"{what} changes with rows outside the context of {before} rows",
            )


def check_batch_independence(name: str, estimator_orig: Any) -> None:
    """Check that a score does not depend on how many other rows are scored."""
    fitted = quick(estimator_orig).fit(seasonal_series(200))
    X = seasonal_series(40_000, seed=1)
    expected = fitted.score_samples(X)
    margin = sum(fitted.context_)
    for n_rows in (margin + 501, len(X) - 7):
        rows = slice(0, n_rows - margin)
        assert_same(
            fitted.score_samples(X[:n_rows])[rows],
            expected[rows],
            f"{name}: scores change with the number of rows",
        )


def check_rows_alone(name: str, estimator_orig: Any) -> None:
    """Check that a row without context scores alone as it does among others."""
    fitted = quick(estimator_orig, window_size=1, smoothing=1)
    fitted.fit(seasonal_series(200))
    assert tuple(fitted.context_) == (0, 0), f"{name}.context_ is {fitted.context_}"
    X = seasonal_series(5000, seed=1)
    scores = fitted.score_samples(X)
    order = np.random.RandomState(2).permutation(len(X))
    what = f"{name}: with window_size=1 a score changes with "
    assert_same(fitted.score_samples(X[order]), scores[order], what + "the order")
    for t in (0, 17, 3071, 3072, 4999):
        alone = fitted.score_samples(X[t : t + 1])
        assert_same(alone, scores[t : t + 1], what + "the other rows")


def check_constant_columns(name: str, estimator_orig: Any) -> None:
    """Check that columns that never change give finite scores."""
    X = seasonal_series(200)
    for constant in (0.0, 3.7, -1e12):
        X[:, 1] = constant
        fitted = quick(estimator_orig).fit(X)
        for column in (X[:, 1], X[:, 1] + 1, seasonal_series(200)[:, 0]):
            scores = fitted.score_samples(np.column_stack([X[:, 0], column]))
            assert np.isfinite(scores).all(), (
                f"{name}: scores are not finite where a column was {constant} in "
                "training"
            )


def check_extreme_values(name: str, estimator_orig: Any) -> None:
    """Check that values as large as 1e30 give finite scores and do score."""
    normal = seasonal_series(200)
    for value in (1e30, -1e30, 1e308):
        extreme = normal.copy()
        extreme[100, 0] = value
        scores = quick(estimator_orig).fit(normal).score_samples(extreme)
        assert np.isfinite(scores).all(), f"{name}: {value} gives scores not finite"
        assert scores[100] < np.median(scores), f"{name}: {value} passes unseen"
        scores = quick(estimator_orig).fit(extreme).score_samples(normal)
        assert np.isfinite(scores).all(), f"{name}: {value} in training: not finite"


def check_units(name: str, estimator_orig: Any) -> None:
    """Check that scores do not depend on the units of the columns."""
    X = seasonal_series(300)
    factors, offsets = np.array([1e-3, 1e5]), np.array([20.0, -3e6])
    scores = quick(estimator_orig).fit(X).score_samples(X)
    rescaled = X * factors + offsets
    others = quick(estimator_orig).fit(rescaled).score_samples(rescaled)
    np.testing.assert_allclose(
        others, scores, rtol=0.01, atol=1e-3, err_msg=f"{name}: other units"
    )


def check_detection(name: str, estimator_orig: Any) -> None:
    """Check that events are found whose single rows look normal.

    The estimator is trained as it is given, on a noisy sine. In the events of the
    further rows the frequency changes, and nothing else.
    """
    X, y, *_ = make_anomalous_series(
        2400,
        period=20,
        waveform="sine",
        kinds=["frequency_change"],
        n_anomalies=6,
        train_size=0.5,
        random_state=0,
    )
    detector = with_params(estimator_orig, random_state=0).fit(X[:1200])
    area = roc_auc_score(y[1200:] == 0, detector.score_samples(X[1200:]))
    assert area > 0.9, f"{name}: the area under the ROC curve is only {area:.3f}"
