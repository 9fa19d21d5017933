"""Labels in either convention, and scores, checked and turned into plain arrays."""

import numpy as np
from sklearn.utils.validation import (
    assert_all_finite,
    check_consistent_length,
    column_or_1d,
)

_CONVENTIONS = "{0, 1} (1 = anomaly), {1, -1} (-1 = anomaly) or booleans"


def as_anomalous(y, *, pos_label=None, name="y_true"):
    """Turn labels in either convention into booleans, True where anomalous.

    Parameters
    ----------
    y : array-like of shape (n_timestamps,)
        Labels in {0, 1} (1 = anomaly), in {1, -1} (-1 = anomaly) or booleans
        (True = anomaly).
    pos_label : {1, -1}, default=None
        The label of an anomaly. None reads it off the labels: -1 where one of them
        is -1, else 1. Booleans need no such reading and ignore it.
    name : str, default="y_true"
        How to call ``y`` in an error message.

    Returns
    -------
    anomalous : ndarray of shape (n_timestamps,), dtype bool

    Raises
    ------
    ValueError
        If ``y`` holds anything else, or is 1 throughout and ``pos_label`` is None:
        that means "all anomalous" in the first convention and "all normal" in the
        second.
    """
    y = column_or_1d(y, warn=False)
    if y.dtype == bool:
        return y
    if pos_label not in (None, 1, -1):
        raise ValueError(
            f"pos_label must be 1, -1 or None, got {pos_label!r}: give the label that "
            "marks an anomaly."
        )
    values = _distinct_values(y, name)
    if pos_label is None:
        pos_label = _infer_pos_label(values, name)
    allowed = (0, 1) if pos_label == 1 else (1, -1)
    if not set(values) <= set(allowed):
        raise ValueError(
            f"{name} holds the labels {values} where pos_label={pos_label} allows only "
            f"{set(allowed)}: labels must be in {_CONVENTIONS}."
        )
    return y == pos_label


def rows_to_exclude(y, n_rows):
    """Return which rows a detector is not to learn from.

    Parameters
    ----------
    y : array-like of shape (n_timestamps,)
        Labels, as for :func:`as_anomalous`. Where they are 1 throughout, no row is an
        anomaly: there would be nothing to learn from.
    n_rows : int
        How many labels there must be.

    Returns
    -------
    excluded : ndarray of shape (n_timestamps,), dtype bool

    Raises
    ------
    ValueError
        If there are no labels, another number of them, labels of no convention, or
        all rows are anomalies.
    """
    if y is None:
        raise ValueError(
            "exclude_anomalies=True needs to know the anomalies, but y is None: pass "
            "y, or set exclude_anomalies=False."
        )
    y = column_or_1d(y, warn=False)
    check_consistent_length(np.empty(n_rows), y)
    if y.dtype != bool and np.all(y == 1):
        return np.zeros(n_rows, dtype=bool)
    excluded = as_anomalous(y, name="y")
    if excluded.all():
        raise ValueError(
            "y says that all rows are anomalies, and exclude_anomalies=True leaves "
            "none to learn from: give rows that are mostly normal."
        )
    return excluded


def is_single_valued(y):
    """Whether labels are all equal, so that no convention can be read off them."""
    y = column_or_1d(y, warn=False)
    return y.size == 0 or bool(np.all(y == y[0]))


def check_scores(y_score, n_rows):
    """Return the scores as float64, one per label, or say what is wrong."""
    y_score = column_or_1d(y_score, warn=False)
    if y_score.dtype.kind not in "bifu":
        raise ValueError(
            f"y_score has dtype {y_score.dtype}: give real numbers, higher = more "
            "abnormal."
        )
    assert_all_finite(y_score, input_name="y_score")
    check_consistent_length(np.empty(n_rows), y_score)
    return y_score.astype(np.float64, copy=False)


def _distinct_values(y, name):
    """Distinct labels in few passes: np.unique would sort a million of them."""
    if y.size == 0:
        raise ValueError(f"{name} is empty: give at least one label.")
    if y.dtype.kind not in "iuf":
        raise ValueError(
            f"{name} has dtype {y.dtype}: labels must be in {_CONVENTIONS}."
        )
    known = [value for value in (-1, 0, 1) if np.any(y == value)]
    n_known = sum(np.count_nonzero(y == value) for value in known)
    if n_known == y.size:
        return known
    strange = y[~np.isin(y, (-1, 0, 1))][0]
    raise ValueError(
        f"{name} holds the label {strange}: labels must be in {_CONVENTIONS}."
    )


def _infer_pos_label(values, name):
    if values == [1]:
        raise ValueError(
            f"{name} is 1 throughout, which means all anomalous in {{0, 1}} and all "
            "normal in {1, -1}: say which with pos_label=1 or pos_label=-1, or pass "
            "booleans."
        )
    return -1 if -1 in values else 1
