"""A fitted model: the units of errors, the scores of rows, and their threshold."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from skseq._model.averages import averages
from skseq._model.calm import Least, calm_size, unusual_errors
from skseq._model.confirmation import decision_reach, level_step, narrow_size
from skseq._model.crossfit import enough_rows
from skseq._model.decision import (
    FACTOR,
    DecisionUnits,
    decide,
    is_decided,
    wide_scores,
    without_events,
)
from skseq._model.estimator import RowEstimator
from skseq._model.p_values import ScoreTail
from skseq._model.scores import (
    log_compress,
    top_k_mean,
    top_k_shares,
)
from skseq._series.chunks import Chunk, cut, whole
from skseq._series.series import Series
from skseq._series.smoothing import smoothing_reach
from skseq._utils.threads import for_each, n_threads

# Values of a series that are scored at a time in a thread, and fewest rows: less memory
# would take more time, since each chunk reads the rows around it and fills its last
# batch up.
VALUES_PER_CHUNK, MIN_ROWS_PER_CHUNK = 2**18, 2**15


@dataclass(frozen=True)
class ErrorUnits:
    """What signals are measured in, learned from those of the training rows."""

    estimate_weights: np.ndarray
    median_signal: np.ndarray
    decision: DecisionUnits
    calm: Least
    narrow_calm: Least


@dataclass(frozen=True)
class Scorer:
    """From series to scores: a trained network, its smoothing, and the units."""

    estimator: RowEstimator
    smoothing: int
    units: ErrorUnits

    def scores(self, series: Series) -> np.ndarray:
        """Return the score of each row, long series in chunks and in threads."""
        scores = np.empty(len(series))

        def score(part: Series, kept: slice, rows: slice) -> None:
            signals, mask = self.estimator.signals(part, self.units.estimate_weights)
            scores[rows] = self._part_scores(signals, mask, part)[kept]

        self.for_each_part(series, score)
        return scores

    def for_each_part(
        self, series: Series, work: Callable[[Series, slice, slice], None]
    ) -> None:
        """Call ``work(part, kept, rows)`` with parts of series, several at once.

        ``kept`` are the rows of the part that are as in the whole, where they are
        ``rows``; together they are all rows.
        """

        def work_on(chunk: Chunk) -> None:
            part = series.part(chunk.start, chunk.stop, chunk.boundaries)
            kept = slice(chunk.first - chunk.start, chunk.last - chunk.start)
            work(part, kept, slice(chunk.first, chunk.last))

        for_each(work_on, self._chunks(series))

    def averages(
        self, signals: np.ndarray, mask: np.ndarray | None, series: Series
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return the signals of columns, smoothed widely and narrowly."""
        sizes = self.smoothing, narrow_size(self.smoothing)
        wide, narrow = (self._average(signals, mask, series, size) for size in sizes)
        return wide, narrow

    def unusual(self, wide: np.ndarray) -> np.ndarray:
        """Return errors, and what counts like them, of widely smoothed signals."""
        units = self.units
        active, scale = self.estimator.active, units.decision.error_scale
        return unusual_errors(wide, units.calm, units.median_signal, active, scale)

    def decide(
        self, wide: np.ndarray, narrow: np.ndarray, series: Series
    ) -> np.ndarray:
        """Return the scores of smoothed signals."""
        return self._decided(self.unusual(wide), narrow, series)

    def learn(
        self,
        wide: np.ndarray,
        narrow: np.ndarray,
        mask: np.ndarray | None,
        series: Series,
        n_rows: int,
        before: DecisionUnits | None = None,
    ) -> DecisionUnits:
        """Return the units that smoothed signals of training rows give.

        ``n_rows`` are those of all trainings so far.
        """
        n_features = series.values.shape[1]
        wide, narrow = wide[:, :n_features], narrow[:, :n_features]
        if mask is not None:
            mask = mask[:, :n_features]
        if not enough_rows(n_rows):
            return DecisionUnits.fit(wide, narrow, mask, before, few_rows=True)
        return without_events(
            DecisionUnits.fit(wide, narrow, mask, before),
            wide,
            narrow,
            mask,
            self.smoothing,
            series.boundaries,
            causal=self.estimator.architecture.causal,
        )

    def known_scores(
        self, wide: np.ndarray, narrow: np.ndarray, series: Series
    ) -> np.ndarray:
        """Return the scores of smoothed signals, NaN for rows that are missing."""
        scores = self.decide(wide, narrow, series)
        scores[wholly_missing(series)] = np.nan
        return scores

    @property
    def context(self) -> tuple[int, int]:
        """Return how many rows before and after a row its score may depend on."""
        plan, causal = self.estimator.plan, self.estimator.architecture.causal
        has_activities = causal and len(self.estimator.active) > 0
        smoothing = calm_size(self.smoothing, causal=has_activities)
        reaches = [
            (plan.look_back, plan.look_ahead),
            self.estimator.input.reach,
            smoothing_reach(smoothing, causal=causal),
            decision_reach(self.smoothing, causal=causal),
        ]
        before, after = (sum(reach) for reach in zip(*reaches, strict=True))
        return before, after

    def _part_scores(
        self, signals: np.ndarray, mask: np.ndarray | None, part: Series
    ) -> np.ndarray:
        """Return the scores of signals; most series need no narrow averages."""
        wide = self.unusual(self._average(signals, mask, part, self.smoothing))
        scores = wide_scores(wide, self.units.decision)
        if is_decided(scores, self.smoothing):
            return scores
        size = narrow_size(self.smoothing)
        return self._decided(wide, self._average(signals, mask, part, size), part)

    def _decided(
        self, unusual: np.ndarray, narrow: np.ndarray, series: Series
    ) -> np.ndarray:
        """Return the scores of what is unusual, placed by narrowly smoothed signals."""
        units, active = self.units, self.estimator.active
        scale, median = units.decision.narrow_error_scale, units.median_signal
        return decide(
            unusual,
            unusual_errors(narrow, units.narrow_calm, median, active, scale),
            units.decision,
            self.smoothing,
            series.boundaries,
            causal=self.estimator.architecture.causal,
        )

    def _average(
        self, signals: np.ndarray, mask: np.ndarray | None, series: Series, size: int
    ) -> np.ndarray:
        """Return the signals of columns, smoothed over so many rows."""
        causal, median = self.estimator.architecture.causal, self.units.median_signal
        return averages(signals, mask, size, series, median, causal=causal)

    def _chunks(self, series: Series) -> list[Chunk]:
        """Return the chunks in which series are scored."""
        if len(series) <= MIN_ROWS_PER_CHUNK:
            return [whole(series.boundaries)]
        # JAX computes all of them: the last may be short enough for NumPy.
        import skseq._engine  # noqa: F401

        plan, (before, after) = self.estimator.plan, self.context
        size = min(
            VALUES_PER_CHUNK // series.values.shape[1], -(-len(series) // n_threads())
        )
        size = max(size, MIN_ROWS_PER_CHUNK)
        # A segment more on both sides: the first and last of a chunk lie there as they
        # do at the ends of a series, not as in the middle of it.
        before, after = before + plan.length, after + plan.length
        causal = self.estimator.architecture.causal
        stride = math.lcm(plan.stride, level_step(self.smoothing, causal=causal))
        return list(cut(series.boundaries, size, stride, before, after))


@dataclass(frozen=True)
class Explained:
    """Scores of rows, the shares of columns in them, and the rows' own errors."""

    scores: np.ndarray
    shares: np.ndarray
    own_errors: np.ndarray  # Not smoothed: they tell which row is the worst


@dataclass(frozen=True)
class Model:
    """All that is needed to score rows and to tell anomalies from normal ones."""

    scorer: Scorer
    missing_score: Literal["neutral", "nan"]
    training_scores: np.ndarray
    calibration_scores: np.ndarray
    offset: float

    @property
    def estimator(self) -> RowEstimator:
        """Return the trained network."""
        return self.scorer.estimator

    @property
    def context(self) -> tuple[int, int]:
        """Return how many rows before and after a row its score may depend on."""
        return self.scorer.context

    def scores(self, series: Series) -> np.ndarray:
        """Return the score of each row, NaN for missing rows where asked for."""
        scores = self.scorer.scores(series)
        if self.missing_score == "nan":
            scores[wholly_missing(series)] = np.nan
        return scores

    def p_values(self, scores: np.ndarray) -> np.ndarray:
        """Return how probable scores as low are in new rows of the same process."""
        return self.tail.p_values(scores)

    @property
    def tail(self) -> ScoreTail:
        """Return what scores of new rows are compared with for p-values."""
        # New rows may be worse than those of training by the factor of the threshold.
        factor = FACTOR if enough_rows(len(self.calibration_scores)) else 1.0
        return ScoreTail.fit(factor * self.calibration_scores)

    def errors(self, series: Series) -> tuple[np.ndarray, np.ndarray | None]:
        """Return the squared error of each value, and the mask of those known."""
        errors = np.empty(series.values.shape)
        mask = None if series.mask is None else np.empty(errors.shape, dtype=bool)

        def work(part: Series, kept: slice, rows: slice) -> None:
            found, known = self.estimator.errors(part)
            errors[rows] = found[kept]
            if mask is not None and known is not None:
                mask[rows] = known[kept]

        self.scorer.for_each_part(series, work)
        return errors, mask

    def expected(self, given: Series) -> np.ndarray:
        """Return what is expected of each row, in the units of X."""
        columns = self.estimator.columns
        series = columns.filled(given)
        expected = np.empty(series.values.shape)

        def work(part: Series, kept: slice, rows: slice) -> None:
            expected[rows] = self.estimator.expected(part)[kept]

        self.scorer.for_each_part(series, work)
        return columns.as_given(expected, given)

    def explained(self, series: Series) -> Explained:
        """Return the score of each row with what it is made of."""
        scores, own = np.empty(len(series)), np.empty(len(series))
        shares = np.empty(series.values.shape)

        def work(part: Series, kept: slice, rows: slice) -> None:
            found = self._explained_part(part)
            scores[rows], own[rows] = found.scores[kept], found.own_errors[kept]
            shares[rows] = found.shares[kept]

        self.scorer.for_each_part(series, work)
        return Explained(scores, shares, own)

    def _explained_part(self, series: Series) -> Explained:
        """Return the score of each row of a part of series, and what it is made of."""
        units = self.scorer.units
        signals, mask = self.estimator.signals(series, units.estimate_weights)
        wide, narrow = self.scorer.averages(signals, mask, series)
        scores = self.scorer.decide(wide, narrow, series)
        if self.missing_score == "nan":
            # Rows without a score are part of no event.
            missing = wholly_missing(series)
            scores[missing] = np.maximum(scores[missing], self.offset)
        scale = units.decision.error_scale
        relative = log_compress(self.scorer.unusual(wide) / scale)
        observed = signals if mask is None else np.where(mask, signals, 0.0)
        errors = observed[:, : len(scale)]
        own = top_k_mean(errors / units.decision.narrow_error_scale)
        return Explained(scores, top_k_shares(relative), own)


def wholly_missing(series: Series) -> np.ndarray:
    """Tell which rows have no value that is known."""
    if series.mask is None:
        return np.zeros(len(series), dtype=bool)
    return ~np.any(series.mask, axis=1)
