"""
Which detector?
===============

Begin with :class:`~skseq.detectors.AutoencoderDetector`, which trains fastest, and try
:class:`~skseq.detectors.LSTMDetector` beside it: it errs elsewhere. Both are near each
other in :doc:`our benchmarks </benchmarks>`.

.. list-table::
   :header-rows: 1

   * - detector
     - how it estimates a row
   * - :class:`~skseq.detectors.AutoencoderDetector`
     - from its window, squeezed through a few numbers
   * - :class:`~skseq.detectors.LSTMDetector`
     - from what LSTM cells remember of the last window
   * - :class:`~skseq.detectors.GRUDetector`
     - the same with GRU cells: fewer weights
   * - :class:`~skseq.detectors.StackedLSTMDetector`
     - the same with several LSTM layers
   * - :class:`~skseq.detectors.LSTMAutoencoderDetector`
     - from its window, read and written again by LSTM cells

All have the same methods, and most parameters in common: put one in the place of
another. Their equations are in :doc:`/theory`.
"""

# %%
# The same series, all of them
# ----------------------------
#
# Two columns that move together, with events from the middle on. Training is kept
# short here (``max_iter=100``), so the figures are lower than they could be.
import time

import pandas as pd
from sklearn.ensemble import IsolationForest

from skseq.datasets import make_anomalous_series
from skseq.metrics import vus_pr_score
from skseq.utils import all_estimators

X, y = make_anomalous_series(2400, 2, random_state=1)
X_train, after = X[:1200], slice(1200, None)

found = {}
for name, Detector in all_estimators("outlier_detector"):
    params = Detector().get_params()
    if "max_iter" not in params:
        continue
    start = time.perf_counter()
    detector = Detector(max_iter=100, random_state=0).fit(X_train)
    scores = detector.score_samples(X)
    found[name] = {
        "VUS-PR": vus_pr_score(y[after], -scores[after], buffer=40),
        "weights": sum(weight.size for weight in detector.weights_),
        "seconds": time.perf_counter() - start,
        "rows before, after": detector.context_,
    }
forest = IsolationForest(random_state=0).fit(X_train).score_samples(X)
found["IsolationForest"] = {"VUS-PR": vus_pr_score(y[after], -forest[after], buffer=40)}
pd.DataFrame(found).T.infer_objects().round(2).astype(object).fillna("")

# %%
# Seconds are those of the machine that built this page, compilation included. The last
# column is ``context_``: how many rows before and after a row its score depends on.
#
# Rules of thumb
# --------------
#
# - *Long series, long windows*: a recurrent detector reads each row once, whatever the
#   window.
# - *Steps and jumps* that should not have come, rather than wrong shapes: a recurrent
#   detector that forecasts, ``horizons=(2, 4, 8)``.
# - Rows are to be scored *as they arrive*: any of them with ``causal=True``.
# - Series *without time*, where every row stands for itself: an autoencoder with
#   ``window_size=1``.
# - *Few rows* to train on (hundreds): the smaller network.
# - *In doubt*: take both kinds and average their scores; each is in units of the
#   largest error of its own training.
