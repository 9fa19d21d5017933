"""
Which detector?
===============

Begin with :class:`~skseq.detectors.AutoencoderDetector`, which trains fastest, and try
:class:`~skseq.detectors.LSTMDetector`, which makes different errors. Both have similar
results in :doc:`our benchmarks </benchmarks>`, which do not include
:class:`~skseq.detectors.TCNDetector` and :class:`~skseq.detectors.VAEDetector` yet.

:mod:`skseq.detectors` lists all detectors. They have the same methods and share most
parameters, so one can replace another. Their equations are in :doc:`/theory`.
"""

# %%
# All detectors on one series
# ---------------------------
#
# The series has two correlated columns, and events in its second half. Training is
# short here (``max_iter=100``), so the scores are lower than they could be.
import time

import pandas as pd
from sklearn.ensemble import IsolationForest

from skseq.compose import AverageDetector
from skseq.datasets import make_anomalous_series
from skseq.detectors import AutoencoderDetector, LSTMDetector
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
# Seconds include compilation, on the machine that built this page. The last column is
# ``context_``: how many rows before and after a row its score depends on.
#
# All of them, or several
# -----------------------
#
# Without labels nobody can tell which detector is best on a series. An average of those
# that err in different places needs no choice. :class:`~skseq.compose.AverageDetector`
# takes any detectors and pipelines, those of scikit-learn, too; without any it takes an
# autoencoder and an LSTM, as here with shorter training.
average = AverageDetector(
    [
        ("autoencoder", AutoencoderDetector(max_iter=100)),
        ("lstm", LSTMDetector(max_iter=100)),
    ],
    random_state=0,
).fit(X_train)
scores = average.score_samples(X)
vus_pr_score(y[after], -scores[after], buffer=40)

# %%
# Its scores are the mean of theirs, in units of the threshold of each, so ``predict``
# works as always. ``average.set_params(lstm__lags=(-2, -4))`` sets a parameter, and
# ``lstm="drop"`` leaves one out. Several copies of one detector are an average of
# seeds, and a :class:`~sklearn.frozen.FrozenEstimator` of a fitted one is not fitted
# again.
#
# Rules of thumb
# --------------
#
# - *Long series and long windows*: a recurrent detector, which reads each row once for
#   any window.
# - *Unexpected steps and jumps* rather than wrong shapes: a recurrent detector that
#   forecasts, ``lags=(-2, -4, -8)``.
# - *Rows that are scored as they arrive*: any detector with ``causal=True``. An
#   autoencoder is sooner than a recurrent detector, whose estimates of a row are made
#   up to a window later; or give that one short ``lags``.
# - *Long dependencies without recurrence*: :class:`~skseq.detectors.TCNDetector` reads
#   a window by convolutions, and has the lags of the recurrent detectors.
# - *A latent space like a normal distribution*: :class:`~skseq.detectors.VAEDetector`.
# - *Rows without an order in time*: an autoencoder with ``window_size=1``.
# - *Few training rows* (hundreds): a small network.
# - *In doubt*: the average above.
