"""
Start in five minutes
=====================

Python 3.11 or newer is needed. In a checkout of skseq, this makes a virtual environment
and installs skseq with what it needs to draw:

.. code-block:: shell

    python3 -m venv .venv && .venv/bin/pip install -e ".[plot]"

A detector is then four lines away. Everything below is ordinary scikit-learn.
"""

# %%
# A series
# --------
#
# Rows are time steps, oldest first; columns are what was measured. Here is a generated
# electrocardiogram whose second half holds six events of different kinds. Your own
# comes from a file, for instance as
# ``X = pandas.read_csv("series.csv", index_col="time", parse_dates=True)``.
from skseq.datasets import make_anomalous_series

X, y = make_anomalous_series(4000, period=80, random_state=0)
X_train = X[:2000]
X.shape, X_train.shape

# %%
# First scores
# ------------
#
# Train on rows that are mostly normal, then score any rows: those, later ones, or all.
from skseq.detectors import LSTMDetector

detector = LSTMDetector(random_state=0)
detector.fit(X_train)

# %%
# Signs and labels are those of :class:`~sklearn.ensemble.IsolationForest`: the lower a
# score, the more abnormal the row; ``predict`` returns 1 for normal rows and -1 for
# anomalies.
scores = detector.score_samples(X)
labels = detector.predict(X)
print(f"scores from {scores.min():.2f} to {scores.max():.2f}, labels {set(labels)}")

# %%
# A picture
# ---------
#
# ``y`` is only drawn here: the detector has never seen it.
from skseq.inspection import AnomalyScoreDisplay

display = AnomalyScoreDisplay.from_estimator(detector, X, y)

# %%
# The picture shows the *anomaly score*, which is minus ``score_samples``: up means
# strange. All events stand out, but alarms begin before them and end after: errors are
# averaged along the series, by default over a whole period or more. Where events are
# short, average over fewer rows:
detector.set_params(smoothing=16).fit(X_train)
display = AnomalyScoreDisplay.from_estimator(detector, X, y)

# %%
# How good is it?
# ---------------
#
# With labels, VUS-PR tells: 1 is perfect, and noise reaches about the share of
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
# ``joblib.dump(detector, "detector.joblib")`` keeps it, ``joblib.load`` brings it back
# in any process: see :doc:`save`.
#
# Where to go on
# --------------
#
# - :doc:`which_detector`, and :doc:`what its window is <window_size>`
# - :doc:`threshold`
# - :doc:`pitfalls`: worth five minutes before the first real series
