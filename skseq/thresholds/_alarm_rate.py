"""At most so many alarms in so many rows."""

from __future__ import annotations

from numbers import Integral, Real
from typing import Any

import numpy as np

from skseq._utils.sklearn import Interval
from skseq.thresholds._rule import ThresholdRule


class AlarmRateThreshold(ThresholdRule):
    """Mark as much as raises at most ``max_alarms`` alarms per period of rows.

    An alarm is a run of marked rows, however long: what a person is called for.

    Parameters
    ----------
    max_alarms : float, default=1.0
        Alarms per period on average, at most; above 0.
    period : int, default=1000
        Rows in a period, such as the rows of a day or a week.

    See Also
    --------
    QuantileThreshold : Counts rows instead.
    skseq.metrics.false_alarms_per : The rate that the rule keeps low.

    Notes
    -----
    The threshold is the highest one with at most ``max_alarms * n_timestamps / period``
    alarms, rounded down, at it and at every lower threshold, and with at most half of
    the rows below it. Fewer rows than ``period / max_alarms`` thus raise no alarm.
    Where the scores are those of normal rows, all these alarms are false ones: the
    threshold then holds the rate of false alarms. Series that follow each other without
    a gap count as one series. Of constant scores none is marked.

    Examples
    --------
    >>> import numpy as np
    >>> from skseq.thresholds import AlarmRateThreshold
    >>> scores = -np.array([1.0, 1.0, 7.0, 8.0, 1.0, 3.0, 1.0, 4.0, 1.0, 1.0])
    >>> AlarmRateThreshold(max_alarms=1, period=5).predict(scores)
    array([ 1,  1, -1, -1,  1,  1,  1, -1,  1,  1])
    """

    _parameter_constraints = {
        "max_alarms": [Interval(Real, 0, None, closed="neither")],
        "period": [Interval(Integral, 1, None, closed="left")],
    }

    def __init__(self, max_alarms: float = 1.0, period: int = 1000) -> None:
        self.max_alarms = max_alarms
        self.period = period

    def _offset(self, scores: np.ndarray, y: Any) -> float:
        """Return the highest threshold that keeps to the rate."""
        # A little more, since 0.1 alarms in each of 30 rows are to make three.
        budget = int(self.max_alarms * len(scores) / self.period * (1 + 1e-12))
        thresholds = np.unique(scores)
        # A run that starts at a marked row is one more marked row than neighbours
        # that are both marked.
        both = np.sort(np.maximum(scores[1:], scores[:-1]))
        alarms = np.searchsorted(np.sort(scores), thresholds) - np.searchsorted(
            both, thresholds
        )
        is_high = alarms > budget
        # The threshold of no alarms, the lowest score, is never too high.
        highest = np.argmax(is_high) - 1 if is_high.any() else len(thresholds) - 1
        return min(thresholds[highest], np.quantile(scores, 0.5, method="higher"))
