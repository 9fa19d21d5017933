"""Measures of how well anomalies in series are found."""

from ._period import autocorrelation_period
from ._vus import range_auc, vus_pr_score, vus_roc_score

__all__ = [
    "autocorrelation_period",
    "range_auc",
    "vus_pr_score",
    "vus_roc_score",
]
