"""A threshold given as a number."""

from __future__ import annotations

from numbers import Real
from typing import Any

import numpy as np

from skseq._utils.sklearn import Interval
from skseq.thresholds._rule import ThresholdRule


class FixedThreshold(ThresholdRule):
    """Mark rows whose error, minus the score, is above a given number.

    ``threshold=0.8`` of a detector is short for it.

    Parameters
    ----------
    threshold : float, default=1.0
        Highest error of a normal row. The errors of detectors of this package are in
        units of their default threshold: 1 is what ``contamination="auto"`` does.

    See Also
    --------
    QuantileThreshold : Marks a share of the rows instead.

    Examples
    --------
    >>> from skseq.thresholds import FixedThreshold
    >>> FixedThreshold(threshold=2.0).predict([-0.3, -2.5, -2.0])
    array([ 1, -1,  1])
    """

    _has_unit = False

    _parameter_constraints = {
        "threshold": [Interval(Real, None, None, closed="neither")],
    }

    def __init__(self, threshold: float = 1.0) -> None:
        self.threshold = threshold

    def _offset(self, scores: np.ndarray, y: Any) -> float:
        """Return the number with the sign of scores."""
        return -self.threshold
