"""
How fast is it, and why?
========================

The first fit of a process takes some seconds, mostly to load JAX and to compile the
network. Later fits of the same shapes reuse the compiled program.
"""

# %%
import time

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

import skseq
from skseq.datasets import make_anomalous_series
from skseq.detectors import AutoencoderDetector, GRUDetector

X, _ = make_anomalous_series(3000, n_anomalies=0, random_state=0)
skseq.clear_caches()  # as in a new process


def seconds(function, *arguments):
    start = time.perf_counter()
    function(*arguments)
    return time.perf_counter() - start


table = {}
for Detector in (AutoencoderDetector, GRUDetector):
    detector = Detector(window_size=32, max_iter=100, random_state=0)
    table[Detector.__name__] = {
        "first fit": seconds(detector.fit, X),
        "fit again": seconds(detector.fit, X),
        "fit on half of the rows": seconds(detector.fit, X[:1500]),
        "score": seconds(detector.score_samples, X),
    }
pd.DataFrame(table).T.round(3)

# %%
# ``max_iter`` counts steps of the optimizer, not passes over the series. So training
# takes as long on a short series as on a long one. The time of scoring grows with the
# number of rows:
n_rows = np.array([3_000, 10_000, 30_000])
long_series = np.tile(X, (10, 1))
figure, ax = plt.subplots(figsize=(6, 3.2), layout="constrained")
for Detector, style in {AutoencoderDetector: "o-", GRUDetector: "s--"}.items():
    detector = Detector(window_size=32, max_iter=25, random_state=0).fit(X)
    times = [seconds(detector.score_samples, long_series[:n]) for n in n_rows]
    ax.loglog(n_rows, times, style, label=Detector.__name__)
ax.set_xlabel("rows")
ax.set_ylabel("seconds to score")
ax.legend(frameon=False)

# %%
# Why
# ---
#
# - **A recurrent detector reads each row about once.** Most implementations cut a
#   window for every row and read it from its start. With a window of 100 this takes a
#   hundred recurrent steps per row. Here long blocks are read once, after a warm-up of
#   one window.
# - **Windows are gathered by index, batch by batch.** There is no array of all windows,
#   so memory grows with the series, not with the window.
# - **Long series are scored in chunks**, several at once in threads: one thread per
#   processor, at most eight, and at most ``OMP_NUM_THREADS``. The chunks change no bit
#   of a score.
# - **Compiled programs are kept.** A grid search, a cross-validation or a refit
#   compiles nothing again for another learning rate, seed or number of rows.
#
# Costs
# -----
#
# - ``max_iter`` and ``batch_size``: training time grows in proportion.
# - The threshold needs errors of rows that were not trained on. Three more networks of
#   the same shape are trained for it, each for a third of the steps, several at once
#   in threads. On two cores a fit takes about one and a half times as long.
# - ``units``, ``hidden_layer_sizes``: training time grows less than in proportion,
#   until the processor is busy.
# - ``window_size``: costs little for recurrent detectors. For autoencoders it is the
#   size of the first and last layer.
# - A new network shape takes some seconds to compile, and about 30 MiB, which
#   :func:`skseq.clear_caches` frees. :func:`skseq.set_config` keeps compiled programs
#   on disk for the next process.
#
# :doc:`/benchmarks` compares with :class:`~sklearn.ensemble.IsolationForest`, PyOD,
# PyTorch and Keras' own training loop.
