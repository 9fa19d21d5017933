"""From a trained network and training rows to a model: units and threshold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

import numpy as np

from skseq._model.averages import smoothed
from skseq._model.calm import (
    MIN_AVERAGES,
    NARROW_QUANTILE,
    WIDE_QUANTILE,
    Least,
    calm_size,
)
from skseq._model.crossfit import TrainFold, cross_fit, enough_rows
from skseq._model.decision import DecisionUnits
from skseq._model.estimator import RowEstimator
from skseq._model.model import Model
from skseq._model.scorer import ErrorUnits, Scorer, wholly_missing
from skseq._model.scores import estimate_weights
from skseq._series.series import Series
from skseq._series.smoothing import median_errors

# From the scores of training rows, as they are and out of sample, to the score below
# which a row is an anomaly.
FindOffset = Callable[[np.ndarray, np.ndarray], float]


def calibrate(
    estimator: RowEstimator,
    smoothing: int,
    missing_score: Literal["neutral", "nan"],
    series: Series,
    find_offset: FindOffset,
    *,
    train_fold: TrainFold | None = None,
    scored: Series | None = None,
) -> Model:
    """Return the model of a trained network, calibrated on training series.

    With ``train_fold`` units and threshold come from rows that were not trained on. If
    ``scored`` is given, the offset is found in its scores: the same series with the
    rows that labels excluded from training.
    """
    causal = estimator.architecture.causal
    weights = estimate_weights(estimator.mean_errors(series))
    inside, mask = estimator.signals(series, weights)
    sums, shares = smoothed(inside, mask, smoothing, series, causal=causal)
    median = median_errors(sums, shares, mask)
    # Averages need the median signals, and no other units.
    n_features = series.values.shape[1]
    unknown, none = np.full(n_features, np.nan), Least.none(n_features)
    blank = DecisionUnits(unknown, unknown, np.nan, np.nan)
    units = ErrorUnits(weights, median, blank, none, none)
    scorer = Scorer(estimator, smoothing, units)
    averages = calibrated = scorer.averages(inside, mask, series)
    if train_fold is not None and enough_rows(len(series)):
        calibrated = _as_new(scorer, inside, mask, series, train_fold)
    decision = scorer.learn(*calibrated, mask, series, len(series))
    calm, narrow_calm = _least(scorer, averages, mask, series, len(series))
    units = replace(units, decision=decision, calm=calm, narrow_calm=narrow_calm)
    scorer = replace(scorer, units=units)
    training = scorer.known_scores(*averages, series)
    calibration = scorer.known_scores(*calibrated, series)
    if scored is not None:
        training = scorer.scores(scored)
        training[wholly_missing(scored)] = np.nan
    offset = find_offset(training, calibration)
    return Model(scorer, missing_score, training, calibration, offset)


def _least(
    scorer: Scorer,
    averages: tuple[np.ndarray, np.ndarray],
    mask: np.ndarray | None,
    series: Series,
    n_rows: int,
) -> tuple[Least, Least]:
    """Return the least of widely and narrowly smoothed signals.

    ``n_rows`` are those of all trainings so far.
    """
    estimator, n = scorer.estimator, series.values.shape[1]
    active, causal = estimator.active, estimator.architecture.causal
    if n_rows < MIN_AVERAGES * calm_size(scorer.smoothing, causal=causal):
        return Least.none(n), Least.none(n)
    wide, narrow = scorer.calm_levels(averages, series.boundaries)
    return (
        Least.fit(wide, mask, active, n, WIDE_QUANTILE, causal=causal),
        Least.fit(narrow, mask, active, n, NARROW_QUANTILE, causal=causal),
    )


def _as_new(
    scorer: Scorer,
    inside: np.ndarray,
    mask: np.ndarray | None,
    series: Series,
    train_fold: TrainFold,
) -> tuple[np.ndarray, np.ndarray]:
    """Return smoothed signals of the training rows as new rows would have them."""
    averages = scorer.averages(inside, mask, series)
    outside = cross_fit(
        inside,
        mask,
        series,
        scorer.units.estimate_weights,
        train_fold,
        lambda signals, mask: scorer.averages(signals, mask, series)[0],
    )
    if outside is None:
        return averages
    # What was seen, or what is seen out of sample where that is more.
    others = scorer.averages(outside.signals, mask, series)
    wide, narrow = (
        np.maximum(one, outside.ratio * other)
        for one, other in zip(averages, others, strict=True)
    )
    return wide, narrow


def recalibrate(
    model: Model,
    estimator: RowEstimator,
    series: Series,
    find_offset: Callable[[np.ndarray, np.ndarray, np.ndarray], float],
) -> Model:
    """Return a model for a network that was trained further on new rows.

    Units move by the share of the new rows in all rows, those of errors up at once.
    ``find_offset(training, calibration, new)`` is given the latest scores, and those of
    the new rows.
    """
    before, n_before = model.scorer.units, len(model.training_scores)
    share = len(series) / (len(series) + n_before)
    signals, mask = estimator.signals(series, before.estimate_weights)
    smoothing, causal = model.scorer.smoothing, estimator.architecture.causal
    sums, shares = smoothed(signals, mask, smoothing, series, causal=causal)
    median = median_errors(sums, shares, mask)
    seen = np.ones(len(median), bool) if mask is None else np.any(mask, axis=0)
    change = np.where(seen, median - before.median_signal, 0.0)
    units = replace(before, median_signal=before.median_signal + share * change)
    scorer = Scorer(estimator, smoothing, units)
    averages = scorer.averages(signals, mask, series)
    if seen.any():
        n_rows = len(series) + n_before
        new = scorer.learn(*averages, mask, series, n_rows, before.decision)
        of_columns = seen[: series.values.shape[1]]
        calm, narrow_calm = (
            old.moved(now, share, of_columns)
            for old, now in zip(
                (before.calm, before.narrow_calm),
                _least(scorer, averages, mask, series, n_rows),
                strict=True,
            )
        )
        units = replace(
            units,
            decision=before.decision.moved(new, share),
            calm=calm,
            narrow_calm=narrow_calm,
        )
        scorer = replace(scorer, units=units)
    scores = scorer.known_scores(*averages, series)
    training, calibration = (
        np.concatenate([old, scores])[-max(n_before, len(scores)) :]
        for old in (model.training_scores, model.calibration_scores)
    )
    offset = find_offset(training, calibration, scores)
    return Model(scorer, model.missing_score, training, calibration, offset)
