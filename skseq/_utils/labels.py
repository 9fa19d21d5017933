"""Labels in either convention, and scores, checked and turned into plain arrays."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from sklearn.utils.validation import (
    assert_all_finite,
    check_consistent_length,
    column_or_1d,
)

_CONVENTIONS = "{0, 1} (1 = anomaly), {1, -1} (-1 = anomaly) or booleans"


def as_anomalous(
    y: ArrayLike,
    *,
    pos_label: Literal[1, -1] | None = None,
    name: str = "y_true",
    takes_pos_label: bool = True,
) -> np.ndarray:
    """Return labels in either convention as booleans, True where anomalous.

    Without ``pos_label`` the convention is read off the labels: -1 is an anomaly where
    there is one, else 1. Labels that are 1 throughout are refused, as they mean "all
    anomalous" in one convention and "all normal" in the other; the caller may take no
    ``pos_label`` to say which.
    """
    labels = column_or_1d(y, warn=False)
    if labels.dtype == object:  # As numbers in a frame of mixed columns are
        _refuse_missing(labels, name)
        labels = np.array(labels.tolist())
    if labels.dtype == bool:
        return labels
    if pos_label not in (None, 1, -1):
        raise ValueError(
            f"pos_label must be 1, -1 or None, got {pos_label!r}: give the label that "
            "marks an anomaly."
        )
    values = _distinct_values(labels, name)
    if pos_label is None:
        pos_label = _infer_pos_label(values, name, takes_pos_label)
    allowed = (0, 1) if pos_label == 1 else (1, -1)
    if not set(values) <= set(allowed):
        raise ValueError(
            f"{name} holds the labels {values} where pos_label={pos_label} allows only "
            f"{set(allowed)}: labels must be in {_CONVENTIONS}."
        )
    return labels == pos_label


def rows_to_exclude(y: ArrayLike | None, n_rows: int) -> np.ndarray:
    """Return which rows a detector is not to learn from.

    Labels that are 1 throughout exclude none: there would be nothing to learn from.
    """
    if y is None:
        raise ValueError(
            "exclude_anomalies=True needs to know the anomalies, but y is None: pass "
            "y, or set exclude_anomalies=False."
        )
    labels = column_or_1d(y, warn=False)
    if len(labels) != n_rows:
        raise ValueError(
            f"y has {len(labels)} labels where X has {n_rows} rows: give one label for "
            "each row."
        )
    if labels.dtype == object:
        _refuse_missing(labels, "y")
    if labels.dtype != bool and np.all(labels == 1):
        return np.zeros(n_rows, dtype=bool)
    excluded = as_anomalous(labels, name="y")
    if excluded.all():
        raise ValueError(
            "y says that all rows are anomalies, and exclude_anomalies=True leaves "
            "none to learn from: give rows that are mostly normal."
        )
    return excluded


def is_single_valued(y: ArrayLike) -> bool:
    """Tell whether labels are all equal, so that no convention can be read off them."""
    labels = column_or_1d(y, warn=False)
    return labels.size == 0 or bool(np.all(labels == labels[0]))


def check_weights(sample_weight: ArrayLike, n_rows: int) -> np.ndarray:
    """Return weights of rows as float64: finite, at least 0, one for each row."""
    weights = np.asarray(sample_weight, dtype=np.float64)
    if weights.shape != (n_rows,):
        raise ValueError(
            f"sample_weight has shape {weights.shape} where X has {n_rows} rows: give "
            "one weight for each row."
        )
    wrong = ~(np.isfinite(weights) & (weights >= 0))
    if wrong.any():
        row = int(np.argmax(wrong))
        raise ValueError(
            f"sample_weight is {weights[row]} in row {row}: give finite weights of at "
            "least 0."
        )
    return weights


def check_scores(y_score: ArrayLike, n_rows: int) -> np.ndarray:
    """Return finite scores, one for each of so many labels, as float64."""
    scores = column_or_1d(y_score, warn=False)
    if scores.dtype.kind not in "bifu":
        raise ValueError(
            f"y_score has dtype {scores.dtype}: give real numbers, higher = more "
            "abnormal."
        )
    # It sums the scores, and the sum of large ones may be no number.
    with np.errstate(over="ignore", invalid="ignore"):
        assert_all_finite(scores, input_name="y_score")
    check_consistent_length(np.empty(n_rows), scores)
    return scores.astype(np.float64, copy=False)


def _distinct_values(labels: np.ndarray, name: str) -> list[int]:
    """Return the distinct labels, or raise where there are others than -1, 0 and 1."""
    if labels.size == 0:
        raise ValueError(f"{name} is empty: give at least one label.")
    if labels.dtype.kind not in "iuf":
        raise ValueError(
            f"{name} has dtype {labels.dtype}: labels must be in {_CONVENTIONS}."
        )
    # In few passes: np.unique would sort a million of them.
    known = [value for value in (-1, 0, 1) if np.any(labels == value)]
    n_known = sum(np.count_nonzero(labels == value) for value in known)
    if n_known == labels.size:
        return known
    unknown = labels[~np.isin(labels, (-1, 0, 1))][0]
    raise ValueError(
        f"{name} holds the label {unknown}: labels must be in {_CONVENTIONS}."
    )


def _refuse_missing(labels: np.ndarray, name: str) -> None:
    """Raise where a label is None or pandas.NA."""
    for row, label in enumerate(labels):
        if label is None or type(label).__name__ == "NAType":
            raise ValueError(
                f"{name} has no label in row {row} (it is {label}): labels must be in "
                f"{_CONVENTIONS}."
            )


def _infer_pos_label(
    values: list[int], name: str, takes_pos_label: bool
) -> Literal[1, -1]:
    """Return the label of an anomaly in the convention of these distinct labels."""
    if values == [1]:
        say = "say which with pos_label=1 or pos_label=-1, or " * takes_pos_label
        raise ValueError(
            f"{name} is 1 throughout, which means all anomalous in {{0, 1}} and all "
            f"normal in {{1, -1}}: {say}pass booleans."
        )
    return -1 if -1 in values else 1
