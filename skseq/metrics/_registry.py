"""The measures that have a name, and whether they read scores or predictions."""

from dataclasses import dataclass, field

from . import _point
from ._affiliation import affiliation_f1_score
from ._event_f1 import event_f1_score
from ._point_adjusted import point_adjusted_f1_score
from ._range_based import range_f1_score
from ._vus import vus_pr_score, vus_roc_score

# TSB-AD's own default; the same for every fold, so that folds can be averaged
DEFAULT_BUFFER = 100


@dataclass(frozen=True)
class Measure:
    """A measure for which higher is better.

    ``reads`` is "y_score" or "y_pred": what it wants beside the labels.
    """

    function: object
    reads: str
    parameters: dict = field(default_factory=dict)


MEASURES = {
    "vus_pr": Measure(vus_pr_score, "y_score", {"buffer": DEFAULT_BUFFER}),
    "vus_roc": Measure(vus_roc_score, "y_score", {"buffer": DEFAULT_BUFFER}),
    "average_precision": Measure(_point.average_precision, "y_score"),
    "roc_auc": Measure(_point.roc_auc, "y_score"),
    "precision": Measure(_point.precision, "y_pred"),
    "recall": Measure(_point.recall, "y_pred"),
    "f1": Measure(_point.f1, "y_pred"),
    "event_f1": Measure(event_f1_score, "y_pred"),
    "range_f1": Measure(range_f1_score, "y_pred"),
    "affiliation_f1": Measure(affiliation_f1_score, "y_pred"),
    "point_adjusted_f1": Measure(point_adjusted_f1_score, "y_pred"),
}


def find_measure(name):
    """Return the measure of that name, or say which names there are."""
    if name not in MEASURES:
        raise ValueError(f"metric {name!r} is unknown: use one of {sorted(MEASURES)}.")
    return MEASURES[name]
