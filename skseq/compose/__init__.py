"""Detectors made of other detectors, and the detectors inside of pipelines."""

from skseq._utils.public import publish
from skseq.compose._average import AverageDetector
from skseq.compose._last_step import last_step
from skseq.compose._per_series import PerSeriesDetector

__all__ = ["AverageDetector", "PerSeriesDetector", "last_step"]

publish(globals())
