"""
How do I use it in production?
==============================

Fit with ``causal=True``, then open a stream. It scores rows as they arrive, many series
in one call, and its scores are those of the whole series, up to rounding.
"""

# %%
import asyncio
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

import numpy as np
import pandas as pd

from skseq.datasets import make_anomalous_series
from skseq.detectors import GRUDetector
from skseq.exceptions import SeriesWarning
from skseq.streaming import (
    AlarmPolicy,
    RollingRankThreshold,
    pack_states,
    unpack_states,
)

X, y = make_anomalous_series(3000, random_state=5)
detector = GRUDetector(causal=True, max_iter=200, random_state=0).fit(X[:1500])

stream = detector.open_stream(X[:1500])  # the rows before those to come
scores = np.concatenate([stream.push(row[None]) for row in X[1500:]])
np.abs(scores - detector.score_samples(X)[1500:]).max()

# %%
# Only the last window is not enough
# ----------------------------------
#
# The score of a row depends on more than a window: on the trend, on averages of errors
# and on what has been usual lately. ``context_`` says on how many rows. To score a
# window alone and take its last score gives another number, with a warning. Where rows
# come seldom and a stream is too much, ``score_samples(X, last=1)`` gives the score of
# the last row of a long series, by the rows that it depends on.
window = detector.window_size_
with warnings.catch_warnings():
    warnings.simplefilter("ignore", SeriesWarning)
    alone = [
        detector.score_samples(X[i - window + 1 : i + 1])[-1] for i in range(1500, 1800)
    ]
pd.DataFrame({"window alone": alone, "stream": scores[:300]}).describe().round(3)

# %%
# A stream carries what it needs of the rows before, so each row takes the same short
# time however many came before it.
#
# Many series
# -----------
#
# ``groups`` names the series of each row; rows of several series may alternate. One
# call for many series is many times faster than a call for each.
fleet = detector.open_stream(max_keys=10_000)
machines = np.array([f"machine {number}" for number in range(3)])
for t in range(200):
    rows = np.stack([X[t], X[t + 500], X[t + 1000]])
    found = fleet.push(rows, groups=machines)
fleet.push_frame(pd.DataFrame(rows, index=machines), groups=machines).round(3)

# %%
# - ``max_keys`` bounds the memory: the series whose last row came longest ago are
#   forgotten first. ``forget`` and ``reset`` do it by hand.
# - A frame with a MultiIndex names the series by its outer levels.
# - With times in the index of a frame, or in ``time_column``, a row before the last one
#   of its series is an error, or with ``late="drop"`` it is left out and counted. With
#   ``max_gap_factor`` a long step of time begins a new series.
# - NaN is a missing value, as everywhere. If a sensor is silent, push rows of NaN or
#   nothing at all: the stream does not know the clock.
#
# Alarms
# ------
#
# A stream says when an alarm opens, whenever it has become far worse, and when it is
# over, with the columns that made it: ``alarm_changes`` are those of the last push.
# ``AlarmPolicy`` has the options of ``predict_events``, so alarms are its events.
watched = detector.open_stream(X[:1500], alarms=AlarmPolicy(max_gap=5, rest=50))
changes = []
for start in range(1500, 3000, 100):
    watched.push(X[start : start + 100])
    changes += watched.alarm_changes
pd.DataFrame(changes).head(6).round(2)

# %%
# ``push_frame`` has a column ``alarm``, and ``open_alarms()`` are those of now. Scores
# of other detectors become alarms by ``AlarmPolicy().update(scores)``.
#
# Thresholds that follow
# ----------------------
#
# ``offset_`` stays as it was learned. Where errors change for good, a rule can follow
# the scores of each series: ``RollingRankThreshold`` compares a row with those before
# it, ``RollingPOTThreshold`` (DSPOT) fits their tail. While an alarm is open they learn
# nothing, so a long event does not become usual before ``max_hold`` rows.
rule = RollingRankThreshold(risk=0.002, window_size=1000)
following = detector.open_stream(X[:1500], alarms=AlarmPolicy(rule, max_gap=5))
frame = following.push_frame(X[1500:])
frame[["score", "label", "alarm"]].groupby("alarm").describe()["score"].round(2)

# %%
# ``rule.row_offsets(scores)`` are the thresholds of all rows at once.
#
# Restart
# -------
#
# A file of a stream holds the model and all states, those of alarms too, without
# pickle. The process that loads it needs NumPy alone: neither Keras nor JAX nor
# scikit-learn.
folder = Path(tempfile.mkdtemp())
stream.save(folder / "stream.npz")
np.save(folder / "row.npy", X[:1])
program = """
import sys, numpy
from skseq.streaming import load_stream
stream = load_stream(sys.argv[1] + "/stream.npz")
print(stream.push(numpy.load(sys.argv[1] + "/row.npy")))
assert not {"sklearn", "keras", "jax"} & sys.modules.keys()
"""
command = [sys.executable, "-c", program, str(folder)]
print(subprocess.check_output(command, text=True), stream.push(X[:1]))

# %%
# Save after a batch of rows, together with the place in the queue that they came from:
# then no row is lost or scored twice. Engines that keep states themselves, such as
# Spark or Flink, take them as arrays:
states = fleet.states(["machine 1"])
elsewhere = detector.open_stream()
elsewhere.set_states(["machine 1"], states)
row = X[200:201]
same = elsewhere.push(row, groups=["machine 1"]) == fleet.push(
    row, groups=["machine 1"]
)
bool(same[0]), sum(state.nbytes for state in states.values())


# %%
# Queues and brokers
# ------------------
#
# A queue of bounded length lets a reader wait while scoring is behind (back-pressure).
# Each call takes all rows that have come; in a thread of its own it does not hold up
# the event loop.
async def read(rows, queue):
    """Put rows into the queue as they arrive; it waits while the queue is full."""
    for number, row in enumerate(rows):
        await queue.put((f"machine {number % 3}", row))


async def score(stream, queue, n_rows):
    """Push the rows that wait, all of them in one call."""
    sizes = []
    while sum(sizes) < n_rows:
        waiting = [await queue.get()]
        while not queue.empty():
            waiting.append(queue.get_nowait())
        keys, rows = zip(*waiting, strict=True)
        await asyncio.to_thread(stream.push, np.stack(rows), groups=keys)
        sizes.append(len(rows))
    return sizes


async def serve(stream, rows):
    """Read and score at the same time."""
    queue = asyncio.Queue(maxsize=60)
    scoring = score(stream, queue, len(rows))
    _, sizes = await asyncio.gather(read(rows, queue), scoring)
    return sizes


sizes = asyncio.run(serve(detector.open_stream(), X[:900]))
len(sizes), max(sizes)

# %%
# With a broker, write scores, states and the place that has been read in one
# transaction: then no row is lost or scored twice, wherever the process dies.
# ``examples/redis_consumer.py`` does so with Redis streams, and its test kills it at
# random places. ``pack_states`` makes bytes of states, for each series its own:
packed = pack_states(fleet.states(["machine 1"]))
elsewhere.set_states(["machine 1"], unpack_states(packed))
len(packed[0])

# %%
# The same holds elsewhere. With Kafka, send scores and offsets in one transaction of
# the producer (``send_offsets_to_transaction``), and keep states in a compacted topic;
# Faust and Quix Streams have tables for them. In Spark, ``transformWithStateInPandas``
# keeps a value of bytes for each key. One call for all keys of a micro-batch is many
# times faster than one for each.
#
# A new model
# -----------
#
# ``partial_fit`` or a new fit changes nothing in a stream that is open. ``swap`` goes
# on with the new model: each series begins anew with the rows that were kept of it.
kept = detector.open_stream(X[:2000], keep_rows=500)
detector.partial_fit(X[1500:2000])
kept.swap(detector)
kept.push(X[2000:2003])
