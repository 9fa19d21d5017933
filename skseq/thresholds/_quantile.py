"""A share of the rows lies below the threshold: contamination."""

from __future__ import annotations

from numbers import Real
from typing import Any, Literal

import numpy as np

from skseq._utils.sklearn import Interval, StrOptions
from skseq.thresholds._rule import ThresholdRule

# Share of the rows that ``contamination="auto"`` marks: series to learn from
# are mostly normal, and a rule must mark some row to be of use.
AUTO_CONTAMINATION = 0.01


class QuantileThreshold(ThresholdRule):
    """Mark a given share of the rows.

    It is what a number for ``contamination`` of a detector does, and the only rule
    that marks some row of any scores that are not all equal.

    Parameters
    ----------
    contamination : float in (0, 0.5] or "auto", default="auto"
        Share of the rows to mark; ``"auto"`` is 0.01.

    See Also
    --------
    AlarmRateThreshold : Counts alarms, which may be several rows long.
    POTThreshold : Extends the tail beyond the scores at hand.

    Notes
    -----
    The threshold is a percentile, interpolated between two scores. Where scores tie at
    the threshold, fewer rows are marked; of constant scores none is.

    Examples
    --------
    >>> import numpy as np
    >>> from skseq.thresholds import QuantileThreshold
    >>> scores = np.array([-9.0, -1.0, -1.1, -0.9, -1.0])
    >>> QuantileThreshold(contamination=0.2).predict(scores)
    array([-1,  1,  1,  1,  1])
    """

    _parameter_constraints = {
        "contamination": [Interval(Real, 0, 0.5, closed="right"), StrOptions({"auto"})]
    }

    def __init__(self, contamination: float | Literal["auto"] = "auto") -> None:
        self.contamination = contamination

    def _offset(self, scores: np.ndarray, y: Any) -> float:
        """Return the percentile of the scores."""
        share = self.contamination
        if isinstance(share, str):
            share = AUTO_CONTAMINATION
        return float(np.percentile(scores, 100.0 * share))
