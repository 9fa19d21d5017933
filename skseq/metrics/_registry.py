"""The metrics that have a name, and whether they read scores or predictions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from skseq.metrics import _point
from skseq.metrics._affiliation import affiliation_f1_score
from skseq.metrics._edges import edge_error, merged_events
from skseq.metrics._event_f1 import event_f1_score
from skseq.metrics._point_adjusted import point_adjusted_f1_score
from skseq.metrics._range_based import range_f1_score
from skseq.metrics._rates import false_alarms_per
from skseq.metrics._vus import vus_pr_score, vus_roc_score

Reads = Literal["y_score", "y_pred"]

# TSB-AD's own default; the same for every fold, so that folds can be averaged.
DEFAULT_BUFFER = 100
# Rows over which false alarms are counted wherever nothing else is said.
FALSE_ALARMS = {"unit": 10_000, "normal_only": True}


@dataclass(frozen=True)
class Metric:
    """A metric, what it reads beside the labels, and whether higher is better."""

    function: Callable[..., float]
    reads: Reads
    parameters: dict[str, Any] = field(default_factory=dict)
    greater_is_better: bool = True


# In [0, 1], and 1 is best.
METRICS = {
    "vus_pr": Metric(vus_pr_score, "y_score", {"buffer": DEFAULT_BUFFER}),
    "vus_roc": Metric(vus_roc_score, "y_score", {"buffer": DEFAULT_BUFFER}),
    "average_precision": Metric(_point.average_precision, "y_score"),
    "roc_auc": Metric(_point.roc_auc, "y_score"),
    "precision": Metric(_point.precision, "y_pred"),
    "recall": Metric(_point.recall, "y_pred"),
    "f1": Metric(_point.f1, "y_pred"),
    "event_f1": Metric(event_f1_score, "y_pred"),
    "range_f1": Metric(range_f1_score, "y_pred"),
    "affiliation_f1": Metric(affiliation_f1_score, "y_pred"),
    "point_adjusted_f1": Metric(point_adjusted_f1_score, "y_pred"),
}

# Of no upper bound, and 0 is best. Scorers turn their sign, as the names say.
NEGATIVE_METRICS = {
    "neg_edge_error": Metric(edge_error, "y_pred", greater_is_better=False),
    "neg_merged_events": Metric(merged_events, "y_pred", greater_is_better=False),
    "neg_false_alarms_per": Metric(false_alarms_per, "y_pred", FALSE_ALARMS, False),
    "neg_false_positive_rate": Metric(
        _point.false_positive_rate, "y_pred", greater_is_better=False
    ),
}

ALL_METRICS = {**METRICS, **NEGATIVE_METRICS}


def find_metric(name: str) -> Metric:
    """Return the metric of that name, or say which names there are."""
    if name not in ALL_METRICS:
        raise ValueError(
            f"metric {name!r} is unknown: use one of {sorted(ALL_METRICS)}."
        )
    return ALL_METRICS[name]
