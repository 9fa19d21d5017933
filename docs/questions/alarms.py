"""
Why are my alarms late or wide?
===============================

``predict`` marks rows, and a run of marked rows is an alarm. It may begin before its
event or after it, last longer, or be missing. Most often the cause is ``smoothing``,
``causal`` or ``contamination``. Measure it first, then change one of them.
"""

# %%
# How well do alarms fit?
# -----------------------
#
# The series is generated, so the true events are known. The first half is normal.
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from skseq.datasets import make_anomalous_series
from skseq.detectors import AutoencoderDetector
from skseq.metrics import anomaly_report

X, y = make_anomalous_series(6000, n_anomalies=6, random_state=0)
X_train, X_new, y_new = X[:3000], X[3000:], y[3000:]

detectors = {
    "default": AutoencoderDetector(max_iter=600, random_state=0),
    "smoothing=256": AutoencoderDetector(smoothing=256, max_iter=600, random_state=0),
    "smoothing=16": AutoencoderDetector(smoothing=16, max_iter=600, random_state=0),
    "causal=True": AutoencoderDetector(causal=True, max_iter=600, random_state=0),
    "contamination=0.02": AutoencoderDetector(
        contamination=0.02, max_iter=600, random_state=0
    ),
}

table, alarms = {}, {}
for name, detector in detectors.items():
    detector.fit(X_train)
    alarms[name] = detector.predict(X_new) == -1
    report = anomaly_report(
        y_new,
        -detector.score_samples(X_new),
        alarms[name],
        pos_label=None,
        output_dict=True,
    )["predictions"]
    table[name] = {
        "rows averaged": detector.smoothing_,
        "events found": report["event_recall"],
        "delay": report["detection_delay"],
        "start": report["start_error"],
        "end": report["end_error"],
        "length ratio": report["alarm_length_ratio"],
    }
pd.DataFrame(table).T.round(2)

# %%
# - *delay*: mean rows from the start of an event to its first marked row. It cannot be
#   below 0, so it does not show alarms that begin early.
# - *start*, *end*: median distance of the edges of an alarm from those of its event.
#   Below 0 is early.
# - *length ratio*: marked rows for each anomalous one, 1 at best.
#
# :func:`~skseq.metrics.anomaly_report` prints them all. Events are yellow here, and
# alarms are red:


def draw(axes, names):
    """Draw which rows are events, and which are alarms."""
    for ax, name in zip(axes, names, strict=True):
        rows = np.arange(len(y_new))
        ax.fill_between(rows, y_new, color="#E69F00", alpha=0.4, lw=0, step="mid")
        ax.fill_between(rows, 0.5 * alarms[name], color="#D55E00", lw=0, step="mid")
        ax.set_yticks([])
        ax.set_title(name, loc="left", size=9)


figure, axes = plt.subplots(
    6, figsize=(9, 6), sharex=True, layout="constrained", height_ratios=[2] + [1] * 5
)
axes[0].plot(X_new[:, 0], lw=0.6, color="0.3")
draw(axes[1:], detectors)
axes[-1].set_xlabel("row")

# %%
# Smoothing
# ---------
#
# Errors are averaged over ``smoothing_`` rows, twice. This finds long events that are
# weak, but it spreads each of them over its surroundings. So the wide average only
# decides *whether* there is an event. *Where* it is, is read from an average over a
# quarter of the rows: a row belongs to the event if this narrow error is at least 0.3
# of the largest one near it. Edges are therefore uncertain by about a quarter of
# ``smoothing_``, and two events closer than ``smoothing_`` become one alarm.
#
# Set fewer rows if your events are short. But do not set less than a tenth of the
# longest event: a row must also be worse than what has been usual in the last
# ``32 * smoothing_`` rows. An event that fills 30 % of them is usual by then, and the
# rest of it raises no alarm. In a plot the scores of such rows lie flat at the
# threshold. This keeps a series that has become noisier for good from being one endless
# alarm. Short events that fill as many rows together raise what is usual to the
# threshold at most, so only weak ones after them are missed.
#
# Labels may be wider than what is unusual. On the labels of NAB, a tenth of the series
# each, alarms cover 0.2 to 0.3 of the labelled rows.
#
# Causal scores
# -------------
#
# With ``causal=True`` no later row is read. A row is then averaged with rows before it
# only, so an alarm is late by part of the smoothing, and it ends late. There is no
# narrow average that could place the edges. ``smoothing="auto"`` is therefore a
# sixteenth of what it is without ``causal``, 4 to 16 rows: fewer rows react sooner and
# raise more false alarms. A recurrent detector is later still: an estimate counts only
# when it is made, up to half a window after its row. Short ``lags`` are faster, and
# find fewer of the events that only a whole window shows.
#
# Contamination
# -------------
#
# A number sets ``offset_`` so that this share of the *training* rows is marked. They
# fit better than new rows do, so more of the new rows are marked, and the threshold
# lies above -1. Edges are looked for in rows below -1 only. The alarms are then as wide
# as the average. Leave ``"auto"`` unless you want just that.
#
# From rows to alarms
# -------------------
#
# Somebody has to read each alarm. ``predict_events`` makes one row of each, and its
# options decide what is worth reporting:
#
# .. list-table::
#    :header-rows: 1
#
#    * - option
#      - what it does
#    * - ``max_gap=10``
#      - joins runs that are at most 10 normal rows apart.
#    * - ``min_length=5``
#      - leaves out events of fewer rows.
#    * - ``release=0.8``
#      - an event begins at a score below ``offset_`` and lasts until the score is back
#        above 0.8 times ``offset_``. A score that swings around the threshold is then
#        one event. It ends later.
#    * - ``rest=500``
#      - after an event, reports no other one that begins in the next 500 rows ...
#    * - ``escalation=2.0``
#      - ... unless its peak is twice as bad as that of the last one reported.
#
# By default nothing is joined, left out or held back, so the events are the runs of
# ``predict``. The narrow average of a causal detector gives many short alarms:
detector = AutoencoderDetector(
    causal=True, smoothing=8, max_iter=600, random_state=0
).fit(X_train)
policies = {
    "as predict": {},
    "max_gap=20": {"max_gap": 20},
    "max_gap=20, min_length=20": {"max_gap": 20, "min_length": 20},
    "release=0.5": {"release": 0.5},
    "release=0.5, rest=300": {"release": 0.5, "rest": 300},
}
for name, policy in policies.items():
    events = detector.predict_events(X_new, output="records", **policy)
    alarms[name] = np.zeros(len(X_new), dtype=bool)
    for event in events:
        alarms[name][event["start_row"] : event["stop_row"]] = True
    print(f"{name:<26} {len(events)} alarms")

figure, axes = plt.subplots(
    6, figsize=(9, 6), sharex=True, layout="constrained", height_ratios=[2] + [1] * 5
)
axes[0].plot(-detector.score_samples(X_new), lw=0.6)
axes[0].axhline(-detector.offset_, ls="--", color="0.3")
axes[0].set_yscale("log")
axes[0].set_title("anomaly score", loc="left", size=9)
draw(axes[1:], policies)
axes[-1].set_xlabel("row")

# %%
# The alarm near row 20 is false: nothing is known before the first row. Score new rows
# together with the rows before them, see :doc:`pitfalls`. ``rest`` also held back a
# true event, after row 2000. Use it where a second alarm would tell nothing new.
#
# How bad is an alarm?
# --------------------
#
# ``severity`` is a score from 0 to 100: 50 at the threshold, 75 at twice the
# threshold. ``peak`` is the row with the largest error itself, not of an average.
detector = AutoencoderDetector(max_iter=600, random_state=0)
detector.fit(pd.DataFrame(X_train, columns=["pulse"]))
frame = pd.DataFrame(X_new, columns=["pulse"])
events = detector.predict_events(frame)
events[["start", "end", "peak", "peak_score", "severity"]].round(2)

# %%
# In ``score_frame``, ``p_value`` says how probable a score as low is in a new row of
# the same process: its rank among ``calibration_scores_`` as they would be 1.7 times
# as bad, and beyond the lowest 2 % of these a fitted tail. The factor makes it rather
# too large than too small. It is a value for each row by itself: rows beside an event
# share its average and have small ones, too. The rows at the peaks above:
peaks = detector.score_frame(frame).loc[events["peak"]]
peaks.assign(p_value=peaks["p_value"].map("{:.1e}".format)).round(2)
