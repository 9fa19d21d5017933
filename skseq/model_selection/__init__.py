"""Splits of series in time order, and selection without labels."""

from skseq._utils.public import publish
from skseq.model_selection._event_split import EventTimeSeriesSplit
from skseq.model_selection._group_split import GroupTimeSeriesSplit
from skseq.model_selection._synthetic import synthetic_anomaly_scorer

__all__ = [
    "EventTimeSeriesSplit",
    "GroupTimeSeriesSplit",
    "synthetic_anomaly_scorer",
]

publish(globals())
