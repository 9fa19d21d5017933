"""
How do I see progress, and end a fit in time?
=============================================

A fit reports after each 25 of its ``max_iter`` steps. ``verbose`` prints the reports.
Callbacks of scikit-learn 1.9 see them, in pipelines and searches, too.
"""

# %%
from skseq.datasets import make_anomalous_series
from skseq.detectors import GRUDetector

X, _ = make_anomalous_series(3000, n_anomalies=0, random_state=0)
detector = GRUDetector(window_size=32, max_iter=100, verbose=1, random_state=0)
detector.fit(X)

# %%
# The same reports are kept, and :class:`~skseq.inspection.LossCurveDisplay` draws them.
# If the loss still falls at the end, more steps may help.
from skseq.inspection import LossCurveDisplay

LossCurveDisplay.from_estimator(detector)

# %%
# A bar for everything
# --------------------
#
# With ``rich`` installed, scikit-learn draws a bar for the steps of a detector or a
# pipeline, and for each fit of a search:
#
# .. code-block:: python
#
#     from sklearn.callback import ProgressBar
#
#     pipeline = make_pipeline(StandardScaler(), GRUDetector())
#     pipeline.set_callbacks(ProgressBar()).fit(X)
#
# A search without callbacks prints a line for each fit with ``verbose=3``.
#
# No longer than
# --------------
#
# :class:`~skseq.callback.TimeBudget` ends the training when its time is up. The
# threshold is set in any case, so the detector can be used.
from skseq.callback import TimeBudget

detector = GRUDetector(window_size=32, max_iter=100_000, random_state=0)
detector.set_callbacks(TimeBudget(seconds=2)).fit(X)
detector.n_iter_

# %%
# Another way to end early is ``early_stopping=True``: training ends when the loss of
# the tail of each series does not fall any more. In a search
# :class:`~skseq.callback.TrialPruning` ends the fits that are worse than others, see
# :doc:`/use_with/searches`.
#
# Go on later
# -----------
#
# With ``warm_start=True`` another ``fit`` goes on with the network as it is.
# ``partial_fit`` trains on new rows only. Both keep the window and the units of the
# columns.
detector = GRUDetector(
    window_size=32, max_iter=100, warm_start=True, random_state=0
).fit(X[:1500])
detector.fit(X)
detector.partial_fit(X[2500:])
detector.n_iter_

# %%
# Scores
# ------
#
# Scores take no callbacks. They are fast: about half a microsecond for each row of one
# column. With ``verbose=1`` a line is printed for each tenth of a series that is long
# enough to be scored in parts, some 30 000 rows at least. It can be set after the fit,
# too.
detector.set_params(verbose=1)
long, _ = make_anomalous_series(200_000, n_anomalies=0, random_state=1)
detector.score_samples(long).shape

# %%
# :class:`~skseq.compose.PerSeriesDetector` has ``verbose``, too: joblib prints how many
# series are fitted, and later how many are scored.
