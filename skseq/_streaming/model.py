"""What a stream needs of a fitted detector: a value of arrays and plain numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from skseq._model.calm import Least
from skseq._model.decision import DecisionUnits
from skseq._model.estimator import RowEstimator
from skseq._model.p_values import ScoreTail

if TYPE_CHECKING:
    from skseq._model.model import Model


@dataclass(frozen=True)
class StreamModel:
    """A trained network, and the units in which its errors are measured."""

    estimator: RowEstimator
    smoothing: int
    estimate_weights: np.ndarray
    median_signal: np.ndarray
    decision: DecisionUnits
    calm: Least
    missing_score: Literal["neutral", "nan"]
    offset: float
    tail: ScoreTail

    @classmethod
    def of(cls, model: Model) -> StreamModel:
        """Return what a stream needs of a model."""
        scorer = model.scorer
        return cls(
            scorer.estimator,
            scorer.smoothing,
            scorer.units.estimate_weights,
            scorer.units.median_signal,
            scorer.units.decision,
            scorer.units.calm,
            model.missing_score,
            model.offset,
            model.tail,
        )
