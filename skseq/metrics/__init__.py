"""Measures of how well anomalies in series are found."""

from ._affiliation import affiliation_f1_score, affiliation_precision_recall_fscore
from ._event_f1 import event_f1_score
from ._period import autocorrelation_period
from ._point_adjusted import point_adjusted_f1_score
from ._range_based import range_f1_score, range_precision_recall_fscore
from ._vus import range_auc, vus_pr_score, vus_roc_score

__all__ = [
    "affiliation_f1_score",
    "affiliation_precision_recall_fscore",
    "autocorrelation_period",
    "event_f1_score",
    "point_adjusted_f1_score",
    "range_auc",
    "range_f1_score",
    "range_precision_recall_fscore",
    "vus_pr_score",
    "vus_roc_score",
]
