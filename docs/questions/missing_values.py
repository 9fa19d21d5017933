"""
Missing values?
===============

Write NaN where a value is missing: every detector takes it, in ``fit`` and in scoring.
What is missing counts neither for the loss nor for an error; the network is shown the
value before it. Nothing needs to be filled in first.
"""

# %%
# How much does it cost?
# ----------------------
#
# The same series with more and more of its values removed at random, in training and
# after.
import numpy as np
import pandas as pd

from skseq.datasets import make_anomalous_series
from skseq.detectors import AutoencoderDetector
from skseq.inspection import AnomalyScoreDisplay
from skseq.metrics import vus_pr_score

X, y = make_anomalous_series(3000, 2, random_state=2)
detector = AutoencoderDetector(smoothing=16, max_iter=300, random_state=0)
rng = np.random.RandomState(0)

found = {}
for share in (0.0, 0.1, 0.3, 0.5):
    holes = np.where(rng.rand(*X.shape) < share, np.nan, X)
    scores = detector.fit(holes[:1500]).score_samples(holes[1500:])
    found[f"{share:.0%} missing"] = vus_pr_score(y[1500:], -scores, buffer=40)
pd.Series(found, name="VUS-PR").round(2).to_frame()

# %%
# Rows without any value
# ----------------------
#
# Such a row has no error of its own. By default it is given the score that the rows
# around it have; with ``missing_score="nan"`` it has none, and ``predict`` takes it for
# normal.
gap = X.copy()
gap[1900:2100] = np.nan
detector.set_params(missing_score="nan").fit(X[:1500])
display = AnomalyScoreDisplay.from_estimator(detector, gap[1500:], y[1500:])

# %%
# Is a gap a border?
# ------------------
#
# A few values that are missing are no reason to start anew. A sensor that was off for a
# day is: rows before and after do not follow each other. Leave such rows out, give a
# frame with times in its index, and say from where on a step of time ends a series:
#
# .. code-block:: python
#
#     AutoencoderDetector(gap=5).fit(frame)  # five times the usual step
#
# See :doc:`many_series`. Infinite values are refused in any case: they are no
# measurements.
