"""The limit as a number that somebody knows."""

from numbers import Real

from skseq._compat import Interval
from skseq.thresholds._rule import ThresholdRule


class FixedThreshold(ThresholdRule):
    """Mark rows whose error, minus the score, is above a given limit.

    ``threshold=0.8`` of a detector is short for it.

    Parameters
    ----------
    limit : float, default=1.0
        Highest error of a normal row. In detectors of this package the largest error
        in training is the unit, so that 1 marks what is worse than all of it.

    See Also
    --------
    QuantileThreshold : Says how many rows to mark rather than where the limit is.

    Examples
    --------
    >>> from skseq.thresholds import FixedThreshold
    >>> FixedThreshold(limit=2.0).predict([-0.3, -2.5, -2.0])
    array([ 1, -1,  1])
    """

    _parameter_constraints = {"limit": [Interval(Real, None, None, closed="neither")]}

    def __init__(self, limit=1.0):
        self.limit = limit

    def _offset(self, scores, y):
        return -self.limit
