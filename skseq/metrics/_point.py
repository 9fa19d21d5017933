"""Metrics by rows, from scikit-learn, for labels in either convention."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from sklearn.metrics import average_precision_score as _average_precision
from sklearn.metrics import roc_auc_score as _roc_auc

from skseq._utils.labels import as_anomalous, check_scores
from skseq.metrics._flags import compare
from skseq.metrics._undefined import f_score, undefined


def average_precision(
    y_true: ArrayLike,
    y_score: ArrayLike,
    *,
    groups: ArrayLike | None = None,
    pos_label: Literal[1, -1] | None = None,
) -> float:
    """Average precision by rows, of the anomalies whatever the convention."""
    anomalous = as_anomalous(y_true, pos_label=pos_label)
    scores = check_scores(y_score, anomalous.size)
    if not anomalous.any():
        return undefined("average precision", "y_true has no anomaly")
    # Its checks sum the scores, and the sum of large ones may be no number.
    with np.errstate(over="ignore", invalid="ignore"):
        return float(_average_precision(anomalous, scores))


def roc_auc(
    y_true: ArrayLike,
    y_score: ArrayLike,
    *,
    groups: ArrayLike | None = None,
    pos_label: Literal[1, -1] | None = None,
) -> float:
    """Area under the ROC curve by rows, of the anomalies whatever the convention."""
    anomalous = as_anomalous(y_true, pos_label=pos_label)
    scores = check_scores(y_score, anomalous.size)
    if anomalous.all() or not anomalous.any():
        return undefined("the ROC curve", "y_true has rows of one kind only")
    with np.errstate(over="ignore", invalid="ignore"):
        return float(_roc_auc(anomalous, scores))


def precision(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    *,
    groups: ArrayLike | None = None,
    pos_label: Literal[1, -1] | None = None,
) -> float:
    """Share of the flagged rows that are anomalous, 0 where none is flagged."""
    flags = compare(y_true, y_pred, groups, pos_label)
    if len(flags.events) == 0:
        return undefined("precision", "y_true has no anomaly")
    if not flags.flagged.any():
        return 0.0
    return float(np.mean(flags.anomalous[flags.flagged]))


def recall(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    *,
    groups: ArrayLike | None = None,
    pos_label: Literal[1, -1] | None = None,
) -> float:
    """Share of the anomalous rows that are flagged."""
    flags = compare(y_true, y_pred, groups, pos_label)
    if len(flags.events) == 0:
        return undefined("recall", "y_true has no anomaly")
    return float(np.mean(flags.flagged[flags.anomalous]))


def f1(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    *,
    groups: ArrayLike | None = None,
    pos_label: Literal[1, -1] | None = None,
) -> float:
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


def false_positive_rate(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    *,
    groups: ArrayLike | None = None,
    pos_label: Literal[1, -1] | None = None,
) -> float:
    """Share of the normal rows that are flagged."""
    flags = compare(y_true, y_pred, groups, pos_label)
    if flags.anomalous.all():
        return undefined("the false positive rate", "y_true has no normal row")
    return float(np.mean(flags.flagged[~flags.anomalous]))
