"""
How do I search a grid?
=======================

With :class:`~sklearn.model_selection.GridSearchCV`, as everywhere in scikit-learn. Two
things are special to series: splits must keep the order of time, and the score must
know what an event is.
"""

# %%
# With labels
# -----------
#
# :class:`~skseq.model_selection.EventTimeSeriesSplit` trains on the past, scores the
# future and never cuts an event in two.
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
# The nine candidates were fitted twice each, and once more the best of them. Networks
# of one shape are compiled once in a process, not once for each candidate: only
# ``window_size`` changes a shape here.
#
# Without labels
# --------------
#
# :func:`~skseq.model_selection.synthetic_anomaly_scorer` puts anomalies into held-out
# rows and asks which candidate finds them:
#
# .. code-block:: python
#
#     GridSearchCV(
#         pipeline, grid, cv=TimeSeriesSplit(2), scoring=synthetic_anomaly_scorer()
#     ).fit(X_train)
#
# Without ``scoring`` at all, candidates are compared by how well they estimate rows.
# Use both with care: on real series neither chose better than chance, see
# :doc:`/benchmarks`. The defaults are then the safer choice.
#
# Across detectors
# ----------------
#
# A step of a pipeline is a parameter, too, see
# :ref:`sphx_glr_auto_examples_plot_grid_search.py`.
