"""A fitted model: the units of errors, the scores of rows, and their threshold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from skseq._model.estimator import RowEstimator
from skseq._model.scores import (
    error_scale,
    estimate_weights,
    log_compress,
    top_k_mean,
    top_k_shares,
)
from skseq._series.chunks import Chunk, cut, whole
from skseq._series.series import Series
from skseq._series.smoothing import (
    average_masked,
    median_errors,
    smooth_masked,
    smoothing_reach,
)
from skseq._utils.threads import for_each, n_threads

# Values of a series that are scored at a time in a thread, and fewest rows: less memory
# would take more time, since each chunk reads the rows around it and fills its last
# batch up.
VALUES_PER_CHUNK, MIN_ROWS_PER_CHUNK = 2**18, 2**15

# From the scores of training rows to the score below which a row is an anomaly.
FindOffset = Callable[[np.ndarray], float]


@dataclass(frozen=True)
class ErrorUnits:
    """What errors are measured in, learned from those of the training rows."""

    estimate_weights: np.ndarray
    median_error: np.ndarray
    error_scale: np.ndarray


@dataclass(frozen=True)
class Model:
    """All that is needed to score rows and to tell anomalies from normal ones."""

    estimator: RowEstimator
    smoothing: int
    missing_score: Literal["neutral", "nan"]
    units: ErrorUnits
    training_scores: np.ndarray
    offset: float

    @property
    def context(self) -> tuple[int, int]:
        """Return how many rows before and after a row its score may depend on."""
        estimator = self.estimator
        before, after = smoothing_reach(
            self.smoothing, causal=estimator.architecture.causal
        )
        trend = estimator.input.reach
        plan = estimator.plan
        return plan.look_back + before + trend[0], plan.look_ahead + after + trend[1]

    def scores(self, series: Series) -> np.ndarray:
        """Return minus the error of each row, NaN for missing rows where asked for."""
        scores = row_scores(self.estimator, self.smoothing, self.units, series)
        if self.missing_score == "nan":
            scores[wholly_missing(series)] = np.nan
        return scores

    def scores_and_shares(self, series: Series) -> tuple[np.ndarray, np.ndarray]:
        """Return the score of each row, and the share of each column in its error."""
        relative = relative_errors(self.estimator, self.smoothing, self.units, series)
        scores = -top_k_mean(relative)
        if self.missing_score == "nan":
            # Rows without a score are part of no event.
            missing = wholly_missing(series)
            scores[missing] = np.maximum(scores[missing], self.offset)
        return scores, top_k_shares(relative)


def calibrate(
    estimator: RowEstimator,
    smoothing: int,
    missing_score: Literal["neutral", "nan"],
    series: Series,
    find_offset: FindOffset,
    scored: Series | None = None,
) -> Model:
    """Return the model of a trained network, calibrated on training series.

    If ``scored`` is given, the offset is found in its scores: the same series with the
    rows that labels excluded from training.
    """
    weights = estimate_weights(estimator.mean_errors(series))
    sums, shares, mask = _smoothed(estimator, smoothing, weights, series)
    median = median_errors(sums, shares, mask)
    errors = average_masked(sums, shares, median)
    units = ErrorUnits(weights, median, error_scale(errors, mask))
    if scored is None:
        scores = _known_scores(errors, units, series)
    else:
        scores = row_scores(estimator, smoothing, units, scored)
        scores[wholly_missing(scored)] = np.nan
    return Model(
        estimator, smoothing, missing_score, units, scores, find_offset(scores)
    )


def recalibrate(
    model: Model,
    estimator: RowEstimator,
    series: Series,
    find_offset: Callable[[np.ndarray, np.ndarray], float],
) -> Model:
    """Return a model for a network that was trained further on new rows.

    Units move by the share of the new rows in all rows, those of errors up at once.
    ``find_offset(latest, new)`` is given the latest scores and those of the new rows.
    """
    before, n_before = model.units, len(model.training_scores)
    share = len(series) / (len(series) + n_before)
    weights = before.estimate_weights
    sums, shares, mask = _smoothed(estimator, model.smoothing, weights, series)
    median = median_errors(sums, shares, mask)
    seen = np.full(len(median), True) if mask is None else mask.any(axis=0)
    change = np.where(seen, median - before.median_error, 0.0)
    median = before.median_error + share * change
    errors = average_masked(sums, shares, median)
    scale = error_scale(errors, mask)
    scale = np.maximum(scale, before.error_scale + share * (scale - before.error_scale))
    units = ErrorUnits(weights, median, scale)
    scores = _known_scores(errors, units, series)
    latest = np.concatenate([model.training_scores, scores])
    latest = latest[-max(n_before, len(scores)) :]
    return Model(
        estimator,
        model.smoothing,
        model.missing_score,
        units,
        latest,
        find_offset(latest, scores),
    )


def row_scores(
    estimator: RowEstimator, smoothing: int, units: ErrorUnits, series: Series
) -> np.ndarray:
    """Return minus the error of each row, long series in chunks and in threads."""
    scores = np.empty(len(series))

    def score(chunk: Chunk) -> None:
        part = series.part(chunk.start, chunk.stop, chunk.boundaries)
        errors = top_k_mean(relative_errors(estimator, smoothing, units, part))
        kept = slice(chunk.first - chunk.start, chunk.last - chunk.start)
        scores[chunk.first : chunk.last] = -errors[kept]

    for_each(score, _chunks(estimator, smoothing, series))
    return scores


def relative_errors(
    estimator: RowEstimator, smoothing: int, units: ErrorUnits, series: Series
) -> np.ndarray:
    """Return the smoothed errors of the columns in their units, compressed."""
    sums, shares, _ = _smoothed(estimator, smoothing, units.estimate_weights, series)
    return _in_units(average_masked(sums, shares, units.median_error), units)


def wholly_missing(series: Series) -> np.ndarray:
    """Tell which rows have no value that is known."""
    if series.mask is None:
        return np.zeros(len(series), dtype=bool)
    return ~np.any(series.mask, axis=1)


def _in_units(errors: np.ndarray, units: ErrorUnits) -> np.ndarray:
    """Return smoothed errors in their units, compressed where they are large."""
    return log_compress(errors / units.error_scale)


def _known_scores(errors: np.ndarray, units: ErrorUnits, series: Series) -> np.ndarray:
    """Return the scores of smoothed errors, NaN for rows that are wholly missing."""
    scores = -top_k_mean(_in_units(errors, units))
    scores[wholly_missing(series)] = np.nan
    return scores


def _smoothed(
    estimator: RowEstimator, smoothing: int, weights: np.ndarray, series: Series
) -> tuple[np.ndarray, np.ndarray | None, np.ndarray | None]:
    """Return the smoothed errors of columns, their shares, and the mask of errors."""
    errors, mask = estimator.errors(series, weights)
    sums, shares = smooth_masked(
        errors,
        mask,
        smoothing,
        series.boundaries,
        causal=estimator.architecture.causal,
    )
    return sums, shares, mask


def _chunks(estimator: RowEstimator, smoothing: int, series: Series) -> list[Chunk]:
    """Return the chunks in which series are scored."""
    if len(series) <= MIN_ROWS_PER_CHUNK:
        return [whole(series.boundaries)]
    plan, trend = estimator.plan, estimator.input.reach
    causal = estimator.architecture.causal
    before, after = smoothing_reach(smoothing, causal=causal)
    size = min(
        VALUES_PER_CHUNK // series.values.shape[1], -(-len(series) // n_threads())
    )
    size = max(size, MIN_ROWS_PER_CHUNK)
    # A segment more on both sides: the first and last of a chunk lie there as they do
    # at the ends of a series, not as in the middle of it.
    before += plan.look_back + trend[0] + plan.length
    after += plan.look_ahead + trend[1] + plan.length
    return list(cut(series.boundaries, size, plan.stride, before, after))
