"""The threshold lies k standard deviations below the mean."""

from __future__ import annotations

from numbers import Real
from typing import Any

import numpy as np

from skseq._utils.scale import binary_unit
from skseq._utils.sklearn import Interval
from skseq.thresholds._rule import ThresholdRule


class SigmaThreshold(ThresholdRule):
    """Mark scores more than ``k`` standard deviations below the mean.

    Parameters
    ----------
    k : float, default=3.0
        Number of standard deviations, at least 0.

    See Also
    --------
    MADThreshold : The same with statistics that anomalies hardly change.
    POTThreshold : For a probability instead, without assuming a distribution.

    Notes
    -----
    For normally distributed scores ``k=3`` marks 0.13 % of the rows; errors of
    networks have longer tails. Large anomalies among the rows draw the mean and the
    standard deviation towards themselves: of 10 rows none can be more than 3 standard
    deviations from their mean. Of constant scores none is marked.

    Examples
    --------
    >>> import numpy as np
    >>> from skseq.thresholds import SigmaThreshold
    >>> scores = -np.array([1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 9.0])
    >>> SigmaThreshold(k=2).predict(scores)
    array([ 1,  1,  1,  1,  1,  1,  1,  1, -1])
    """

    _parameter_constraints = {"k": [Interval(Real, 0, None, closed="left")]}

    def __init__(self, k: float = 3.0) -> None:
        self.k = k

    def _offset(self, scores: np.ndarray, y: Any) -> float:
        """Return so many standard deviations below the mean."""
        # From the highest score, so that rounding marks no row of constant scores.
        errors = scores.max() - scores
        unit = binary_unit(errors)
        errors /= unit
        return scores.max() - (errors.mean() + self.k * errors.std()) * unit
