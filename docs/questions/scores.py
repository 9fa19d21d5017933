"""
How are errors turned into scores?
==================================

In five steps, the same for every detector. Estimates and errors are of *standardized*
columns: zero mean, unit variance in the training rows.

1. **Estimate.** The network estimates each row, from several windows or horizons.
2. **Error.** The squared error of each value, averaged over its estimates. Each
   estimate weighs as much as the others: a row that has just been read is easier than
   one that was read a window ago.
3. **Smooth.** Each column is averaged over ``smoothing_`` rows, twice in turn: an event
   lasts longer than the single rows that surprise.
4. **Compare.** Divided by the largest smoothed error of the column in training
   (``error_scale_``): noisy columns count no more than calm ones. Far beyond it, errors
   grow with their logarithm only.
5. **Join.** The mean of the three largest columns is the error of the row; minus it is
   the score.

So a score of -1 means: as bad as the worst of the training rows.
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
# Without it, scores flicker: high where the network is surprised, low again a row
# later. With much, short events are blurred and alarms begin early. The default suits
# long events, as most real ones are; where yours are short, set a few rows.
#
# ``score`` is something else
# ---------------------------
#
# ``score_samples`` is relative to the detector's own errors in training, so it cannot
# tell which of two detectors is better. ``score`` can be compared between detectors: it
# is minus the mean *squared* error in units of the training variance, and what
# ``GridSearchCV`` maximises without ``scoring``. But it says how well rows are
# estimated, not how well anomalies are found: with labels, use
# :func:`skseq.metrics.get_scorer`.
detector.score(X[1500:])
