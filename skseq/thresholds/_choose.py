"""From the parameters of a detector to a rule."""

from numbers import Real

from skseq.thresholds._fixed import FixedThreshold
from skseq.thresholds._labels import LabelThreshold
from skseq.thresholds._quantile import QuantileThreshold


def choose_rule(threshold, contamination):
    """Return the rule that ``threshold`` and ``contamination`` stand for.

    Parameters
    ----------
    threshold : ThresholdRule, float, "labels" or None
        A rule; the largest error of a normal row; the limit that labels choose; or
        None for ``contamination``.
    contamination : float or "auto"
        Share of the rows to mark.

    Returns
    -------
    rule : ThresholdRule
        The rule.

    Raises
    ------
    ValueError
        If both are given: one of them would be ignored.
    """
    if threshold is None:
        return QuantileThreshold(contamination)
    if contamination != "auto":
        raise ValueError(
            f"contamination={contamination} and threshold={threshold} both set the "
            'limit: leave contamination="auto" or threshold=None.'
        )
    if isinstance(threshold, Real):
        return FixedThreshold(threshold)
    return LabelThreshold() if threshold == "labels" else threshold
