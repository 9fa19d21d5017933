"""
What does window_size do?
=========================

``window_size`` is how many rows a network looks at when it judges one. With 1 there is
no context: a row is compared with what rows look like in general. A window of about one
period shows a whole cycle, so that a wrong one stands out.

An autoencoder compresses and reconstructs windows of this many rows. A recurrent
detector has read *at least* so many rows when it estimates one, and recollects rows up
to a window back; it reads the series in long blocks, so its window costs almost
nothing.
"""

# %%
# Too short, right, too long
# --------------------------
#
# A period of this series has 40 rows. In the events the rhythm changes, but no single
# value is unusual.
import matplotlib.pyplot as plt

from skseq.datasets import make_anomalous_series
from skseq.detectors import AutoencoderDetector
from skseq.inspection import AnomalyScoreDisplay
from skseq.metrics import vus_pr_score

X, y = make_anomalous_series(
    3000, kinds=["frequency_change"], n_anomalies=4, waveform="sine", random_state=3
)

figure, axes = plt.subplots(3, figsize=(9, 6), layout="constrained", sharex=True)
for ax, window_size in zip(axes, [1, 40, 200], strict=True):
    detector = AutoencoderDetector(window_size, max_iter=400, random_state=0)
    scores = detector.fit(X[:1500]).score_samples(X)
    AnomalyScoreDisplay.from_predictions(scores, y=y, offset=detector.offset_, ax=ax)
    value = vus_pr_score(y[1500:], -scores[1500:], buffer=40)
    ax.set_title(f"window_size={window_size}: VUS-PR {value:.2f}", loc="right", size=9)
    if ax is not axes[0]:
        ax.get_legend().remove()

# %%
# A row by itself tells nothing. A window of five periods holds many rhythms at once, of
# which the network, with as little to learn from, keeps less.
#
# ``"auto"``
# ----------
#
# By default the window is the dominant period of the training series, which is looked
# for in its autocorrelation and rounded to one of a few sizes, so that series of many
# periods share compiled networks. What was chosen is ``window_size_``.
detector = AutoencoderDetector(max_iter=1, random_state=0).fit(X[:1500])
detector.window_size_, detector.smoothing_

# %%
# Set it yourself where you know better: a weekly rhythm in hourly data is 168, though
# the daily one is stronger. Or :doc:`search for it <grid_search>`.
#
# ``smoothing`` is another width: over how many rows *errors* are averaged, see
# :doc:`scores`. ``context_`` says what both together make of it: how many rows before
# and after a row its score may depend on.
detector.context_
