"""
How do I use many series?
=========================

One detector can learn from many series, such as those of many machines of one kind.
Their rows go into one ``X``, one series after the other. ``groups`` or the index tell
where each series ends, so that no window reaches from one machine into the next.
"""

# %%
# By ``groups``
# -------------
#
# ``groups`` has the label of the series of each row. :func:`~skseq.utils.stack_series`
# makes ``X`` and ``groups`` from a list of tables, which may differ in length.
import numpy as np
import pandas as pd
from sklearn.preprocessing import StandardScaler

from skseq.datasets import make_anomalous_series
from skseq.detectors import AutoencoderDetector
from skseq.utils import stack_series

machines = [
    make_anomalous_series(n_rows, 2, period=32, n_anomalies=2, random_state=seed)
    for seed, n_rows in enumerate([1200, 1500, 1800])
]
# Each machine has its own level and spread.
X, groups = stack_series(
    [StandardScaler().fit(series[:600]).transform(series) for series, _ in machines]
)
y = np.concatenate([labels for _, labels in machines])

detector = AutoencoderDetector(window_size=32, max_iter=300, random_state=0)
is_train = np.concatenate([np.arange(len(labels)) < 600 for _, labels in machines])
detector.fit(X[is_train], groups=groups[is_train])
scores = detector.score_samples(X, groups=groups)

# %%
# The scores of a series are bit-equal, whatever other series are scored with it:
second = groups == 1
np.array_equal(scores[second], detector.score_samples(X[second]))

# %%
# By the index of a frame
# -----------------------
#
# In a frame with a MultiIndex the last level numbers the rows of a series, and the
# other levels name the series. It needs no ``groups``.
index = pd.MultiIndex.from_arrays(
    [np.array(["A", "B", "C"])[groups], np.arange(len(X))], names=["machine", "minute"]
)
frame = pd.DataFrame(X, index=index, columns=["flow", "heat"])
by_index = detector.fit(frame[is_train]).score_samples(frame)
print(np.array_equal(by_index, scores))
frame.groupby("machine").agg(["size", "mean"]).round(2)

# %%
# With ``max_gap_factor=5``, a step in the last level that is longer than five times the
# median step also ends a series. Where ``groups`` are given, they alone decide. Without
# either, rows out of order and holes in the index raise a
# :class:`~skseq.exceptions.SeriesWarning`.
#
# Frames of polars have no index: name their column of times by
# ``time_column="minute"``. Events then start and end at its times.
#
# A picture
# ---------
from skseq.inspection import AnomalyScoreDisplay

display = AnomalyScoreDisplay.from_estimator(detector, frame, y)

# %%
# In pipelines and searches
# -------------------------
#
# Scorers pass no groups, so use the index in a grid search. ``set_output`` lets the
# steps before the detector return frames, which keep the index.
# :class:`~skseq.model_selection.GroupTimeSeriesSplit` splits each series in time.
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import Pipeline

from skseq.metrics import get_scorer
from skseq.model_selection import GroupTimeSeriesSplit

pipeline = Pipeline([("scaler", StandardScaler()), ("detector", detector)])
pipeline.set_output(transform="pandas")
search = GridSearchCV(
    pipeline,
    {"detector__smoothing": [8, 64]},
    scoring=get_scorer("average_precision"),
    cv=list(GroupTimeSeriesSplit(n_splits=1).split(frame, y, groups)),
).fit(frame, y)
pd.DataFrame(search.cv_results_)[["param_detector__smoothing", "mean_test_score"]]

# %%
# With ``sklearn.set_config(enable_metadata_routing=True)``,
# ``pipeline.fit(X, groups=groups)`` passes the groups to the detector.
#
# One model for all, or one for each?
# -----------------------------------
#
# One model for all series has more rows to learn from, but learns only what the series
# have in common: scale columns that differ between machines first. One model per series
# learns its own machine and needs enough rows of it.
# :class:`~skseq.compose.PerSeriesDetector` fits one model per series, of any detector:
from sklearn.ensemble import IsolationForest

from skseq.compose import PerSeriesDetector

per_machine = PerSeriesDetector(IsolationForest(random_state=0)).fit(frame[is_train])
sorted(per_machine.estimators_)
