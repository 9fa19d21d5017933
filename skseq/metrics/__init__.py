"""Measures of how well anomalies in series are found, and scorers made of them."""

from ._affiliation import affiliation_f1_score, affiliation_precision_recall_fscore
from ._delay import detection_delay, false_alarms_per
from ._event_f1 import event_f1_score
from ._period import autocorrelation_period
from ._point_adjusted import point_adjusted_f1_score
from ._range_based import range_f1_score, range_precision_recall_fscore
from ._report import anomaly_report
from ._scorers import get_scorer, get_scorer_names, make_anomaly_scorer
from ._thresholds import best_threshold
from ._vus import range_auc, vus_pr_score, vus_roc_score

__all__ = [
    "affiliation_f1_score",
    "affiliation_precision_recall_fscore",
    "anomaly_report",
    "autocorrelation_period",
    "best_threshold",
    "detection_delay",
    "event_f1_score",
    "false_alarms_per",
    "get_scorer",
    "get_scorer_names",
    "make_anomaly_scorer",
    "point_adjusted_f1_score",
    "range_auc",
    "range_f1_score",
    "range_precision_recall_fscore",
    "vus_pr_score",
    "vus_roc_score",
]
