"""
How does it differ from scikit-learn?
=====================================

Detectors pass the checks of scikit-learn, work in pipelines and searches, and have the
methods of :class:`~sklearn.ensemble.IsolationForest`. They differ where rows have an
order.
"""

# %%
# Checks that cannot pass
# -----------------------
#
# Two of scikit-learn's common checks fail, because a score depends on the rows around
# its row:
#
# - ``check_methods_sample_order_invariance``: rows in another order have other scores.
# - ``check_methods_subset_invariance``: rows scored in small batches have other scores.
#
# All others pass, and with ``window_size=1`` these two pass as well.
# :func:`~skseq.utils.estimator_checks.expected_failed_checks` lists them for
# ``check_estimator``. In their place stand the checks of
# :mod:`skseq.utils.estimator_checks`: what a score may depend on, and what not.
import numpy as np
from scipy.sparse import csr_array

from skseq.datasets import make_anomalous_series
from skseq.detectors import AutoencoderDetector
from skseq.utils.estimator_checks import expected_failed_checks

detector = AutoencoderDetector(16, max_iter=100, random_state=0)
for check, reason in expected_failed_checks(detector).items():
    print(f"{check}\n    {reason}")

# %%
# What is refused
# ---------------
#
# Each is one sentence, and the detector stays as it was.
X, y = make_anomalous_series(500, n_anomalies=1, random_state=0)
refused = {
    "a sparse X": lambda: detector.fit(csr_array(X)),
    "a single row to train on": lambda: detector.fit(X[:1]),
    "infinity": lambda: detector.fit(np.where(y[:, None], np.inf, X)),
    "three dimensions": lambda: detector.fit(X[None]),
    "weights of training rows": lambda: detector.fit(X, sample_weight=np.ones(500)),
}
for what, call in refused.items():
    try:
        call()
    except (TypeError, ValueError) as error:
        print(f"{what}: {error}")

# %%
# Instead of a sparse X give ``X.toarray()``: a series has a value in every row. NaN is
# a missing value, see :doc:`missing_values`. Instead of weights name anomalous training
# rows in ``y``, with ``exclude_anomalies=True`` (:doc:`dirty_training`). ``score`` does
# take ``sample_weight``.
#
# One row
# -------
#
# A row alone has no context, so nearly every row is called normal, and of a few rows
# some are missed and others marked: a warning says so. Score new rows together with
# those before them, by ``score_samples(X, last=1)``, or open a stream
# (:doc:`production`).
before, after = detector.fit(X).context_
print(f"a score depends on up to {before} rows before its row, and {after} after it")

# %%
# Constant training data
# ----------------------
#
# It can be learned: new rows that have the same values are normal, and any others are
# not. A column that is missing throughout training has no effect, then or later.
constant = AutoencoderDetector(16, max_iter=1).fit(np.ones((300, 2)))
print(constant.predict(np.ones((99, 2))).min(), "for the same values")
print(constant.predict(np.ones((99, 2)) * [1, 1.5]).max(), "for another one")

# %%
# Other differences
# -----------------
#
# - **Order.** ``KFold``, ``train_test_split`` and ``learning_curve(shuffle=True)`` take
#   rows out of their order. Take ``TimeSeriesSplit``, or a splitter of
#   :mod:`skseq.model_selection` (:doc:`grid_search`).
# - **Several series.** Methods take ``groups``, as splitters do: no window crosses from
#   one series into another (:doc:`many_series`).
# - **Parameters after fit.** ``set_params`` changes no score until the next ``fit``;
#   :meth:`~skseq.detectors.LSTMDetector.set_threshold` sets another threshold.
# - **Steps, not epochs.** ``max_iter`` counts steps of the optimizer, and ``n_iter_``
#   does, too.
# - **Scaling.** Columns are scaled inside. A ``StandardScaler`` before does no harm.
# - ``contamination="auto"`` is a threshold for new rows (:doc:`threshold`), and
#   ``score`` is minus the mean squared error: higher is better.
# - **Scores are float64**, whatever the type of X. They have one entry for each row.
