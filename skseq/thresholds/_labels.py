"""The threshold that labels choose."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from skseq._utils.labels import as_anomalous
from skseq._utils.sklearn import StrOptions
from skseq.thresholds._rule import ThresholdRule


class LabelThreshold(ThresholdRule):
    """Mark rows so that a metric is best on labelled rows.

    ``threshold="labels"`` of a detector is short for it. It is the only rule that
    reads ``y``.

    Parameters
    ----------
    metric : str or callable, default="event_f1"
        What to maximise: a name of a metric of predictions (``"f1"``,
        ``"event_f1"``, ``"range_f1"``, ``"affiliation_f1"``,
        ``"point_adjusted_f1"``), or ``metric(y_true, y_pred)`` with booleans in and
        higher = better out.

    See Also
    --------
    skseq.metrics.best_threshold : The function that it calls.

    Notes
    -----
    The threshold lies half-way between two scores. Labels are in {0, 1} (1 = anomaly),
    {1, -1} (-1 = anomaly) or booleans (True = anomaly). A detector whose network has
    learned the anomalies among the labelled rows gives them better scores than it
    will give to others: set the threshold on rows kept apart,
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

    def __init__(self, metric: str | Callable[..., float] = "event_f1") -> None:
        self.metric = metric

    def _offset(self, scores: np.ndarray, y: Any) -> float:
        """Return the best threshold for the labels."""
        from skseq.metrics import best_threshold

        if y is None:
            raise ValueError(
                "the threshold is to be chosen by labels and y is None: pass y, or use "
                "a rule that needs no labels, such as QuantileThreshold."
            )
        anomalous = as_anomalous(y, name="y", takes_pos_label=False)
        if not anomalous.any():
            raise ValueError(
                "y has no anomaly, so no threshold is better than another: give rows "
                "with labelled anomalies, or use a rule that needs no labels."
            )
        return -best_threshold(anomalous, -scores, self.metric)
