"""
Scores as rows arrive
=====================

With ``causal=True`` the score of a row depends on no later row, so it is final when the
row arrives. Alarms then come later than with scores that look ahead.
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
# The scores of the first 2000 rows are bit-equal to the first 2000 scores of all rows:
detector = detectors[True]
np.array_equal(detector.score_samples(X[:2000]), detector.score_samples(X)[:2000])

# %%
# So a stream can score each row when it arrives. Its scores are equal up to rounding:
stream = detector.open_stream(X[:2500])
stream.push(X[2500:2503]).round(3), detector.score_samples(X)[2500:2503].round(3)

# %%
# How late are alarms?
# --------------------
for causal, detector in detectors.items():
    alarms = detector.predict(X[1500:]) == -1
    delay, early = detection_delay(y[1500:], alarms)
    print(f"causal={causal}: rows from start to alarm {delay}, alarmed before {early}")

# %%
# A centred score looks at later rows, so its alarms can begin before the event. A
# causal one averages over the past only, so its alarms begin late and end late. Both
# detectors average over 12 rows here. By default a causal one averages over an eighth
# of the rows of a centred one, because each row that is averaged delays the alarm.
