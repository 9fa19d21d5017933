"""
Explain an event: when, how severe, and in which columns
========================================================

After an alarm, a detector can also tell what it expected, and which columns caused the
error.
"""

# %%
# Eight measurements of a machine are correlated. In events, some of them are not.
import pandas as pd

from skseq.datasets import make_anomalous_series
from skseq.detectors import AutoencoderDetector
from skseq.inspection import AnomalyScoreDisplay, EventDisplay

columns = ["speed", "torque", "flow", "pressure", "inlet", "outlet", "oil", "vibration"]
X, y, truth = make_anomalous_series(
    4000,
    len(columns),
    waveform="sine",
    kinds=["correlation_break", "variance_change", "level_shift"],
    n_anomalies=4,
    return_events=True,
    random_state=6,
)
minutes = pd.date_range("2026-03-02", periods=len(X), freq="min", name="time")
frame = pd.DataFrame(X, columns=columns, index=minutes)

detector = AutoencoderDetector(smoothing=16, max_iter=600, random_state=0)
detector.fit(frame[:2000])
AnomalyScoreDisplay.from_estimator(detector, frame, y, columns=["speed", "oil"])

# %%
# Events
# ------
#
# ``predict_events`` joins rows below the threshold to events. It merges runs that are
# at most ``max_gap`` rows apart, and drops short ones.
events = detector.predict_events(frame[2000:], max_gap=20, min_length=10)
events[["start", "end", "peak_score", "columns"]].round({"peak_score": 2})

# %%
# The true events:
for event in truth:
    names = ", ".join(columns[number] for number in event["columns"])
    print(f"{minutes[event['start']]:%d %H:%M}  {event['kind']:<18} {names}")

# %%
# One event in detail
# -------------------
#
# This is the worst event. Solid lines are the measured values, dashed lines the
# expected ones. The bars show the share of each column in the error.
worst = events.loc[events["peak_score"].idxmin()]
EventDisplay.from_estimator(detector, frame[2000:], worst)

# %%
# The numbers of this figure: ``predict_expected`` returns the expected values in the
# units of X, and ``error_contributions`` the share of each column in the error of each
# row. Only the three columns with the largest errors have a share, because they
# determine the score.
shares = pd.DataFrame(
    detector.error_contributions(frame[2000:]),
    columns=columns,
    index=frame.index[2000:],
)
shares[worst["start"] : worst["end"]].mean().sort_values(ascending=False).round(2)
