"""
How do I set the threshold?
===========================

A score tells how abnormal a row is, and a threshold decides when to raise an alarm.
``predict`` marks rows whose score is below ``offset_``, which ``fit`` sets from the
scores of the training rows. A threshold cannot improve the scores, but it decides how
many events are found and how many false alarms are raised.
"""

# %%
# Rules
# -----
#
# Every rule of :mod:`skseq.thresholds` is a small object that computes a threshold from
# scores, of any detector.
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
# Above: the histogram of the scores of the training rows. Below: the share of rows with
# a larger anomaly score. A share of the rows (``contamination``) marks some rows even
# if all are normal; the other rules may mark none.
#
# .. list-table::
#    :header-rows: 1
#
#    * - rule
#      - use it if
#    * - ``contamination``, the default
#      - you know the share of anomalies in the training rows.
#    * - ``AlarmRateThreshold``
#      - you know how many alarms you can handle.
#    * - ``POTThreshold``
#      - training rows are normal, and you want a small given risk of a false alarm.
#    * - ``SigmaThreshold``, ``MADThreshold``
#      - you want a simple convention; MAD is robust against anomalies in training.
#    * - ``DynamicThreshold``
#      - the level of the scores drifts.
#    * - ``LabelThreshold``, ``"labels"``
#      - some events are labelled.
#    * - a number
#      - you know the threshold, in units of the largest error of the training rows.
#
# Another threshold for the same network
# --------------------------------------
#
# ``threshold=`` takes a rule in the constructor. ``set_threshold`` sets another one
# later without training again. ``contamination`` must then be ``"auto"``: only one of
# them can set the threshold.
detector.set_threshold(POTThreshold(risk=1e-4))
display = AnomalyScoreDisplay.from_estimator(detector, X_new, y_new)

# %%
# With labels
# -----------
#
# A few labelled events help more than any rule. Choose the threshold on one part of
# them, and evaluate it on another.
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
    print(f"{rule!s:<32} threshold {-detector.offset_:6.2f}, event F1 {value:.2f}")
