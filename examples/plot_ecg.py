"""
An electrocardiogram: beats that are missing or misshapen
=========================================================

A heartbeat is the case for context: a missing beat is a stretch of perfectly normal
values. The series is generated, after McSharry's model of an electrocardiogram, so it
is known to the row what is wrong.
"""

# %%
import matplotlib.pyplot as plt

from skseq.datasets import make_anomalous_series
from skseq.detectors import AutoencoderDetector
from skseq.inspection import AnomalyScoreDisplay, LossCurveDisplay
from skseq.metrics import detection_delay, vus_pr_score

X, y, events = make_anomalous_series(
    6000,
    period=72,  # one beat at 250 Hz lasts about 0.8 s, here every third sample is kept
    kinds=["missing_beat", "pattern_change", "frequency_change"],
    n_anomalies=6,
    noise=0.15,
    return_events=True,
    random_state=7,
)
n_train = 3000

# %%
# Train on the undisturbed half. The window is found from the rhythm.
detector = AutoencoderDetector(max_iter=800, smoothing=24, random_state=0)
detector.fit(X[:n_train])
print(f"windows of {detector.window_size_} rows")

# %%
AnomalyScoreDisplay.from_estimator(detector, X[n_train:], y[n_train:])

# %%
# Close up, the first events by name:
scores = -detector.score_samples(X)
figure, axes = plt.subplots(1, 3, figsize=(9, 2.4), layout="constrained", sharey=True)
for ax, event in zip(axes, events, strict=False):
    rows = slice(event["start"] - 150, event["stop"] + 150)
    ax.plot(range(rows.start, rows.stop), X[rows, 0], lw=0.8, color="0.3")
    ax.axvspan(event["start"], event["stop"], color="#E69F00", alpha=0.3)
    ax.set_title(event["kind"].replace("_", " "))

# %%
# How good, and how late? The delay is counted in rows from the start of each event.
value = vus_pr_score(y[n_train:], scores[n_train:], buffer=72)
alarms = detector.predict(X[n_train:]) == -1
print(f"VUS-PR {value:.2f}, rows from start to alarm:")
print(detection_delay(y[n_train:], alarms))

# %%
# Did it train long enough? The loss says.
LossCurveDisplay.from_estimator(detector)
