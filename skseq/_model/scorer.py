"""From series to scores: the units of signals, and what is computed in them."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from skseq._model.averages import averages
from skseq._model.calm import Least, calm_levels, calm_size
from skseq._model.confirmation import decision_reach, level_step, narrow_size
from skseq._model.crossfit import enough_rows
from skseq._model.decision import (
    DecisionUnits,
    decide,
    is_decided,
    wide_scores,
    without_events,
)
from skseq._model.estimator import RowEstimator
from skseq._model.unusual import Evidence, evidence_of
from skseq._series.chunks import Chunk, cut, last_rows, whole
from skseq._series.context import ContextSizes
from skseq._series.series import Series
from skseq._series.smoothing import known_shares, smoothing_reach
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

    def scores(
        self,
        series: Series,
        last: int | None = None,
        report: Callable[[int], None] | None = None,
    ) -> np.ndarray:
        """Return the score of each row, long series in chunks and in threads.

        Or those of the last rows alone, with the same bits. Threads tell ``report`` of
        so many rows more that are done.
        """
        scores = np.empty(len(series))
        first = 0 if last is None else len(series) - last
        found = None if last is None else self._of_normal(series, first)
        if found is not None:
            if report is not None:
                report(len(found))
            return found

        def score(part: Series, kept: slice, rows: slice) -> None:
            signals, mask = self.estimator.signals(part, self.units.estimate_weights)
            scores[rows] = self._part_scores(signals, mask, part)[kept]
            if report is not None:
                report(rows.stop - rows.start)

        self.for_each_part(series, score, first)
        return scores[first:]

    def for_each_part(
        self,
        series: Series,
        work: Callable[[Series, slice, slice], None],
        first: int = 0,
    ) -> None:
        """Call ``work(part, kept, rows)`` with parts of series, several at once.

        ``kept`` are the rows of the part that are as in the whole, where they are
        ``rows``; together they are all rows from the first one wanted on.
        """

        def work_on(chunk: Chunk) -> None:
            part = series.part(chunk.start, chunk.stop, chunk.boundaries)
            kept = slice(chunk.first - chunk.start, chunk.last - chunk.start)
            work(part, kept, slice(chunk.first, chunk.last))

        for_each(work_on, self._chunks(series, first))

    def averages(
        self, signals: np.ndarray, mask: np.ndarray | None, series: Series
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return the signals of columns, smoothed widely and narrowly."""
        sizes = self.smoothing, narrow_size(self.smoothing)
        wide, narrow = (self._average(signals, mask, series, size) for size in sizes)
        return wide, narrow

    def calm_levels(
        self, averages: tuple[np.ndarray, np.ndarray], boundaries: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return what tells how calm columns are, of :meth:`averages`."""
        sizes, median = (
            (self.smoothing, narrow_size(self.smoothing)),
            self.units.median_signal,
        )
        wide, narrow = (
            calm_levels(signals, median, self._known(boundaries, size))
            for signals, size in zip(averages, sizes, strict=True)
        )
        return wide, narrow

    def unusual(self, wide: np.ndarray, boundaries: np.ndarray) -> np.ndarray:
        """Return errors, and what counts like them, of widely smoothed signals."""
        evidence = self._evidence(wide, boundaries, self.smoothing, self.units.calm)
        return evidence.joined(self.units.decision.error_scale)

    def decide(
        self, wide: np.ndarray, narrow: np.ndarray, series: Series
    ) -> np.ndarray:
        """Return the scores of smoothed signals."""
        boundaries, units, size = series.boundaries, self.units, self.smoothing
        evidence = self._evidence(wide, boundaries, size, units.calm)
        return self._decided(evidence, narrow, boundaries)

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
        causal = self.estimator.architecture.causal
        decision = decision_reach(self.smoothing, causal=causal)
        return _summed(self._context_of_averages, decision)

    @property
    def _context_of_averages(self) -> tuple[int, int]:
        """Return how many rows before and after a row its averages depend on."""
        plan = self.estimator.plan
        window = plan.look_back, plan.look_ahead
        return _summed(window, self.estimator.input.reach, self._average_reach)

    def sizes(self, longest: int) -> ContextSizes:
        """Return how many rows there have to be for a score, of training series."""
        window = self.estimator.architecture.window_size
        averaged = window + self._average_reach[0]
        return ContextSizes(window, averaged, self.context[0], longest)

    @property
    def _average_reach(self) -> tuple[int, int]:
        """Return how many rows before and after a row are averaged with it."""
        estimator, causal = self.estimator, self.estimator.architecture.causal
        has_more = causal and len(estimator.active) + len(estimator.ranged) > 0
        smoothing = calm_size(self.smoothing, causal=has_more)
        return smoothing_reach(smoothing, causal=causal)

    def _of_normal(self, series: Series, first: int) -> np.ndarray | None:
        """Return the scores of the rows from the first one on, if all are normal.

        Their local level is then of no use, for which most rows would be read. None is
        returned as well where it would save nothing.
        """
        plan = self.estimator.plan
        before = self._context_of_averages[0] + plan.length
        n_rows = len(series) - first
        chunk = last_rows(series.boundaries, n_rows, plan.stride, before)
        chunks = self._chunks(series, first)
        if len(chunks) > 1 or chunks[0].start >= chunk.start:
            return None
        part = series.part(chunk.start, chunk.stop, chunk.boundaries)
        signals, mask = self.estimator.signals(part, self.units.estimate_weights)
        wide = self._average(signals, mask, part, self.smoothing)
        unusual = self.unusual(wide, part.boundaries)
        scores = wide_scores(unusual, self.units.decision)[-n_rows:]
        return scores if is_decided(scores, self.smoothing) else None

    def _part_scores(
        self, signals: np.ndarray, mask: np.ndarray | None, part: Series
    ) -> np.ndarray:
        """Return the scores of signals; most series need no narrow averages."""
        units, size, boundaries = self.units, self.smoothing, part.boundaries
        wide = self._average(signals, mask, part, size)
        evidence = self._evidence(wide, boundaries, size, units.calm)
        unusual = evidence.joined(units.decision.error_scale)
        scores = wide_scores(unusual, units.decision)
        if is_decided(scores, size):
            return scores
        narrow = self._average(signals, mask, part, narrow_size(size))
        return self._decided(evidence, narrow, boundaries)

    def _decided(
        self, wide: Evidence, narrow: np.ndarray, boundaries: np.ndarray
    ) -> np.ndarray:
        """Return the scores of wide evidence, placed by narrowly smoothed signals."""
        units, size = self.units, self.smoothing
        return decide(
            wide,
            self._evidence(narrow, boundaries, narrow_size(size), units.narrow_calm),
            units.decision,
            size,
            boundaries,
            causal=self.estimator.architecture.causal,
        )

    def _evidence(
        self, signals: np.ndarray, boundaries: np.ndarray, size: int, least: Least
    ) -> Evidence:
        """Return what signals smoothed over so many rows say of them."""
        columns = self.estimator.active, self.estimator.ranged
        known, median = self._known(boundaries, size), self.units.median_signal
        return evidence_of(signals, known, least, median, *columns)

    def _average(
        self, signals: np.ndarray, mask: np.ndarray | None, series: Series, size: int
    ) -> np.ndarray:
        """Return the signals of columns, smoothed over so many rows."""
        causal, median = self.estimator.architecture.causal, self.units.median_signal
        return averages(signals, mask, size, series, median, causal=causal)

    def _known(self, boundaries: np.ndarray, size: int) -> np.ndarray:
        """Return how far averages over so many rows are filled by each."""
        causal = self.estimator.architecture.causal
        size = calm_size(size, causal=causal)
        return known_shares(boundaries, size, causal=causal)

    def _chunks(self, series: Series, wanted: int = 0) -> list[Chunk]:
        """Return the chunks in which series are scored from the row wanted on."""
        if not wanted and len(series) <= MIN_ROWS_PER_CHUNK:
            return [whole(series.boundaries)]
        plan, (before, after) = self.estimator.plan, self.context
        # A segment more on both sides: the first and last of a chunk lie there as they
        # do at the ends of a series, not as in the middle of it.
        before, after = before + plan.length, after + plan.length
        causal = self.estimator.architecture.causal
        stride = math.lcm(plan.stride, level_step(self.smoothing, causal=causal))
        if wanted:
            n_rows = len(series) - wanted
            chunk = last_rows(series.boundaries, n_rows, stride, before)
            if chunk.stop - chunk.start <= MIN_ROWS_PER_CHUNK:
                return [chunk]
        # The last of them may be short enough for NumPy.
        self.estimator.settle_library()
        size = min(
            VALUES_PER_CHUNK // series.values.shape[1], -(-len(series) // n_threads())
        )
        size = max(size, MIN_ROWS_PER_CHUNK)
        chunks = cut(series.boundaries, size, stride, before, after)
        return [chunk for chunk in chunks if chunk.last > wanted]


def _summed(*reaches: tuple[int, int]) -> tuple[int, int]:
    """Return how far several steps reach together, before and after a row."""
    before, after = (sum(reach) for reach in zip(*reaches, strict=True))
    return before, after


def wholly_missing(series: Series) -> np.ndarray:
    """Tell which rows have no value that is known."""
    if series.mask is None:
        return np.zeros(len(series), dtype=bool)
    return ~np.any(series.mask, axis=1)
