"""
Search over window and detector
===============================

A step of a pipeline is a parameter, so one search can compare detectors and their
windows. The splits keep the order of time and do not split events.
"""

# %%
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

from skseq.datasets import make_anomalous_series
from skseq.detectors import AutoencoderDetector, GRUDetector
from skseq.inspection import GridSearchDisplay
from skseq.metrics import get_scorer, vus_pr_score
from skseq.model_selection import EventTimeSeriesSplit

X, y = make_anomalous_series(
    5000,
    kinds=["missing_beat", "pattern_change", "frequency_change"],
    n_anomalies=16,
    train_size=0.2,
    random_state=0,
)
X_search, y_search, X_test, y_test = X[:4000], y[:4000], X[4000:], y[4000:]

# %%
# ``"detector"`` is the step, and ``"detector__window_size"`` is a parameter of the
# detector in it.
pipeline = Pipeline([("scaler", StandardScaler()), ("detector", None)])
search = GridSearchCV(
    pipeline,
    {
        "detector": [
            AutoencoderDetector(smoothing=24, max_iter=200, random_state=0),
            GRUDetector(smoothing=24, max_iter=100, random_state=0),
        ],
        "detector__window_size": [4, 16, 64],
    },
    scoring=get_scorer("vus_pr"),
    cv=EventTimeSeriesSplit(n_splits=2),
).fit(X_search, y_search)
GridSearchDisplay.from_estimator(search)

# %%
# Each value of one parameter, with the best values of the others:
GridSearchDisplay.from_estimator(search, "detector__window_size")

# %%
# The last rows were not part of the search. The score of the choice on them:
print(search.best_estimator_["detector"])
scores = -search.score_samples(X_test)
value = vus_pr_score(y_test, scores, buffer=40)
print(f"VUS-PR on rows outside the search: {value:.2f}")
