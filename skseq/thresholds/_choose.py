"""From the parameters of a detector to a rule."""

from __future__ import annotations

from typing import Literal

from skseq.thresholds._fixed import FixedThreshold
from skseq.thresholds._labels import LabelThreshold
from skseq.thresholds._quantile import QuantileThreshold
from skseq.thresholds._rule import ThresholdRule


def choose_rule(
    threshold: ThresholdRule | float | Literal["labels"] | None,
    contamination: float | Literal["auto"],
) -> ThresholdRule:
    """Return the rule that ``threshold`` and ``contamination`` of a detector name."""
    if threshold is None:
        # The unit of scores is the threshold that calibration has found.
        is_auto = contamination == "auto"
        return FixedThreshold(1.0) if is_auto else QuantileThreshold(contamination)
    if contamination != "auto":
        raise ValueError(
            f"contamination={contamination} and threshold={threshold} both set the "
            'threshold: leave contamination="auto" or threshold=None.'
        )
    if isinstance(threshold, ThresholdRule):
        return threshold
    return LabelThreshold() if threshold == "labels" else FixedThreshold(threshold)
