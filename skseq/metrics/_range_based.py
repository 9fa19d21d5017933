"""Range-based precision and recall of Tatbul et al."""

from __future__ import annotations

from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from skseq._series.runs import Events
from skseq.metrics._flags import compare
from skseq.metrics._undefined import f_score, undefined

Bias = Literal["flat", "front", "middle", "back"]
Cardinality = Literal["one", "reciprocal"]


def range_precision_recall_fscore(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    *,
    alpha: float = 0.2,
    bias: Bias = "flat",
    cardinality: Cardinality = "reciprocal",
    precision_bias: Bias = "flat",
    precision_cardinality: Cardinality = "reciprocal",
    beta: float = 1.0,
    groups: ArrayLike | None = None,
    pos_label: Literal[1, -1] | None = None,
) -> tuple[float, float, float]:
    r"""Range-based precision, recall and F-score (Tatbul et al., 2018).

    Every event is worth as much as any other. The recall of an event is
    :math:`\alpha` if it is touched at all, plus :math:`1 - \alpha` times the share of
    it that is flagged (weighted by the position of the rows: ``bias``) times a factor
    for the number of runs of flagged rows it is cut into (``cardinality``). The
    precision of a run of flagged rows is the same with the roles exchanged and
    :math:`\alpha = 0`. Both are averaged over events and over runs.

    Parameters
    ----------
    y_true : array-like of shape (n_timestamps,)
        Labels in {0, 1} (1 = anomaly), {1, -1} (-1 = anomaly) or booleans.
    y_pred : array-like of shape (n_timestamps,)
        Predictions, in any of these conventions.
    alpha : float in [0, 1], default=0.2
        Share of an event's recall for touching it at all.
    bias : {"flat", "front", "middle", "back"}, default="flat"
        Which rows of an event weigh more: none, the early, the middle, the late ones
        (linearly).
    cardinality : {"one", "reciprocal"}, default="reciprocal"
        Factor for an event touched by k > 1 runs: 1 or 1 / k.
    precision_bias : {"flat", "front", "middle", "back"}, default="flat"
        As ``bias``, for runs of flagged rows.
    precision_cardinality : {"one", "reciprocal"}, default="reciprocal"
        As ``cardinality``, for runs of flagged rows.
    beta : float, default=1.0
        Weight of recall against precision in the F-score.
    groups : array-like of shape (n_timestamps,), default=None
        Series of each row; no event reaches across two series.
    pos_label : {1, -1}, default=None
        Label of an anomaly in both, needed only where one is 1 throughout.

    Returns
    -------
    precision, recall, fscore : float
        Each in [0, 1]; precision is 0 where nothing is flagged. All nan, with an
        ``UndefinedMetricWarning``, where ``y_true`` has no anomaly.

    Raises
    ------
    ValueError
        If a parameter, labels or predictions are not as above.

    See Also
    --------
    range_f1_score : The last of the three alone.

    Notes
    -----
    The defaults give TSB-AD's ``R-based-F1``. The paper leaves the choice to the user;
    its classical case (``alpha=0, cardinality="one"``) on events of one row each equals
    precision and recall by rows.

    Known flaws. With a flat bias late detection costs nothing but the rows missed, and
    the value depends on how the flagged rows are cut into runs: one unflagged row in
    the middle of an event halves its overlap reward.

    References
    ----------
    .. [1] N. Tatbul, T. J. Lee, S. Zdonik, M. Alam, J. Gottschlich, "Precision and
       Recall for Time Series", NeurIPS 2018.

    Examples
    --------
    >>> from skseq.metrics import range_precision_recall_fscore
    >>> y_true = [0, 1, 1, 1, 1, 0, 0, 0]
    >>> y_pred = [0, 0, 1, 1, 0, 0, 1, 0]
    >>> p, r, f = range_precision_recall_fscore(y_true, y_pred)
    >>> round(p, 3), round(r, 3), round(f, 3)
    (0.5, 0.6, 0.545)
    """
    _check_weights(alpha, beta)
    _check_choices(Bias, bias=bias, precision_bias=precision_bias)
    _check_choices(
        Cardinality,
        cardinality=cardinality,
        precision_cardinality=precision_cardinality,
    )
    flags = compare(y_true, y_pred, groups, pos_label)
    if len(flags.events) == 0:
        nothing = undefined("range-based recall", "y_true has no anomaly")
        return nothing, nothing, nothing
    alarms = flags.alarms
    touched = flags.events.hit_by(flags.flagged)
    overlap = _overlap_rewards(flags.events, flags.flagged, alarms, bias, cardinality)
    recall = float(np.mean(alpha * touched + (1 - alpha) * overlap))
    if len(alarms) == 0:
        return 0.0, recall, 0.0
    overlap = _overlap_rewards(
        alarms, flags.anomalous, flags.events, precision_bias, precision_cardinality
    )
    precision = float(np.mean(overlap))
    return precision, recall, f_score(precision, recall, beta)


def range_f1_score(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    *,
    groups: ArrayLike | None = None,
    pos_label: Literal[1, -1] | None = None,
    **parameters: Any,
) -> float:
    """Range-based F1: the third value of :func:`range_precision_recall_fscore`.

    Parameters
    ----------
    y_true : array-like of shape (n_timestamps,)
        Labels in {0, 1} (1 = anomaly), {1, -1} (-1 = anomaly) or booleans.
    y_pred : array-like of shape (n_timestamps,)
        Predictions, in any of these conventions.
    groups : array-like of shape (n_timestamps,), default=None
        Series of each row.
    pos_label : {1, -1}, default=None
        Label of an anomaly in both, needed only where one is 1 throughout.
    **parameters : dict
        ``alpha``, ``bias``, ... of :func:`range_precision_recall_fscore`.

    Returns
    -------
    score : float
        In [0, 1]; 1 is best. nan, with a warning, where ``y_true`` has no anomaly.

    See Also
    --------
    range_precision_recall_fscore : Precision and recall as well.

    Examples
    --------
    >>> from skseq.metrics import range_f1_score
    >>> range_f1_score([0, 1, 1, 1, 1, 0], [0, 0, 1, 1, 0, 0], alpha=0)
    0.6666666666666666
    """
    return range_precision_recall_fscore(
        y_true, y_pred, groups=groups, pos_label=pos_label, **parameters
    )[2]


def _check_weights(alpha: float, beta: float) -> None:
    """Raise ValueError unless both weights are in range."""
    if not 0 <= alpha <= 1:
        raise ValueError(f"alpha must be in [0, 1], got {alpha!r}.")
    if not beta > 0:
        raise ValueError(f"beta must be > 0, got {beta!r}.")


def _check_choices(kind: Any, **given: str) -> None:
    """Raise ValueError unless each value given is one of a kind of literals."""
    for name, value in given.items():
        if value not in get_args(kind):
            raise ValueError(f"{name} must be one of {get_args(kind)}, got {value!r}.")


def _overlap_rewards(
    events: Events,
    covered: np.ndarray,
    others: Events,
    bias: Bias,
    cardinality: Cardinality,
) -> np.ndarray:
    """Weighted share of each event that is covered, times its cardinality factor."""
    lengths = events.lengths
    rows = np.repeat(events.starts, lengths)
    positions = np.arange(rows.size) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    weights = _position_weights(positions, np.repeat(lengths, lengths), bias)
    offsets = np.cumsum(lengths) - lengths
    covered_weights = weights * covered[rows + positions]
    shares = np.add.reduceat(covered_weights, offsets) / np.add.reduceat(
        weights, offsets
    )
    if cardinality == "one":
        return shares
    first, stop = events.overlaps_with(others)
    return shares / np.maximum(stop - first, 1)


def _position_weights(
    positions: np.ndarray, lengths: np.ndarray, bias: Bias
) -> np.ndarray:
    """Weights of Tatbul's delta functions, positions counted from 0."""
    if bias == "flat":
        return np.ones(positions.size)
    from_start, from_end = positions + 1.0, (lengths - positions).astype(float)
    if bias == "back":
        return from_start
    if bias == "front":
        return from_end
    return np.minimum(from_start, from_end)
