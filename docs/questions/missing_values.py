"""
How do I treat missing values?
==============================

Give NaN where a value is missing: every detector accepts it, in ``fit`` and in scoring.
A missing value adds nothing to the loss or to an error, and the network reads the last
value before it. You need not impute anything first.
"""

# %%
# How much does it cost?
# ----------------------
#
# Here more and more values of one series are removed at random, from the training rows
# and from the scored rows.
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
# Such a row has no error of its own. By default its score comes from the rows around
# it. With ``missing_score="nan"`` its score is NaN, and ``predict`` returns 1, normal.
gap = X.copy()
gap[1900:2100] = np.nan
detector.set_params(missing_score="nan").fit(X[:1500])
display = AnomalyScoreDisplay.from_estimator(detector, gap[1500:], y[1500:])

# %%
# Does a gap end a series?
# ------------------------
#
# A few missing values do not. But if a sensor was off for a day, the rows before and
# after do not follow each other. Leave the missing rows out, give a frame with times in
# its index, and set the longest step within a series:
#
# .. code-block:: python
#
#     AutoencoderDetector(max_gap_factor=5).fit(frame)  # times the median step
#
# See :doc:`many_series`. Infinite values always raise an error.
