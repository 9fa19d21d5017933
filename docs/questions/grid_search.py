"""
How do I search a grid?
=======================

Use :class:`~sklearn.model_selection.GridSearchCV`, as for any scikit-learn estimator.
Two things differ for series: splits must keep the order of time, and the metric should
count events, not single rows.
"""

# %%
# With labels
# -----------
#
# :class:`~skseq.model_selection.EventTimeSeriesSplit` trains on the past, scores the
# future and never splits an event.
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

from skseq.datasets import make_anomalous_series
from skseq.detectors import AutoencoderDetector
from skseq.inspection import GridSearchDisplay
from skseq.metrics import get_scorer
from skseq.model_selection import EventTimeSeriesSplit

X, y = make_anomalous_series(
    4000, n_anomalies=12, train_size=0.2, kinds=["missing_beat", "pattern_change"],
    random_state=0,
)  # fmt: skip
pipeline = Pipeline(
    [
        ("scaler", StandardScaler()),
        ("detector", AutoencoderDetector(max_iter=200, random_state=0)),
    ]
)
search = GridSearchCV(
    pipeline,
    {
        "detector__window_size": [10, 20, 40],
        "detector__smoothing": [1, 20, 80],
    },
    scoring=get_scorer("vus_pr"),
    cv=EventTimeSeriesSplit(n_splits=2),
).fit(X, y)
search.best_params_

# %%
display = GridSearchDisplay.from_estimator(search)

# %%
# Each of the nine candidates was fitted twice, and the best one once more. Networks of
# the same shape are compiled once in a process, not once per candidate. Here only
# ``window_size`` changes the shape.
#
# Without labels
# --------------
#
# :func:`~skseq.model_selection.synthetic_anomaly_scorer` injects anomalies into
# held-out rows and measures how well each candidate finds them:
#
# .. code-block:: python
#
#     GridSearchCV(
#         pipeline, grid, cv=TimeSeriesSplit(2), scoring=synthetic_anomaly_scorer()
#     ).fit(X_train)
#
# Without ``scoring``, the search compares how well candidates estimate rows. Use both
# with care: on real series neither chose better than chance (:doc:`/benchmarks`), so
# the defaults are the safer choice.
#
# Across detectors
# ----------------
#
# A step of a pipeline is also a parameter:
# :ref:`sphx_glr_auto_examples_plot_grid_search.py` searches over detectors.
