"""
What can go wrong?
==================

Seven common mistakes, and how to avoid them.
"""

# %%
# Labels with the wrong sign
# --------------------------
#
# In scikit-learn's detectors 1 means *normal*; in labelled series it means *anomaly*.
# scikit-learn's scorers cannot tell them apart. Those of :mod:`skseq.metrics` accept
# both conventions:
import numpy as np
import pandas as pd
from sklearn.ensemble import IsolationForest
from sklearn.metrics import get_scorer as sklearn_scorer

from skseq.datasets import make_anomalous_series
from skseq.detectors import AutoencoderDetector
from skseq.inspection import AnomalyScoreDisplay
from skseq.metrics import get_scorer, vus_pr_score

X, y = make_anomalous_series(
    3000, kinds=["spike", "level_shift"], strength=3, random_state=0
)
forest = IsolationForest(random_state=0).fit(X[:1500])
rows = {}
for name, scorer in {
    'scikit-learn\'s "roc_auc"': sklearn_scorer("roc_auc"),
    'skseq\'s "roc_auc"': get_scorer("roc_auc"),
}.items():
    rows[name] = {
        "y in {0, 1}, 1 = anomaly": scorer(forest, X[1500:], y[1500:]),
        "y in {1, -1}, -1 = anomaly": scorer(forest, X[1500:], 1 - 2 * y[1500:]),
    }
pd.DataFrame(rows).T.round(3)

# %%
# Shuffled rows
# -------------
#
# Rows must be consecutive: shuffled rows have no pattern in time. ``KFold`` and
# ``train_test_split`` shuffle rows or cut out the middle. Use ``TimeSeriesSplit`` or
# the splitters of :mod:`skseq.model_selection`.
X, y = make_anomalous_series(3000, kinds=["missing_beat"], random_state=0)
detector = AutoencoderDetector(window_size=40, max_iter=300, random_state=0)
order = np.random.RandomState(0).permutation(1500)
for name, train in {"in order": X[:1500], "shuffled": X[:1500][order]}.items():
    scores = detector.fit(train).score_samples(X[1500:])
    value = vus_pr_score(y[1500:], -scores, buffer=40)
    print(f"trained on rows {name:<9} VUS-PR {value:.2f}")

# %%
# Anomalies in the training rows
# ------------------------------
#
# A network also learns anomalies if it sees them often enough, and they lift the
# threshold if more than a tenth of the rows lie in or near them. :doc:`dirty_training`
# tells what to do.
#
# ``contamination`` copied from IsolationForest
# ---------------------------------------------
#
# ``contamination=0.01`` marks 1 % of the *training* rows, as in scikit-learn. A network
# fits these rows better than new ones, so it may mark far more than 1 % of new rows.
# Here all rows are normal:
X, _ = make_anomalous_series(3000, 2, n_anomalies=0, random_state=1)
detector = AutoencoderDetector(max_iter=300, random_state=0)
for contamination in ("auto", 0.01):
    detector.set_params(contamination=contamination).fit(X[:1500])
    marked = detector.predict(X[1500:]) == -1
    print(f"contamination={contamination!r:<7} {marked.mean():.1%} of new rows marked")

# %%
# Leave it at ``"auto"``, unless you know the share of anomalies in your training rows.
#
# Events shorter than the smoothing
# ---------------------------------
#
# By default errors are averaged over at least 64 rows. Then only long or strong events
# fall below the threshold:
X, y = make_anomalous_series(
    3000, kinds=["spike"], n_anomalies=8, strength=0.5, random_state=0
)
detector = AutoencoderDetector(window_size=40, max_iter=300, random_state=0)
for smoothing in ("auto", 4):
    detector.set_params(smoothing=smoothing).fit(X[:1500])
    value = vus_pr_score(y[1500:], -detector.score_samples(X)[1500:], buffer=8)
    print(f"smoothing={smoothing!r:<7} VUS-PR {value:.2f}")
display = AnomalyScoreDisplay.from_estimator(detector, X, y)

# %%
# Rows scored without their context
# ---------------------------------
#
# The score of a row depends on the rows around it, so a row scored alone has another
# score. A warning says so where X has fewer rows than an estimate and its averages are
# made of, and fewer than the longest training series.
#
# ``context_`` tells how many rows before and after matter: no other row has any effect.
# These rows alone give about the score that their row has in the whole, but not its
# bits, and near events another label now and then (up to 1 in 10): networks read
# segments that are counted from the first row of a series, and the rows do not tell
# which that was. ``score_samples(X, last=10)`` is given the whole series. It gives the
# scores that the last rows have there, to the last bit, and reads only what they depend
# on. If rows are scored as they arrive, use ``causal=True``, so that no later row
# changes a score, and :doc:`a stream <production>`, which needs no rows before.
#
# Metrics that are too optimistic
# -------------------------------
#
# *Point-adjusted* F1 counts all rows of an event as found if one of them is marked.
# With it, random scores look excellent:
from sklearn.metrics import f1_score

from skseq.metrics import best_threshold, point_adjusted_f1_score

X, y = make_anomalous_series(6000, n_anomalies=12, random_state=0)
noise = np.random.RandomState(0).rand(len(y))
metrics = {"f1": f1_score, "point_adjusted_f1": point_adjusted_f1_score}
for name, metric in metrics.items():
    flags = noise > best_threshold(y, noise, name)
    print(f"random scores, {name:<18} {metric(y, flags):.2f}")

# %%
# Report VUS-PR or a metric of events, together with the values for random scores and
# for :class:`~sklearn.ensemble.IsolationForest`.
