"""
What if my training rows have anomalies?
========================================

A few do little harm: the network seldom sees them, and they do not lift the threshold
as long as less than a tenth of the training rows lie in or near them. If there are
more, label them, or say how many there are.
"""

# %%
# How many are too many?
# ----------------------
#
# More and more events of 40 rows are put into the 5 000 training rows. The rows after
# them are the same each time. The table shows the F1 of events on these rows.
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from skseq.datasets import inject_anomaly, make_anomalous_series
from skseq.detectors import AutoencoderDetector
from skseq.inspection import AnomalyScoreDisplay
from skseq.metrics import event_f1_score

X, y = make_anomalous_series(8000, 2, train_size=5000, random_state=0)
X_new, y_new = X[5000:], y[5000:]


def contaminated(n_events):
    """Return the training rows with events in them, and their labels."""
    rows, labels = X[:5000], np.zeros(5000, dtype=int)
    for number in range(n_events):
        start = 250 + number * 4600 // n_events
        kind = ["level_shift", "pattern_change"][number % 2]
        rows = inject_anomaly(rows, kind, start, 40, period=40, random_state=number)
        labels[start : start + 40] = 1
    return rows, labels


table, fitted = {}, {}
for n_events in (0, 1, 2, 4, 6, 12):
    rows, labels = contaminated(n_events)
    share = labels.mean()
    ways = {"default": ({}, None)}
    if n_events:
        ways["contamination=share"] = ({"contamination": share}, None)
        ways["exclude_anomalies"] = ({"exclude_anomalies": True}, labels)
    # An event reaches as far as errors are averaged.
    near = np.convolve(labels, np.ones(2 * 16 + 1), mode="same") > 0
    found = {"anomalous": f"{share:.1%}", "in or near": f"{near.mean():.1%}"}
    for name, (params, given) in ways.items():
        detector = AutoencoderDetector(
            smoothing=16, max_iter=600, random_state=0, **params
        ).fit(rows, given)
        value = event_f1_score(y_new, detector.predict(X_new) == -1)
        found[name] = f"{value:.2f}"
        fitted[n_events, name] = detector
    table[n_events] = found
pd.DataFrame(table).T.rename_axis("events").fillna("")

# %%
# - **By default** the threshold is 1.7 times the worst training row, or 1.7 times 1.3
#   times the 95 % quantile if that is less. So the worst 5 % of the rows do not lift
#   it. Nor do rows far above the usual ones, if at most a tenth of all rows are such.
#   The rows around an event count too: its error is averaged over ``smoothing_`` rows,
#   16 here and at least 64 by default. With more than a tenth in or near events the
#   threshold is a multiple of the anomalies themselves, and hardly any event is found.
# - ``contamination=0.05`` sets the threshold so that 5 % of the *training* rows are
#   marked, whatever their scores are. Give the share of anomalies, if you know it. On
#   clean training rows it marks as many, and far more of the new ones.
# - ``exclude_anomalies=True`` leaves the rows that ``y`` marks out of the loss, of the
#   units of the errors and of the threshold. The rows beside them are kept. Their
#   estimates also suffer from an event, so with many events label a little more than
#   the events.
#
# The scores change less than the threshold does. With six events in training:
figure, axes = plt.subplots(3, figsize=(9, 5), layout="constrained", sharex=True)
names = ["default", "contamination=share", "exclude_anomalies"]
for ax, name in zip(axes, names, strict=True):
    detector = fitted[6, name]
    AnomalyScoreDisplay.from_predictions(
        detector.score_samples(X_new), y=y_new, offset=detector.offset_, ax=ax
    )
    ax.set_title(name, loc="right", size=9)
    if ax is not axes[0]:
        ax.get_legend().remove()

# %%
# What else helps
# ---------------
#
# - *Few labels*: ``threshold="labels"`` sets the threshold that finds the known events
#   best, see :ref:`sphx_glr_auto_examples_plot_few_labels.py`.
# - *None*: train, look at the rows with the lowest ``training_scores_``, and exclude
#   those that are anomalies.
# - *Many events of one kind* may be learned like the rest. Only labels help then.
