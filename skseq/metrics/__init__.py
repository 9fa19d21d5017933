"""Metrics of how well anomalies in series are found, and scorers made of them."""

from skseq.metrics._affiliation import (
    affiliation_f1_score,
    affiliation_precision_recall_fscore,
)
from skseq.metrics._delay import detection_delay
from skseq.metrics._edges import alarm_length_ratio, event_edge_errors, merged_events
from skseq.metrics._event_f1 import event_f1_score
from skseq.metrics._period import autocorrelation_period
from skseq.metrics._point_adjusted import point_adjusted_f1_score
from skseq.metrics._range_based import range_f1_score, range_precision_recall_fscore
from skseq.metrics._rates import alarms_per, false_alarms_per
from skseq.metrics._report import anomaly_report
from skseq.metrics._scorers import get_scorer, get_scorer_names, make_anomaly_scorer
from skseq.metrics._thresholds import best_threshold
from skseq.metrics._vus import range_auc, vus_pr_score, vus_roc_score

__all__ = [
    "affiliation_f1_score",
    "affiliation_precision_recall_fscore",
    "alarm_length_ratio",
    "alarms_per",
    "anomaly_report",
    "autocorrelation_period",
    "best_threshold",
    "detection_delay",
    "event_edge_errors",
    "event_f1_score",
    "false_alarms_per",
    "get_scorer",
    "get_scorer_names",
    "make_anomaly_scorer",
    "merged_events",
    "point_adjusted_f1_score",
    "range_auc",
    "range_f1_score",
    "range_precision_recall_fscore",
    "vus_pr_score",
    "vus_roc_score",
]
