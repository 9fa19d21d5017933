"""
Replace IsolationForest by a network
====================================

One program works with two detectors. Its functions do not depend on networks.
"""

# %%
from sklearn.base import clone
from sklearn.ensemble import IsolationForest
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from skseq.datasets import make_anomalous_series
from skseq.detectors import GRUDetector
from skseq.inspection import AnomalyScoreDisplay
from skseq.metrics import anomaly_report

X, y, events = make_anomalous_series(4000, 2, return_events=True, random_state=4)
X_train = X[:2000]


def watch(detector):
    """Return a fitted pipeline around a detector."""
    return make_pipeline(StandardScaler(), clone(detector)).fit(X_train)


def report(pipeline):
    """Return metrics of the rows after training."""
    return anomaly_report(
        y[2000:], -pipeline.score_samples(X[2000:]), pipeline.predict(X[2000:]) == -1
    )


# %%
# Before
# ------
forest = watch(IsolationForest(contamination=0.01, random_state=0))
print(report(forest))

# %%
AnomalyScoreDisplay.from_estimator(forest, X, y)

# %%
# After
# -----
#
# ``contamination`` is left at ``"auto"``, which is meant for new rows. A number is a
# share of the training rows, as for the forest. The network knows these rows better
# than new ones, so it would mark far more than this share of the new rows.
network = watch(GRUDetector(max_iter=300, random_state=0))
print(report(network))

# %%
AnomalyScoreDisplay.from_estimator(network, X, y)

# %%
# The true events:
for event in events:
    print(f"{event['start']:>5} to {event['stop']:>5}  {event['kind']}")
