"""
Where do I put the threshold?
=============================

Scores say how strange a row is; a threshold says from where on to act. ``predict``
marks rows whose score is below ``offset_``, which ``fit`` sets from the scores of the
training rows. A better threshold finds no anomaly that the scores do not show, but it
decides how many false alarms come with them.
"""

# %%
# Rules
# -----
#
# Every rule of :mod:`skseq.thresholds` is a small object that turns scores into a
# limit, of any detector.
from skseq.datasets import make_anomalous_series
from skseq.detectors import AutoencoderDetector
from skseq.inspection import AnomalyScoreDisplay, ThresholdDisplay
from skseq.thresholds import (
    AlarmRateThreshold,
    MADThreshold,
    POTThreshold,
    QuantileThreshold,
    SigmaThreshold,
)

X, y = make_anomalous_series(6000, 2, train_size=0.67, random_state=1)
X_train, X_new, y_new = X[:4000], X[4000:], y[4000:]
detector = AutoencoderDetector(smoothing=16, max_iter=400, random_state=0).fit(X_train)

rules = [
    QuantileThreshold(0.01),
    SigmaThreshold(4),
    MADThreshold(5),
    POTThreshold(risk=1e-4),
]
display = ThresholdDisplay.from_estimator(detector, X_train, rules)

# %%
# Above: how many training rows have which score. Below: which share of them lies
# beyond. A share of the rows (``contamination``) marks some even where all are normal;
# the other rules may mark none.
#
# .. list-table::
#    :header-rows: 1
#
#    * - rule
#      - take it when
#    * - ``contamination``, the default
#      - You know how many training rows are not normal.
#    * - ``AlarmRateThreshold``
#      - You know how many alarms you can look at.
#    * - ``POTThreshold``
#      - Training rows are normal, and you want limits that they have not reached, by a
#        risk.
#    * - ``SigmaThreshold``, ``MADThreshold``
#      - A simple convention is asked for; MAD does not mind some anomalies in training.
#    * - ``DynamicThreshold``
#      - The level of the scores drifts.
#    * - ``LabelThreshold``, ``"labels"``
#      - Some events are labelled.
#    * - a number
#      - You know the limit: 1 is the worst of the training rows.
#
# Another limit, the same network
# -------------------------------
#
# ``threshold=`` takes a rule in the constructor, and ``set_threshold`` sets another one
# later, without training again.
detector.set_threshold(POTThreshold(risk=1e-4))
display = AnomalyScoreDisplay.from_estimator(detector, X_new, y_new)

# %%
# With labels
# -----------
#
# A few labelled events are worth more than any rule. Choose the limit on one part of
# them, and report what it reaches on another.
from skseq.metrics import event_f1_score
from skseq.thresholds import LabelThreshold

chosen, kept = slice(None, 1000), slice(1000, None)
for rule in [*rules, AlarmRateThreshold(), LabelThreshold()]:
    if isinstance(rule, LabelThreshold):
        detector.set_threshold(rule, X_new[chosen], y_new[chosen])
    else:
        detector.set_threshold(rule)
    alarms = detector.predict(X_new)[kept] == -1
    value = event_f1_score(y_new[kept], alarms)
    print(f"{rule!s:<32} limit {-detector.offset_:6.2f}, event F1 {value:.2f}")
