"""
How do I get events out of a pipeline?
======================================

A :class:`~sklearn.pipeline.Pipeline` passes on ``predict``, ``decision_function`` and
``score_samples``, as it does for ``IsolationForest``. A detector answers more: events,
the columns that caused them, expected values, streams.
:func:`~skseq.compose.last_step` opens a fitted pipeline, or a search, and returns the
detector and the rows as it reads them.
"""

# %%
import pandas as pd
from sklearn.model_selection import GridSearchCV, TimeSeriesSplit
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from skseq.compose import last_step
from skseq.datasets import make_anomalous_series
from skseq.detectors import AutoencoderDetector
from skseq.inspection import AnomalyScoreDisplay, EventDisplay

X, y = make_anomalous_series(3000, 2, n_anomalies=4, random_state=0)
times = pd.date_range("2026-01-01", periods=len(X), freq="min", name="time")
X = pd.DataFrame(X, index=times, columns=["flow", "heat"])

# %%
# ``set_output`` before ``fit`` lets scalers return frames. Without it the detector is
# given an array, and sees neither times nor names. ``last_step`` warns of that.
pipeline = make_pipeline(
    StandardScaler(), AutoencoderDetector(max_iter=300, random_state=0)
).set_output(transform="pandas")
pipeline.fit(X[:1500])

detector, rows = last_step(pipeline, X)
events = detector.predict_events(rows)
events[["start", "end", "peak_score", "columns"]]

# %%
# Everything that a detector answers can be asked in the same way. ``predict_expected``
# is in the units of the rows that the detector reads; a scaler takes them back to those
# of X.
expected = pipeline[:-1].inverse_transform(detector.predict_expected(rows))
pd.DataFrame(expected, index=X.index, columns=X.columns).tail(3)

# %%
# The detector is the step of the pipeline itself, not a copy. With another threshold
# the pipeline predicts other labels:
before = (pipeline.predict(X) == -1).sum()
detector.set_threshold(2.0)
before, (pipeline.predict(X) == -1).sum()

# %%
# A stream reads the rows that the last step reads, so transform new ones by
# ``pipeline[:-1].transform(new_rows)`` before ``stream.push``.
#
# Displays
# --------
#
# Displays take the whole pipeline.
AnomalyScoreDisplay.from_estimator(pipeline, X, y)

# %%
EventDisplay.from_estimator(pipeline, X, events.iloc[0])

# %%
# Searches
# --------
#
# The same works with a search, whose best estimator is opened.
search = GridSearchCV(
    pipeline,
    {"autoencoderdetector__smoothing": [16, 64]},
    cv=TimeSeriesSplit(2),
).fit(X[:1500])
detector, rows = last_step(search, X)
detector.score_frame(rows).tail(3)
