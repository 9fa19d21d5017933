"""Callbacks for the fits of detectors, beside those of :mod:`sklearn.callback`."""

from skseq._utils.public import publish
from skseq.callback._time_budget import TimeBudget

__all__ = ["TimeBudget"]

publish(globals())
