"""Labelled series: seeded generators and named anomalies."""

from skseq.datasets._inject import KINDS, inject_anomaly

__all__ = ["KINDS", "inject_anomaly"]
