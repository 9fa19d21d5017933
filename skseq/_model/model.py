"""A fitted model: a scorer, the scores of its training rows, and their threshold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from skseq._model.crossfit import enough_rows
from skseq._model.decision import FACTOR
from skseq._model.estimator import RowEstimator
from skseq._model.p_values import ScoreTail
from skseq._model.scorer import Scorer, wholly_missing
from skseq._model.scores import log_compress, top_k_mean, top_k_shares
from skseq._series.series import Series


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

    def scores(
        self,
        series: Series,
        last: int | None = None,
        report: Callable[[int], None] | None = None,
    ) -> np.ndarray:
        """Return the score of each row, NaN for missing rows where asked for."""
        scores = self.scorer.scores(series, last, report)
        if self.missing_score == "nan":
            missing = wholly_missing(series)[len(series) - len(scores) :]
            scores[missing] = np.nan
        return scores

    def p_values(self, scores: np.ndarray) -> np.ndarray:
        """Return how probable scores as low are in new rows of the same process."""
        return self.tail.p_values(scores)

    @property
    def tail(self) -> ScoreTail:
        """Return what scores of new rows are compared with for p-values."""
        return tail_of(self.calibration_scores)

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
        relative = log_compress(self.scorer.unusual(wide, series.boundaries) / scale)
        observed = signals if mask is None else np.where(mask, signals, 0.0)
        errors = observed[:, : len(scale)]
        own = top_k_mean(errors / units.decision.narrow_error_scale)
        return Explained(scores, top_k_shares(relative), own)


def tail_of(calibration_scores: np.ndarray) -> ScoreTail:
    """Return what new scores are compared with: scores of rows not trained on."""
    # New rows may be worse than those of training by the factor of the threshold.
    factor = FACTOR if enough_rows(len(calibration_scores)) else 1.0
    return ScoreTail.fit(factor * calibration_scores)
