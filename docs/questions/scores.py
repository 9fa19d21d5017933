"""
How are errors turned into scores?
==================================

In five steps, which are the same for every detector. Columns are *standardized* first:
zero mean and unit variance in the training rows.

1. **Estimate.** The mean around each row is taken out of columns that change often
   (``detrend``): a triangular one over two windows to both sides, or four windows back
   with ``causal``. The network estimates what is left of each row several times: from
   overlapping windows or with several lags.
2. **Error.** The squared errors of each value are averaged over its estimates. Weights
   give all lags the same mean error in training, because a row that was just read is
   easier to estimate than one that was read a window ago.
3. **Smooth.** A moving average over ``smoothing_`` rows, applied twice, smooths the
   errors of each column: an event lasts longer than its few rows with large errors.
   By default this is the period or, without one, the window, within 64 to 256 rows.
4. **Scale.** The errors of a column are divided by its largest smoothed error in
   training (``error_scale_``), so that noisy columns count no more than calm ones.
   Errors far above it are log-compressed.
5. **Aggregate.** The score of a row is minus the mean of its three largest columns.

So a score below -1 is worse than the score of every training row.
"""

# %%
# What smoothing does
# -------------------
import matplotlib.pyplot as plt

from skseq.datasets import make_anomalous_series
from skseq.detectors import LSTMDetector
from skseq.inspection import AnomalyScoreDisplay
from skseq.metrics import vus_pr_score

X, y = make_anomalous_series(3000, random_state=2)

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
# Without smoothing, scores change quickly from row to row. Strong smoothing blurs short
# events, and alarms begin early. The default suits long events, as most real ones are.
# Set a few rows if yours are short.
#
# ``score`` is not the mean of ``score_samples``
# ----------------------------------------------
#
# ``score_samples`` is relative to the detector's own errors in training, so it cannot
# compare detectors. ``score`` can: it is minus the mean *squared* error in units of the
# training variance. ``GridSearchCV`` maximises it by default. But it measures how well
# rows are estimated, not how well anomalies are found: with labels, use
# :func:`skseq.metrics.get_scorer`.
detector.score(X[1500:])
