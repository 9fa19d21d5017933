"""
States of a machine as clusters
===============================

A machine idles, works or cleans itself, and nobody has written down when. Its sensors
are noisy, so a row alone does not tell. :class:`~skseq.preprocessing.SequenceEncoder`
turns each row into a few numbers that stand for the window that ends in it, and
:class:`~sklearn.cluster.KMeans` finds the states among them.
"""

# %%
import matplotlib.pyplot as plt
import numpy as np
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score
from sklearn.pipeline import make_pipeline

from skseq.detectors import AutoencoderDetector
from skseq.preprocessing import SequenceEncoder

rng = np.random.default_rng(0)
levels = np.array([[0.0, 0.0, 0.0], [1.0, 0.5, -0.5], [0.5, -1.0, 0.5]])
state = np.repeat(rng.permutation(np.arange(24) % 3), 100)
X = levels[state] + 0.7 * rng.normal(size=(len(state), 3))

# %%
# ``detrend=False`` keeps the level of the columns, which is part of a state, too.
encoder = SequenceEncoder(
    AutoencoderDetector(
        window_size=32, latent_size=2, detrend=False, max_iter=500, random_state=0
    )
)
pipeline = make_pipeline(encoder, KMeans(3, random_state=0))
found = pipeline.fit_predict(X)
alone = KMeans(3, random_state=0).fit_predict(X)
print(f"rows alone:      agreement {adjusted_rand_score(state, alone):.2f}")
print(f"latent numbers:  agreement {adjusted_rand_score(state, found):.2f}")

# %%
# Above, the rows in the colours of their clusters; below, the states as they were.
# After a change the window holds rows of both states for a while.
figure, axes = plt.subplots(
    2, 1, figsize=(9, 3.5), sharex=True, layout="constrained", height_ratios=(3, 1)
)
shown = slice(0, 1000)
rows = np.arange(len(X))[shown]
axes[0].plot(rows, X[shown, 0], color="0.85", zorder=0)
axes[0].scatter(rows, X[shown, 0], c=found[shown], s=6, cmap="viridis")
axes[0].set_ylabel("first column")
axes[1].step(rows, state[shown], color="0.3")
axes[1].set(ylabel="state", xlabel="row", yticks=[0, 1, 2])

# %%
# Both latent numbers: each state is a cloud, and between them lie the windows that
# hold two states.
latent = pipeline[:-1].transform(X)
figure, ax = plt.subplots(figsize=(4.5, 4), layout="constrained")
ax.scatter(latent[:, 0], latent[:, 1], c=found, s=3, cmap="viridis")
first, second = pipeline[:-1].get_feature_names_out()
ax.set(xlabel=first, ylabel=second)
