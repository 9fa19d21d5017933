"""
Start in five minutes
=====================

You need Python 3.11 or newer. In a checkout of skseq, this line makes a virtual
environment and installs skseq, matplotlib and pandas:

.. code-block:: shell

    python3 -m venv .venv && .venv/bin/pip install -e ".[examples]"

Everything below is ordinary scikit-learn.
"""

# %%
# A series
# --------
#
# Rows are time steps, oldest first; columns are measurements. This is a generated
# electrocardiogram with four events of different kinds in its second half. Read your
# own series from a file, for instance by
# ``X = pandas.read_csv("series.csv", index_col="time", parse_dates=True)``.
import pandas as pd

from skseq.datasets import make_anomalous_series

X, y = make_anomalous_series(4000, period=80, n_anomalies=4, random_state=0)
X_train = X[:2000]
X.shape, X_train.shape

# %%
# First scores
# ------------
#
# Train on rows that are mostly normal, then score any rows: these, later ones, or all.
from skseq.detectors import LSTMDetector

detector = LSTMDetector(random_state=0)
detector.fit(X_train)

# %%
# Signs and labels are those of :class:`~sklearn.ensemble.IsolationForest`: the lower a
# score, the more abnormal the row; ``predict`` returns 1 for normal rows and -1 for
# anomalies. Scores are in units of the threshold: rows below -1 are anomalies.
scores = detector.score_samples(X)
labels = detector.predict(X)
print(f"scores from {scores.min():.2f} to {scores.max():.2f}")
print(f"{sum(labels == -1)} anomalous rows")

# %%
# A figure
# --------
#
# ``y`` is only drawn here; the detector has not seen it.
from skseq.inspection import AnomalyScoreDisplay

display = AnomalyScoreDisplay.from_estimator(detector, X, y)

# %%
# The figure shows the *anomaly score*, which is minus ``score_samples``: high values
# are abnormal. All events raise an alarm. Errors are averaged over at least a period by
# default, so a short event gets a longer alarm: see :doc:`alarms`.
#
# Alarms
# ------
#
# ``predict_events`` joins anomalous rows to events, and names the columns behind them:
detector.predict_events(pd.DataFrame(X, columns=["pulse"]))[
    ["start", "end", "peak_score", "columns"]
].round(2)

# %%
# How good is it?
# ---------------
#
# With labels, compute VUS-PR: 1 is perfect, and random scores reach about the share of
# anomalous rows.
from sklearn.ensemble import IsolationForest

from skseq.metrics import vus_pr_score

rows = slice(2000, None)
forest = IsolationForest(random_state=0).fit(X_train)
for name, found in {"LSTMDetector": detector, "IsolationForest": forest}.items():
    value = vus_pr_score(y[rows], -found.score_samples(X)[rows], buffer=80)
    print(f"{name:<16} {value:.2f}")

# %%
# Save it
# -------
#
# ``joblib.dump(detector, "detector.joblib")`` saves it, and ``joblib.load`` loads it in
# any process: see :doc:`save`.
#
# Next steps
# ----------
#
# - :doc:`which_detector`, and :doc:`its window <window_size>`
# - :doc:`threshold`, and :doc:`alarms` that are late or wide
# - :doc:`symptoms`: which faults are found, with the scene of each
# - :doc:`pitfalls`: read it before you use a real series
