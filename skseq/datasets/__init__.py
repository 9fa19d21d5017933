"""Labelled series: seeded generators and named anomalies."""

from skseq.datasets._calendar import make_calendar_series
from skseq.datasets._generators import make_anomalous_series
from skseq.datasets._inject import FAULTS, KINDS, inject_anomaly

__all__ = [
    "FAULTS",
    "KINDS",
    "inject_anomaly",
    "make_anomalous_series",
    "make_calendar_series",
]
