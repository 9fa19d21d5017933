"""Scores of different detectors in one unit: the threshold of each, set in one way."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from skseq._model.crossfit import enough_rows
from skseq._model.decision import threshold_of
from skseq.compose._members import FittedMember


@dataclass(frozen=True)
class ScoreUnit:
    """What is usual of the scores of a detector, and how far below is its threshold.

    Both are NaN where scores have this unit already: 0 at best, -1 at the threshold.
    """

    usual: float
    size: float

    @classmethod
    def none(cls) -> ScoreUnit:
        """Return what leaves scores as they are."""
        return cls(np.nan, np.nan)

    @classmethod
    def fit(cls, scores: np.ndarray) -> ScoreUnit:
        """Learn the unit from scores of training rows; NaN are left out.

        The threshold for new rows is set as detectors of this package set theirs. That
        of the detector is a share of the training rows, which says less of new ones.
        """
        known = scores[~np.isnan(scores)]
        usual = float(np.median(known))
        few_rows = not enough_rows(len(known))
        return cls(usual, threshold_of(usual - known, few_rows=few_rows))

    def scores(self, scores: np.ndarray) -> np.ndarray:
        """Return scores in this unit, in [-2, 1]: 0 is usual, and -1 the threshold."""
        if np.isnan(self.size):
            return scores
        # Scores that never varied in training have hardly any unit.
        with np.errstate(over="ignore"):
            evidence = (self.usual - scores) / self.size
        # No detector hides all others: neither by what it finds, which is bounded by
        # twice the threshold, nor by what it finds far better than usual.
        below = 2.0 - 1.0 / np.maximum(evidence, 1.0)
        return -np.where(evidence > 1.0, below, np.maximum(evidence, -1.0))


def units_of(members: list[FittedMember]) -> list[ScoreUnit]:
    """Return the unit of the scores of each member."""
    return [
        ScoreUnit.none()
        if member.is_calibrated
        else ScoreUnit.fit(member.training_scores)
        for member in members
    ]


def average(scores: list[np.ndarray], units: list[ScoreUnit]) -> np.ndarray:
    """Return the mean score of each row, NaN where a detector gives none."""
    in_units = [unit.scores(one) for unit, one in zip(units, scores, strict=True)]
    return np.mean(in_units, axis=0)
