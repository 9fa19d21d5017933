"""
Choose a threshold
==================

How many false alarms does each rule raise, and how many events does it find? Both can
be counted here, because the series is generated.
"""

# %%
import pandas as pd

from skseq.datasets import make_anomalous_series
from skseq.detectors import GRUDetector
from skseq.inspection import AnomalyScoreDisplay, ThresholdDisplay
from skseq.metrics import anomaly_report
from skseq.thresholds import (
    DynamicThreshold,
    FixedThreshold,
    MADThreshold,
    POTThreshold,
    QuantileThreshold,
    SigmaThreshold,
)

X, y = make_anomalous_series(
    9000, n_anomalies=8, train_size=6000, strength=0.6, random_state=11
)
X_train, X_normal, X_new, y_new = X[:3000], X[3000:6000], X[6000:], y[6000:]
detector = GRUDetector(smoothing=12, max_iter=200, random_state=0).fit(X_train)

# %%
# The thresholds are computed from the scores of ``X_normal``, on which the network was
# not trained: errors on training rows are a little too small. Without such rows,
# ``threshold=`` and ``set_threshold`` use ``calibration_scores_``, for which networks
# were trained on two thirds of the rows.
rules = {
    "default": FixedThreshold(1.0),
    "1 % of the rows": QuantileThreshold(0.01),
    "4 sigma": SigmaThreshold(4),
    "6 MAD": MADThreshold(6),
    "peaks over threshold": POTThreshold(risk=1e-4),
    "telemanom": DynamicThreshold(),
}
ThresholdDisplay.from_estimator(detector, X_normal, rules)

# %%
# Each rule on new rows
# ---------------------
table = {}
for name, rule in rules.items():
    detector.set_threshold(rule, X_normal)
    report = anomaly_report(
        y_new,
        -detector.score_samples(X_new),
        detector.predict(X_new),
        pos_label=None,
        output_dict=True,
    )
    table[name] = {
        "threshold": -detector.offset_,
        "events found": report["predictions"]["event_recall"],
        "false alarms in 1000 rows": report["predictions"]["false_alarms_per"],
        "event F1": report["predictions"]["event_f1"],
    }
pd.DataFrame(table).T.round(2)

# %%
# The best rule by event F1:
best = max(table, key=lambda name: table[name]["event F1"])
print(best)
detector.set_threshold(rules[best], X_normal)
AnomalyScoreDisplay.from_estimator(detector, X_new, y_new)
