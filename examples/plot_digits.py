"""
Rows without time: handwritten digits
=====================================

With ``window_size=1`` a detector scores each row by itself, as
:class:`~sklearn.ensemble.IsolationForest` does. Here an autoencoder is trained on the
digits zero to eight and then tested on nines, too.
"""

# %%
import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import load_digits
from sklearn.ensemble import IsolationForest
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split

from skseq.detectors import AutoencoderDetector

X, digit = load_digits(return_X_y=True)
X_train, X_test, _, digit_test = train_test_split(
    X[digit != 9], digit[digit != 9], random_state=0
)
X_test = np.concatenate([X_test, X[digit == 9]])
is_nine = np.arange(len(X_test)) >= len(digit_test)

# %%
# Rows have no order here, so they may be shuffled. ``window_size=1`` also turns off the
# smoothing of errors along the rows.
autoencoder = AutoencoderDetector(window_size=1, latent_size=16, random_state=0)
forest = IsolationForest(random_state=0)
for detector in (autoencoder, forest):
    scores = detector.fit(X_train).score_samples(X_test)
    area = roc_auc_score(is_nine, -scores)
    print(f"{type(detector).__name__:<20} ROC AUC {area:.2f}")

# %%
# The images with the lowest scores (top) and with the highest scores (bottom). The
# score is the mean of the three pixels with the largest errors.
scores = autoencoder.score_samples(X_test)
order = np.argsort(scores)
figure, axes = plt.subplots(2, 10, figsize=(9, 2.4), layout="constrained")
for row, images in zip(axes, [order[:10], order[-10:]], strict=True):
    for ax, number in zip(row, images, strict=True):
        ax.imshow(X_test[number].reshape(8, 8), cmap="gray_r")
        ax.set_title(f"{scores[number]:.2f}", fontsize=8)
        ax.set_axis_off()
