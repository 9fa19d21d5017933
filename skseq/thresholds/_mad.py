"""The threshold lies k median absolute deviations below the median."""

from __future__ import annotations

from numbers import Real
from typing import Any

import numpy as np

from skseq._utils.sklearn import Interval
from skseq.thresholds._rule import ThresholdRule

# Of a normal distribution the standard deviation is so many times the median absolute
# deviation.
NORMAL = 1.4826022185056018


class MADThreshold(ThresholdRule):
    """Mark scores far below the median, in median absolute deviations.

    Parameters
    ----------
    k : float, default=3.0
        Distance from the median in standard deviations of a normal distribution of
        the same median absolute deviation (MAD), that is in 1.4826 MAD; at least 0.

    See Also
    --------
    SigmaThreshold : The same with mean and standard deviation.

    Notes
    -----
    Up to half of the rows may be anomalies without moving the threshold far. Errors of
    networks are skewed, with a long tail on one side, so that ``k`` has to be larger
    than for a normal distribution: 3 marks several per cent of such rows.

    References
    ----------
    .. [1] Iglewicz, B. and Hoaglin, D. C. (1993). How to detect and handle outliers.
           ASQC Quality Press.

    Examples
    --------
    >>> import numpy as np
    >>> from skseq.thresholds import MADThreshold
    >>> scores = -np.array([1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 9.0])
    >>> MADThreshold(k=3).predict(scores)
    array([ 1,  1,  1,  1,  1,  1,  1,  1, -1])
    """

    _parameter_constraints = {"k": [Interval(Real, 0, None, closed="left")]}

    def __init__(self, k: float = 3.0) -> None:
        self.k = k

    def _offset(self, scores: np.ndarray, y: Any) -> float:
        """Return so many deviations below the median."""
        median = np.median(scores)
        deviation = np.median(np.abs(scores - median))
        if deviation == 0 and scores.min() < median:
            raise ValueError(
                f"more than half of the scores are {median:.6g}, so that their median "
                "absolute deviation is 0 and no unit for k: use QuantileThreshold or "
                "SigmaThreshold."
            )
        return median - self.k * NORMAL * deviation
