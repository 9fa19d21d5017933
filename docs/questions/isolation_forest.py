"""
How do I compare with IsolationForest?
======================================

Put one in the place of the other. Signs, labels and methods are the same; the one
difference is that :class:`~sklearn.ensemble.IsolationForest` looks at each row for
itself, while a detector of this package looks at the rows around it, too.
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
# Five events of each kind; what is shown is VUS-PR on the rows after training.
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
# A spike or a shifted level is a value that never came before, and a forest finds it at
# once: it is the simpler tool, and trained more than ten times as fast. A beat that is
# missing is made of the most usual values there are; only its context tells. Windows
# give the forest that context, but it sees 40 numbers of equal rank, not a shape.
#
# A fair comparison
# -----------------
#
# - Give both the same rows to train on, and score the same rows.
# - Compare by a measure that needs no threshold (VUS-PR, average precision): what
#   ``contamination="auto"`` means differs between the two.
# - scikit-learn's own scorer names (``"average_precision"``, ``"roc_auc"``) read
#   ``y=1`` as *normal* here, see :doc:`pitfalls`; those of
#   :func:`skseq.metrics.get_scorer` know both conventions.
# - Try ``make_pipeline(SlidingWindow("auto"), PCA())`` in thought: linear methods on
#   windows are strong. The figures of :doc:`/accuracy` have them beside ours.
