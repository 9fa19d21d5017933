"""The limit that labels choose."""

from skseq._compat import StrOptions
from skseq.thresholds._rule import ThresholdRule


class LabelThreshold(ThresholdRule):
    """Mark rows so that a measure is best on labelled rows.

    ``threshold="labels"`` of a detector is short for it. It is the only rule that
    reads ``y``.

    Parameters
    ----------
    metric : str or callable, default="event_f1"
        What to maximise: a name of a measure of predictions (``"f1"``,
        ``"event_f1"``, ``"range_f1"``, ``"affiliation_f1"``,
        ``"point_adjusted_f1"``), or ``metric(y_true, y_pred)`` with booleans in and
        higher = better out.

    See Also
    --------
    skseq.metrics.best_threshold : The function that it calls.

    Notes
    -----
    The limit lies half-way between two scores. Labels are in {0, 1} (1 = anomaly),
    {1, -1} (-1 = anomaly) or booleans (True = anomaly). A detector whose network has
    learned the anomalies among the labelled rows gives them better scores than it
    will give to others: set the limit on rows kept apart,
    ``detector.set_threshold("labels", X, y)``, where there are enough.

    Examples
    --------
    >>> from skseq.thresholds import LabelThreshold
    >>> LabelThreshold(metric="f1").offset([-1.0, -5.0, -4.0, -2.0], y=[0, 1, 1, 0])
    -3.0
    """

    _reads_labels = True

    _parameter_constraints = {
        "metric": [
            StrOptions(
                {"f1", "event_f1", "range_f1", "affiliation_f1", "point_adjusted_f1"}
            ),
            callable,
        ]
    }

    def __init__(self, metric="event_f1"):
        self.metric = metric

    def _offset(self, scores, y):
        from skseq.metrics import best_threshold

        if y is None:
            raise ValueError(
                "the limit is to be chosen by labels and y is None: pass y, or use a "
                "rule that needs no labels, such as QuantileThreshold."
            )
        return -best_threshold(y, -scores, self.metric)
