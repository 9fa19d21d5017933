"""
Read an event: when, how bad, and in which columns
==================================================

An alarm is the beginning of a question. A detector answers what it expected instead,
and which columns made the error.
"""

# %%
# Eight measurements of a machine that move together. In events, some of them do not.
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
# ``predict_events`` joins rows below the limit to events. Runs that are at most a few
# rows apart are one event, and short ones are left out.
events = detector.predict_events(frame[2000:], max_gap=20, min_length=10)
events[["start", "end", "peak_score", "columns"]].round({"peak_score": 2})

# %%
# What was put in:
for event in truth:
    names = ", ".join(columns[number] for number in event["columns"])
    print(f"{minutes[event['start']]:%d %H:%M}  {event['kind']:<18} {names}")

# %%
# One of them close up
# --------------------
#
# The worst. Solid is what came, dashed what was expected; the bars tell how much of the
# error each column has.
worst = events.loc[events["peak_score"].idxmin()]
EventDisplay.from_estimator(detector, frame[2000:], worst)

# %%
# The numbers behind the picture: ``predict_estimate`` returns what was expected, in the
# units of X, and ``error_contributions`` the share of each column in the error of each
# row. As the three largest columns make the score, only they have a share in a row.
shares = pd.DataFrame(
    detector.error_contributions(frame[2000:]),
    columns=columns,
    index=frame.index[2000:],
)
shares[worst["start"] : worst["end"]].mean().sort_values(ascending=False).round(2)
