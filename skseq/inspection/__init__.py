"""Pictures of series, scores, thresholds, losses and searches; they need matplotlib."""

from skseq._utils.public import publish
from skseq.inspection._anomaly_score import AnomalyScoreDisplay
from skseq.inspection._event import EventDisplay
from skseq.inspection._grid_search import GridSearchDisplay
from skseq.inspection._loss_curve import LossCurveDisplay
from skseq.inspection._threshold import ThresholdDisplay

__all__ = [
    "AnomalyScoreDisplay",
    "EventDisplay",
    "GridSearchDisplay",
    "LossCurveDisplay",
    "ThresholdDisplay",
]

publish(globals())
