"""F1 that counts events in the recall: a long event weighs no more than a short one."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from skseq._series.runs import Events
from skseq.metrics._flags import compare
from skseq.metrics._undefined import f_score, undefined

_PRECISIONS = ("rows", "events")


def event_f1_score(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    *,
    precision: Literal["rows", "events"] = "rows",
    count_last_row: bool = True,
    groups: ArrayLike | None = None,
    pos_label: Literal[1, -1] | None = None,
) -> float:
    """F1 of the recall by events and the precision by rows.

    Recall is the share of events with at least one flagged row. Precision is the share
    of flagged rows that are anomalous (``precision="rows"``: the composite F-score of
    Garg et al., and TSB-AD's ``Event-based-F1``), or the share of runs of flagged rows
    that touch an event (``precision="events"``).

    Parameters
    ----------
    y_true : array-like of shape (n_timestamps,)
        Labels in {0, 1} (1 = anomaly), {1, -1} (-1 = anomaly) or booleans.
    y_pred : array-like of shape (n_timestamps,)
        Predictions, in any of these conventions.
    precision : {"rows", "events"}, default="rows"
        What precision counts.
    count_last_row : bool, default=True
        Whether a flag in the last row of a series finds the event that runs to it.
        TSB-AD 1.5 cuts that row off the event: False gives its values.
    groups : array-like of shape (n_timestamps,), default=None
        Series of each row; no event reaches across two series.
    pos_label : {1, -1}, default=None
        Label of an anomaly in both, needed only where one is 1 throughout.

    Returns
    -------
    score : float
        In [0, 1]; 1 is best, 0 where nothing is found. nan, with an
        ``UndefinedMetricWarning``, where ``y_true`` has no anomaly.

    Raises
    ------
    ValueError
        If labels or predictions are in no known convention or differ in length.

    See Also
    --------
    range_f1_score : Counts also how much of an event is found.

    Notes
    -----
    Known flaws. One flagged row finds an event however long, so flagging one row in
    many finds all long ones; by events, flagging everything has precision 1.

    References
    ----------
    .. [1] A. Garg, W. Zhang, J. Samaran, R. Savitha, C.-S. Foo, "An Evaluation of
       Anomaly Detection and Diagnosis in Multivariate Time Series", IEEE TNNLS, 2021.

    Examples
    --------
    >>> from skseq.metrics import event_f1_score
    >>> y_true = [0, 1, 1, 1, 0, 0, 1, 0]
    >>> y_pred = [0, 0, 1, 0, 1, 0, 0, 0]
    >>> event_f1_score(y_true, y_pred)
    0.5
    """
    if precision not in _PRECISIONS:
        raise ValueError(f"precision must be one of {_PRECISIONS}, got {precision!r}.")
    flags = compare(y_true, y_pred, groups, pos_label)
    if len(flags.events) == 0:
        return undefined("event_f1_score", "y_true has no anomaly")
    if not flags.flagged.any():
        return 0.0
    events = flags.events
    if not count_last_row:
        closing = np.isin(events.stops, flags.rows.stops)
        events = Events(events.starts, events.stops - closing, events.series)
    recall = float(np.mean(events.hit_by(flags.flagged)))
    if precision == "rows":
        share = np.mean(flags.anomalous[flags.flagged])
    else:
        share = np.mean(flags.alarms.hit_by(flags.anomalous))
    return f_score(float(share), recall)
