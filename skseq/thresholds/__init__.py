"""Rules that turn the scores of rows into a threshold.

Each rule is a small object without state: it can be the ``threshold`` of a detector
of this package, and it can be used alone on the scores of any detector. Scores are
those of scikit-learn: the lower, the more abnormal.
"""

from skseq._utils.public import publish
from skseq.thresholds._alarm_rate import AlarmRateThreshold
from skseq.thresholds._dynamic import DynamicThreshold
from skseq.thresholds._fixed import FixedThreshold
from skseq.thresholds._labels import LabelThreshold
from skseq.thresholds._mad import MADThreshold
from skseq.thresholds._pot import POTThreshold
from skseq.thresholds._quantile import QuantileThreshold
from skseq.thresholds._rule import ThresholdRule
from skseq.thresholds._sigma import SigmaThreshold

__all__ = [
    "AlarmRateThreshold",
    "DynamicThreshold",
    "FixedThreshold",
    "LabelThreshold",
    "MADThreshold",
    "POTThreshold",
    "QuantileThreshold",
    "SigmaThreshold",
    "ThresholdRule",
]

publish(globals())
