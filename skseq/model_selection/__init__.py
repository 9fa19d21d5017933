"""Splits of series in time order, and selection without labels."""

from ._event_split import EventTimeSeriesSplit
from ._group_split import GroupTimeSeriesSplit
from ._synthetic import synthetic_anomaly_scorer

__all__ = [
    "EventTimeSeriesSplit",
    "GroupTimeSeriesSplit",
    "synthetic_anomaly_scorer",
]
