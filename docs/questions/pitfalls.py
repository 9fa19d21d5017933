"""
What can go wrong?
==================

Six things that cost others a day, each with the way out.
"""

# %%
# Labels read the wrong way round
# -------------------------------
#
# In scikit-learn's detectors 1 means *normal*; in labelled series it means *anomaly*.
# scikit-learn's scorers cannot know. Those of :mod:`skseq.metrics` read both
# conventions:
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
# Rows are consecutive: what is shuffled has no rhythm left to learn. ``KFold`` and
# ``train_test_split`` shuffle or cut out the middle; use ``TimeSeriesSplit`` or the
# splitters of :mod:`skseq.model_selection`.
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
# A network learns what it sees often enough. A few per cent do no harm to the scores,
# but they do to the limit, which ``contamination="auto"`` puts where 1 % of the
# training rows lie beyond: say how many are not normal, by ``contamination=0.05`` for
# instance.
#
# Events shorter than the smoothing
# ---------------------------------
#
# By default errors are averaged over 64 rows or more. The limit is then passed only by
# events that are long or strong:
X, y = make_anomalous_series(
    3000, kinds=["spike"], n_anomalies=8, strength=0.5, random_state=0
)
for smoothing in ("auto", 4):
    detector.set_params(smoothing=smoothing).fit(X[:1500])
    value = vus_pr_score(y[1500:], -detector.score_samples(X)[1500:], buffer=8)
    print(f"smoothing={smoothing!r:<7} VUS-PR {value:.2f}")
display = AnomalyScoreDisplay.from_estimator(detector, X, y)

# %%
# A score that changes with its neighbours
# ----------------------------------------
#
# A row's score depends on the rows around it, so scoring one row at a time is not
# scoring all of them. ``context_`` says how many rows before and after count; give at
# least as many. Where rows are scored as they arrive, use ``causal=True``: no later row
# then changes a score.
#
# Measures that flatter
# ---------------------
#
# *Point-adjusted* F1 counts an event as found, with all its rows, if one row of it is
# marked. Scores drawn at random then look excellent:
from sklearn.metrics import f1_score

from skseq.metrics import best_threshold, point_adjusted_f1_score

X, y = make_anomalous_series(6000, n_anomalies=12, random_state=0)
noise = np.random.RandomState(0).rand(len(y))
measures = {"f1": f1_score, "point_adjusted_f1": point_adjusted_f1_score}
for name, measure in measures.items():
    flags = noise > best_threshold(y, noise, name)
    print(f"random scores, {name:<18} {measure(y, flags):.2f}")

# %%
# Report VUS-PR, or a measure of events, and beside it what random scores and
# :class:`~sklearn.ensemble.IsolationForest` reach.
