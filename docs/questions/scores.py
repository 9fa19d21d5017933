"""
How are errors turned into scores?
==================================

In six steps, which are the same for every detector. First the mean around each row is
taken out of columns that change often (``detrend``): a triangular one over two windows
to both sides, or four windows back with ``causal``. What is left is *standardized*:
zero mean and unit variance in the training rows. Counters, which only grow, are read by
their growth per row.

1. **Estimate.** The network estimates each row several times: from overlapping windows
   or with several lags.
2. **Error.** The squared errors of each value are averaged over its estimates. Weights
   give all lags the same mean error in training, because a row that was just read is
   easier to estimate than one that was read a window ago.
3. **Smooth.** A moving average over ``smoothing_`` rows, applied twice, smooths the
   errors of each column: an event lasts longer than its few rows with large errors.
   By default this is the period or, without one, the window, within 64 to 256 rows,
   and a sixteenth of that with ``causal``.
4. **Scale.** The errors of a column are divided by its largest smoothed error in
   training (``error_scale_``), so that noisy columns count no more than calm ones.
   A column that is calmer than it ever was in training, by its error or by its steps
   from row to row, counts by how much it is: a dead sensor has no error. What is far
   above 1 is log-compressed. The mean of the three largest columns is the *evidence* of
   a row.
5. **Compare.** The score is minus the evidence in units of the threshold
   (``error_threshold_``): 1.7 times the worst training row, but at most 1.7 times 1.3
   times the 95 % quantile, so that a few anomalies in training do not lift it.
6. **Confirm.** A row worse than the threshold must also be worse than what is usual
   lately, and be part of the event itself, not only of the average around it. If not,
   its score is just above -1. The order of such rows stays.

So a score below -1 means: worse than 1.7 times the worst training row that is trusted,
and confirmed by the rows around it. ``predict`` marks these rows.

Training rows have smaller errors than new ones, because the network was fitted to them.
So three networks are trained in addition, each without a third of the training rows and
for a third of the steps. Steps 4 and 5 look at the larger of two errors: that of the
network itself, and that of the one that has not seen the row, corrected by how much
less it was trained. ``calibration_scores_`` are the scores of the training rows by
these errors, ``training_scores_`` those by the network itself.
"""

# %%
# What smoothing does
# -------------------
import matplotlib.pyplot as plt

from skseq.datasets import make_anomalous_series
from skseq.detectors import LSTMDetector
from skseq.inspection import AnomalyScoreDisplay
from skseq.metrics import vus_pr_score

X, y = make_anomalous_series(3000, n_anomalies=3, random_state=0)

figure, axes = plt.subplots(3, figsize=(9, 6), layout="constrained", sharex=True)
for ax, smoothing in zip(axes, [1, 8, "auto"], strict=True):
    detector = LSTMDetector(smoothing=smoothing, max_iter=200, random_state=0)
    scores = detector.fit(X[:1500]).score_samples(X)
    AnomalyScoreDisplay.from_predictions(scores, y=y, offset=detector.offset_, ax=ax)
    value = vus_pr_score(y[1500:], -scores[1500:], buffer=40)
    ax.set_title(
        f"smoothing={smoothing!r} ({detector.smoothing_} rows): VUS-PR {value:.2f}",
        loc="right",
        size=9,
    )
    if ax is not axes[0]:
        ax.get_legend().remove()

# %%
# Without smoothing, scores change quickly from row to row, and every row is judged by
# itself: step 6 is left out. Strong smoothing finds weak events but blurs short ones.
# The default suits long events, as most real ones are. Set fewer rows if yours are
# short, but at least a tenth of the longest: see :doc:`alarms`.
#
# ``score`` is not the mean of ``score_samples``
# ----------------------------------------------
#
# ``score_samples`` is in units of the detector's own threshold, so it cannot tell which
# of two detectors is better. ``score`` can compare them: it is minus the mean *squared*
# error in units of the training variance. ``GridSearchCV`` maximises it by default. But
# it measures how well rows are estimated, not how well anomalies are found: with
# labels, use :func:`skseq.metrics.get_scorer`.
detector.score(X[1500:])
