"""Measures by rows, from scikit-learn, for labels in either convention."""

import numpy as np
from sklearn.metrics import average_precision_score as _average_precision
from sklearn.metrics import roc_auc_score as _roc_auc

from skseq._labels import as_anomalous, check_scores

from ._flags import compare
from ._undefined import f_score, undefined


def average_precision(y_true, y_score, *, groups=None, pos_label=None):
    """Average precision by rows, of the anomalies whatever the convention.

    ``groups`` changes nothing: rows are counted one by one.
    """
    anomalous = as_anomalous(y_true, pos_label=pos_label)
    scores = check_scores(y_score, anomalous.size)
    if not anomalous.any():
        return undefined("average precision", "y_true has no anomaly")
    return float(_average_precision(anomalous, scores))


def roc_auc(y_true, y_score, *, groups=None, pos_label=None):
    """Area under the ROC curve by rows, of the anomalies whatever the convention.

    ``groups`` changes nothing: rows are counted one by one.
    """
    anomalous = as_anomalous(y_true, pos_label=pos_label)
    scores = check_scores(y_score, anomalous.size)
    if anomalous.all() or not anomalous.any():
        return undefined("the ROC curve", "y_true has rows of one kind only")
    return float(_roc_auc(anomalous, scores))


def precision(y_true, y_pred, *, groups=None, pos_label=None):
    """Share of the flagged rows that are anomalous, 0 where none is flagged."""
    flags = compare(y_true, y_pred, groups, pos_label)
    if len(flags.events) == 0:
        return undefined("precision", "y_true has no anomaly")
    if not flags.flagged.any():
        return 0.0
    return float(np.mean(flags.anomalous[flags.flagged]))


def recall(y_true, y_pred, *, groups=None, pos_label=None):
    """Share of the anomalous rows that are flagged."""
    flags = compare(y_true, y_pred, groups, pos_label)
    if len(flags.events) == 0:
        return undefined("recall", "y_true has no anomaly")
    return float(np.mean(flags.flagged[flags.anomalous]))


def f1(y_true, y_pred, *, groups=None, pos_label=None):
    """F1 by rows."""
    flags = compare(y_true, y_pred, groups, pos_label)
    if len(flags.events) == 0:
        return undefined("F1", "y_true has no anomaly")
    hit = np.count_nonzero(flags.flagged & flags.anomalous)
    if hit == 0:
        return 0.0
    return f_score(
        hit / np.count_nonzero(flags.flagged), hit / np.count_nonzero(flags.anomalous)
    )
