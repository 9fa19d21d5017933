"""
How do I compare with IsolationForest?
======================================

Replace one by the other: signs, labels and methods are the same. The difference is
context. :class:`~sklearn.ensemble.IsolationForest` looks at each row by itself, while a
detector of this package also looks at the rows around it.
:class:`~skseq.preprocessing.SlidingWindow` gives the forest the same context.
"""

# %%
import pandas as pd
from sklearn.ensemble import IsolationForest
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from skseq.datasets import KINDS, make_anomalous_series
from skseq.detectors import AutoencoderDetector
from skseq.metrics import vus_pr_score
from skseq.preprocessing import SlidingWindow

detectors = {
    "IsolationForest": IsolationForest(random_state=0),
    "on windows": make_pipeline(
        SlidingWindow("auto", copy=False), IsolationForest(random_state=0)
    ),
    "AutoencoderDetector": AutoencoderDetector(max_iter=600, random_state=0),
}

# %%
# One kind of anomaly at a time
# -----------------------------
#
# Each series has five events of one kind. The table shows VUS-PR on the rows after
# training.
table = pd.DataFrame(index=KINDS, columns=detectors, dtype=float)
for kind in KINDS:
    X, y = make_anomalous_series(
        3000, 2, kinds=[kind], n_anomalies=5, strength=0.7, random_state=0
    )
    for name, detector in detectors.items():
        pipeline = make_pipeline(StandardScaler(), detector).fit(X[:1500])
        scores = pipeline.score_samples(X)
        table.loc[kind, name] = vus_pr_score(y[1500:], -scores[1500:], buffer=40)
table.round(2)

# %%
# The forest is strong where events have unusual values, and it trains more than ten
# times as fast. A missing beat has only usual values; it is unusual in its context
# only. Windows give the forest this context, but as 40 unordered numbers, not as a
# shape.
#
# A fair comparison
# -----------------
#
# - Train both on the same rows, and score the same rows.
# - Compare scores by a metric that needs no threshold (VUS-PR, average precision).
#   ``contamination="auto"`` means something else for each: the forest marks rows that
#   are isolated sooner than average, a detector of this package those that are worse
#   than 1.7 times its worst training row (:doc:`threshold`).
# - Compare alarms by events and false alarms (:func:`~skseq.metrics.anomaly_report`).
#   With the same number for ``contamination`` both mark the same share of the training
#   rows, but a network then marks more of the new rows, because it fits those of
#   training better.
# - scikit-learn's own scorers (``"average_precision"``, ``"roc_auc"``) read ``y=1`` as
#   *normal* here, see :doc:`pitfalls`. Those of :func:`skseq.metrics.get_scorer` know
#   both conventions.
# - Compare with linear methods on windows, too: PCA is a strong baseline.
#   :doc:`/accuracy` has its figures.
