"""Detectors made of other detectors."""

from skseq.compose._per_series import PerSeriesDetector

__all__ = ["PerSeriesDetector"]
