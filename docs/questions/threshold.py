"""
How do I set the threshold?
===========================

A score tells how abnormal a row is, and a threshold decides when to raise an alarm.
``predict`` marks rows whose score is below ``offset_``. By default this is -1: scores
are in units of the threshold that ``fit`` has found. A threshold cannot improve the
scores, but it decides how many events are found and how many false alarms are raised.
"""

# %%
# The default
# -----------
#
# ``contamination="auto"`` is meant for *new* rows: of those of the same process at most
# 1 in 100 should be marked. So it does not look at the scores of the training rows as
# they are, which are too good. It looks at the errors of networks that were not trained
# on a row, and adds a margin: the threshold is 1.7 times the worst of them, or 1.7
# times 1.3 times their 95 % quantile if that is less (:doc:`scores`). Of training rows
# it marks hardly any.
#
# It is a rule that held on the series where it was measured (:doc:`/accuracy`), not a
# guarantee. Rows whose process has changed since training are marked more often. Fewer
# than 384 training rows say too little of new ones: of these the worst 1 % are marked,
# as by ``IsolationForest``, and of new rows often more.
#
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
    FixedThreshold,
    MADThreshold,
    POTThreshold,
    QuantileThreshold,
    SigmaThreshold,
)

X, y = make_anomalous_series(6000, 2, train_size=0.67, random_state=1)
X_train, X_new, y_new = X[:4000], X[4000:], y[4000:]
detector = AutoencoderDetector(smoothing=16, max_iter=400, random_state=0).fit(X_train)

rules = [
    FixedThreshold(1.0),
    QuantileThreshold(0.01),
    SigmaThreshold(4),
    MADThreshold(5),
    POTThreshold(risk=1e-4),
]
scores = detector.calibration_scores_
offsets = {str(rule): rule.offset(scores) for rule in rules}
display = ThresholdDisplay.from_predictions(scores, offsets)

# %%
# Above: the histogram of ``calibration_scores_``, the scores of the training rows as
# new rows would be scored. Below: the share of rows with a larger anomaly score. As
# ``threshold=``, rules look at these scores. Two do not: a number for ``contamination``
# is a share of the training rows as they are, and labels are compared with those rows.
#
# A share of the rows marks some rows even if all are normal; the other rules may mark
# none. Most rules lie above -1, so they mark more rows than the default does. They have
# no sharp edges there either: only rows below -1 are checked for what is usual lately
# and for where an event begins and ends (:doc:`alarms`).
#
# .. list-table::
#    :header-rows: 1
#
#    * - rule
#      - use it if
#    * - ``contamination="auto"``, the default
#      - you want few false alarms on new rows.
#    * - ``contamination=0.02``
#      - you know the share of anomalies in the training rows (:doc:`dirty_training`).
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
#      - you want more or fewer alarms than by default: it is in units of the default
#        threshold, so 0.8 marks more rows and 1.5 fewer.
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
# A few labelled events can set the threshold. Choose it on one part of them, and
# evaluate it on another.
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
    print(f"{rule!s:<37} threshold {-detector.offset_:6.2f}, event F1 {value:.2f}")
