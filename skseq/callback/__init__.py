"""Callbacks for the fits of detectors, beside those of :mod:`sklearn.callback`."""

from skseq._utils.public import publish
from skseq.callback._time_budget import TimeBudget
from skseq.callback._trial_pruning import TrialPruning

__all__ = ["TimeBudget", "TrialPruning"]

publish(globals())
