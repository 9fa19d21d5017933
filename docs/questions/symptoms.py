"""
Which faults are found, and how?
================================

Find your symptom: each has a scene with labelled faults, what a detector says of it,
and what to set. A detector learns from the first half of each scene, and the pictures
show the second half, with events in yellow. The generators are in
:mod:`skseq.datasets`, so that you can try your own detector.
"""

# %%
# One function fits a detector, draws the scene, and returns the average precision of
# the scores and the share of the rows of each event that ``predict`` marks.
import numpy as np
from sklearn.metrics import average_precision_score

from skseq.datasets import make_anomalous_series, make_calendar_series
from skseq.detectors import AutoencoderDetector
from skseq.inspection import AnomalyScoreDisplay


def look(X, y, **params):
    """Fit a detector to the first half, and tell how it does on the second one."""
    half = len(X) // 2
    detector = AutoencoderDetector(max_iter=400, random_state=0, **params)
    detector.fit(X[:half])
    scores, marked = detector.score_samples(X), detector.predict(X) == -1
    AnomalyScoreDisplay.from_predictions(
        scores[half:], X=X[half:], y=y[half:], offset=detector.offset_
    )
    edges = np.flatnonzero(np.diff(y, prepend=0, append=0)).reshape(-1, 2)
    found = np.array([marked[start:stop].mean() for start, stop in edges])
    precision = average_precision_score(y[half:], -scores[half:])
    print(f"average precision {precision:.2f}, marked of each event {found.round(2)}")
    return precision, found


scene = {"period": 50, "waveform": "sine", "n_timestamps": 5000, "random_state": 0}

# %%
# A sensor died
# -------------
#
# It repeats its last value, or moves far less than it used to. Nothing is large here,
# and no value is new. But a detector also compares how calm each column is with how
# calm it ever was in training, so both are anomalies, whatever the unit of the column.
# Nothing is to be set.
X, y = make_anomalous_series(
    **scene, kinds=["dead_sensor", "dried_up"], n_anomalies=2, noise=0.3
)
precision, found = look(X, y)
assert precision > 0.8
assert found.min() > 0.5

# %%
# A column that changes in less than half of its rows, such as a switch, cannot be too
# calm. With ``causal=True`` calm takes longer to tell: alarms begin when some hundred
# rows have been dead.
#
# A trend hides everything
# ------------------------
#
# The values rise by a hundred times the deviation of the cycle. The trend is taken out
# before the network reads a row, and units are those of what is left. Nothing is to be
# set.
X, y = make_anomalous_series(
    **scene, kinds=["dead_sensor", "level_shift"], n_anomalies=3, trend=100, noise=0.2
)
precision, found = look(X, y)
assert precision > 0.6
assert found.min() > 0.3

# %%
# A counter only grows
# --------------------
#
# How many bytes have been sent since the start says nothing. A column that only grows,
# and sometimes starts again, is read by its growth per row. Below, the counter stands
# still or grows at another rate.
X, y = make_anomalous_series(
    **scene,
    kinds=["dead_sensor", "level_shift"],
    n_anomalies=3,
    noise=0.2,
    counter=True,
    wrap=2000,
)
precision, found = look(X, y)
assert precision > 0.8
assert found.min() > 0.5

# %%
# A column that never moved
# -------------------------
#
# The share of lost packets was 0 in all training rows. Nothing is known of its unit, so
# any move by more than rounding is an event. Here it is a thousandth.
X, _ = make_anomalous_series(**scene, n_anomalies=0)
_, y = make_anomalous_series(**scene, kinds="level_shift", n_anomalies=2)
X = np.column_stack([X, 0.001 * y])
precision, found = look(X, y)
assert precision > 0.95
assert found.min() == 1

# %%
# The level moved
# ---------------
#
# Columns lie higher or lower by the height of their cycle, for 400 rows and more. By
# default the trend is taken out before the network reads a row, so it does not see a
# level that stays. But a level that a column never had in training counts, too, as long
# as it lasts, if levels in training stayed in a range. Nothing is to be set.
X, y = make_anomalous_series(
    **scene, n_features=3, kinds="sustained_offset", n_anomalies=2, noise=0.2
)
precision, found = look(X, y)
assert precision > 0.7
assert found.min() > 0.8

# %%
# If your series has no trend, and levels have a meaning in it as that of a temperature
# has, set ``detrend=False``. The network then sees the levels, and edges are sharper.
precision, found = look(X, y, detrend=False)
assert precision > 0.9
assert found.min() > 0.8

# %%
# Daily seasons
# -------------
#
# A day of 5-minute rows has 288 of them, more than the 128 rows that
# ``window_size="auto"`` takes at most. Name the period yourself:
X, y = make_calendar_series(
    42,
    rows_per_day=288,
    weekend=0.99,
    n_holidays=0,
    n_plans=0,
    kinds=["missing_beat", "level_shift"],
    n_anomalies=4,
    random_state=0,
)
load = X[:, :1]
precision, found = look(load, y, window_size=288)
assert precision > 0.7
assert found.min() > 0.7

# %%
# Or take means of some rows, such that a day has 128 rows at most. It is faster, and
# noise becomes smaller. Alarms are as coarse as the rows.
per_quarter_hour = load.reshape(-1, 3, 1).mean(axis=1)
precision, found = look(per_quarter_hour, y.reshape(-1, 3).max(axis=1))
assert precision > 0.7
assert found.min() > 0.7

# %%
# Weeks, weekends and holidays
# ----------------------------
#
# A day of half-hourly rows has 48 of them, and fits a window. A day of 5-minute rows
# has 288, a week of them 2 016, and no network sees that it is a Saturday or a holiday.
# :class:`~skseq.preprocessing.Deseasonalizer` learns what each column usually is at a
# time of the day and of the week, by the index of X, and subtracts it. What is left has
# no long season, so a short window and little smoothing fit.
from sklearn.pipeline import make_pipeline

from skseq.preprocessing import Deseasonalizer

X, y = make_calendar_series(as_frame=True, random_state=0)
load, y = X[["load"]], y.to_numpy()
days_off = np.unique(X.index[X["holiday"] == 1].date.astype(str))
half = len(load) // 2
detector = make_pipeline(
    Deseasonalizer(days_off=days_off),
    AutoencoderDetector(window_size=32, smoothing=16, random_state=0),
)
detector.fit(load[:half])
scores = detector.score_samples(load)
alone = AutoencoderDetector(window_size=32, smoothing=16, random_state=0)
alone.fit(load[:half])
AnomalyScoreDisplay.from_predictions(
    scores[half:], X=load[half:], y=y[half:], offset=detector[-1].offset_
)
with_season, without = (
    average_precision_score(y[half:], -found[half:])
    for found in (alone.score_samples(load), scores)
)
print(f"average precision {with_season:.2f}, without the season {without:.2f}")
assert without > 0.75 > 0.6 > with_season

# %%
# Without times, ``Deseasonalizer`` finds periods of any length by autocorrelation, and
# counts them from the first row of each series.

# %%
# Counts and long tails
# ---------------------
#
# Counts of requests or of errors have many zeros and a long tail, so large values look
# like errors. ``PowerTransformer`` of scikit-learn brings columns near to a normal
# distribution, and learns how from the training rows. Alarms then hold fewer normal
# rows, and may be shorter.
from sklearn.preprocessing import PowerTransformer

X, y = make_anomalous_series(
    **scene, kinds=["level_shift"], n_anomalies=3, strength=2.0, n_features=2
)
counts = np.random.RandomState(0).poisson(np.exp(X)).astype(float)
half = len(counts) // 2
normal_rows = []
for steps in [[], [PowerTransformer()]]:
    detector = make_pipeline(*steps, AutoencoderDetector(random_state=0))
    marked = detector.fit(counts[:half]).predict(counts)[half:] == -1
    normal_rows.append(np.mean(y[half:][marked] == 0))
print("share of the alarmed rows that are normal:", np.round(normal_rows, 2))
assert normal_rows[1] < normal_rows[0]

# %%
# What is not seen yet
# --------------------
#
# - An offset of a few of many columns by less than twice the height of their cycle: it
#   may be marked at its ends only.
# - A series that moves between far levels every few periods: each move may raise an
#   alarm, and a change of shape is small beside it. One visit in training does no harm.
# - Plans: a column that says what is to come is read like any other, so a new plan may
#   raise an alarm.
#
# Where you know what is planned, leave out the alarms in these rows:
#
# .. code-block:: python
#
#     alarms = (detector.predict(X) == -1) & (plan == 0)
#
# ``levels=`` of :func:`~skseq.datasets.make_anomalous_series` makes such levels, and
# :func:`~skseq.datasets.make_calendar_series` weekends, holidays and plans.
