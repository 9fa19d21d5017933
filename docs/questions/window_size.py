"""
What does window_size do?
=========================

``window_size`` is the number of rows that a network uses to estimate one. With 1 there
is no context: each row is compared with rows in general. A window of about one period
contains a whole cycle, so that the network learns its shape.

An autoencoder compresses and reconstructs windows of this many rows. A recurrent
detector reads *at least* this many rows before it estimates one, and reconstructs rows
up to a window back. It reads the series in long blocks, so its window costs almost
nothing.
"""

# %%
# Too short, right, too long
# --------------------------
#
# A period of this series has 40 rows. In the events the frequency changes, but no
# single value is unusual.
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
# A single row contains no frequency. A window of five periods is harder to learn from
# the same number of rows.
#
# ``"auto"``
# ----------
#
# By default the window is the dominant period of the training series. It is found in
# the autocorrelation and rounded to one of a few sizes, so that series of many periods
# share compiled networks: 32 to 128 rows, or 64 if the series has no period. An
# autoencoder gets a shorter window if one would have more than 1 024 values.
# ``window_size_`` is the result. Of a period over 256 rows, such as a day of 5-minute
# rows, a window sees too little: ``fit`` warns of it, and a
# :class:`~skseq.preprocessing.Deseasonalizer` before the detector takes it out.
detector = AutoencoderDetector(max_iter=1, random_state=0).fit(X[:1500])
detector.window_size_, detector.smoothing_

# %%
# Set it yourself if you know better: a week of hourly data has 168 rows, even if the
# daily pattern is stronger. Or :doc:`search for it <grid_search>`.
#
# ``smoothing`` is another size: the number of rows over which *errors* are averaged,
# see :doc:`scores`. Both together determine ``context_``: how many rows before and
# after a row its score may depend on. Most of the rows before are those of the local
# level, which looks back 32 times ``smoothing_``.
detector.context_
