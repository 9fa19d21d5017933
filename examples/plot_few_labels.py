"""
A few labels
============

Often some of the events are known. Their labels exclude them from training, and set the
threshold.
"""

# %%
import numpy as np
import pandas as pd

from skseq.datasets import make_anomalous_series
from skseq.detectors import AutoencoderDetector
from skseq.inspection import AnomalyScoreDisplay
from skseq.metrics import event_f1_score, vus_pr_score

X, y = make_anomalous_series(
    9000,
    2,
    kinds=["level_shift", "pattern_change", "variance_change"],
    n_anomalies=12,
    train_size=0.0,
    random_state=3,
)
train, after = slice(None, 6000), slice(6000, None)
print(f"{y[train].mean():.0%} of the training rows are not normal")

# %%
# Three ways to train on rows with many anomalies: without labels, with labels of every
# second event, and with labels of all events.
event_of_row = np.cumsum(np.diff(y, prepend=0) == 1)
half = y * (event_of_row % 2 == 1)

table, fitted = {}, {}
for name, labels in {"no labels": None, "half of them": half, "all of them": y}.items():
    detector = AutoencoderDetector(
        smoothing=16,
        max_iter=500,
        exclude_anomalies=labels is not None,
        random_state=0,
    )
    detector.fit(X[train], None if labels is None else labels[train])
    table[name] = {
        "VUS-PR": vus_pr_score(y[after], -detector.score_samples(X[after]), buffer=40),
        "event F1": event_f1_score(y[after], detector.predict(X[after]) == -1),
    }
    fitted[name] = detector
pd.DataFrame(table).T.round(2)

# %%
# Anomalies in training mostly harm the threshold. There are too many of them for the
# default rule, which trusts all but the worst 5 % of the rows: its threshold is above
# their errors, and above those of later events.
#
# The threshold by labels
# -----------------------
#
# ``threshold="labels"`` sets the threshold that finds the known events best. Here it is
# chosen on the training rows and evaluated on the others.
detector = fitted["half of them"]
detector.set_threshold("labels", X[train], half[train])
value = event_f1_score(y[after], detector.predict(X[after]) == -1)
print(f"threshold {-detector.offset_:.2f}, event F1 {value:.2f}")

# %%
AnomalyScoreDisplay.from_estimator(detector, X[after], y[after])
