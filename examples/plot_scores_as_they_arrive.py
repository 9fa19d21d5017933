"""
Scores as rows arrive
=====================

With ``causal=True`` the score of a row depends on no later row: what is known when it
arrives is what is known for good. Events are then marked later than by a score that may
look ahead.
"""

# %%
import matplotlib.pyplot as plt
import numpy as np

from skseq.datasets import make_anomalous_series
from skseq.detectors import GRUDetector
from skseq.inspection import AnomalyScoreDisplay
from skseq.metrics import detection_delay

X, y = make_anomalous_series(3000, random_state=5)

figure, axes = plt.subplots(2, figsize=(9, 4), layout="constrained", sharex=True)
detectors = {}
for ax, causal in zip(axes, [False, True], strict=True):
    detector = GRUDetector(smoothing=12, causal=causal, max_iter=200, random_state=0)
    detectors[causal] = detector.fit(X[:1500])
    AnomalyScoreDisplay.from_predictions(
        detector.score_samples(X), y=y, offset=detector.offset_, ax=ax
    )
    ax.set_title(f"causal={causal}, context {detector.context_}", loc="right", size=9)

# %%
# Later rows change nothing
# -------------------------
#
# The scores of the first 2000 rows are the first 2000 scores, to the last bit:
detector = detectors[True]
np.array_equal(detector.score_samples(X[:2000]), detector.score_samples(X)[:2000])

# %%
# So a program may keep the last rows, as many as the context asks for, and score each
# new row with them. The two scores differ by little, not by nothing: a recurrent
# network reads blocks of rows, and a block begins elsewhere when the series does.
before, _ = detector.context_
n_known = 2500
recent = X[n_known - before : n_known + 1]
detector.score_samples(recent)[-1].round(3), detector.score_samples(X)[n_known].round(3)

# %%
# How late are alarms?
# --------------------
for causal, detector in detectors.items():
    alarms = detector.predict(X[1500:]) == -1
    print(f"causal={causal}:", detection_delay(y[1500:], alarms))
