"""How well alarms fit their events: edges, lengths, and events that share an alarm."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from skseq.metrics._averages import AVERAGES, check_average
from skseq.metrics._flags import Flags, compare
from skseq.metrics._times import check_times
from skseq.metrics._undefined import undefined


def event_edge_errors(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    *,
    average: Literal["mean", "median", "max"] | None = "median",
    absolute: bool = False,
    times: ArrayLike | None = None,
    groups: ArrayLike | None = None,
    pos_label: Literal[1, -1] | None = None,
) -> tuple[float, float] | tuple[np.ndarray, np.ndarray]:
    """Compare where alarms begin and end with where their events do.

    An alarm is a run of flagged rows. The start error of an event is the first row of
    the first alarm that touches it minus its own first row; the end error is the last
    row of the last such alarm minus its own last row. A blurred alarm has a negative
    start error and a positive end error.

    Parameters
    ----------
    y_true : array-like of shape (n_timestamps,)
        Labels in {0, 1} (1 = anomaly), {1, -1} (-1 = anomaly) or booleans.
    y_pred : array-like of shape (n_timestamps,)
        Predictions, in any of these conventions.
    average : {"mean", "median", "max"} or None, default="median"
        How to sum up the errors of the events found. None returns those of every event
        in row order, nan where an event is missed.
    absolute : bool, default=False
        Whether to drop the signs first, so that early and late do not cancel.
    times : array-like of shape (n_timestamps,), default=None
        Time of each row, increasing within a series, as numbers or datetime64. None
        counts rows.
    groups : array-like of shape (n_timestamps,), default=None
        Series of each row; no event or alarm reaches across two series.
    pos_label : {1, -1}, default=None
        Label of an anomaly in both, needed only where one is 1 throughout.

    Returns
    -------
    start_error, end_error : float or ndarray of shape (n_events,)
        Below 0 is early, 0 is best, above 0 is late; in rows, in the unit of ``times``,
        or in seconds where ``times`` is datetime64. nan, with an
        ``UndefinedMetricWarning``, where no event is found.

    Raises
    ------
    ValueError
        If ``average`` is unknown, or labels, predictions or times are not as above.

    See Also
    --------
    detection_delay : The start error as delay and earliness.
    alarm_length_ratio : How much longer alarms are than events.
    get_scorer : ``"neg_edge_error"`` is minus the mean of both, without signs.

    Notes
    -----
    Known flaws. Missed events do not count: read it beside the recall by events. Where
    one alarm covers several events, it is measured against each of them, so the errors
    are as long as the events and the rows between them: see :func:`merged_events`.

    Examples
    --------
    >>> from skseq.metrics import event_edge_errors
    >>> y_true = [0, 0, 0, 1, 1, 0, 0, 0, 0, 1, 1, 1]
    >>> y_pred = [0, 1, 1, 1, 1, 1, 0, 0, 0, 0, 1, 0]
    >>> event_edge_errors(y_true, y_pred, average=None)
    (array([-2.,  1.]), array([ 1., -1.]))
    >>> event_edge_errors(y_true, y_pred, average="mean", absolute=True)
    (1.5, 1.0)
    """
    check_average(average, AVERAGES)
    flags = compare(y_true, y_pred, groups, pos_label)
    errors = _edge_errors(flags, check_times(times, flags.rows))
    if absolute:
        errors = np.abs(errors)
    if average is None:
        return flags.in_row_order(errors[0]), flags.in_row_order(errors[1])
    found = ~np.isnan(errors[0])
    if not found.any():
        nothing = undefined("event_edge_errors", "no event is found")
        return nothing, nothing
    reduce = AVERAGES[average]
    return float(reduce(errors[0, found])), float(reduce(errors[1, found]))


def edge_error(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    *,
    groups: ArrayLike | None = None,
    pos_label: Literal[1, -1] | None = None,
) -> float:
    """Mean distance in rows from the edges of the events found to those of alarms."""
    flags = compare(y_true, y_pred, groups, pos_label)
    errors = _edge_errors(flags, check_times(None, flags.rows))
    found = ~np.isnan(errors[0])
    if not found.any():
        return undefined("edge_error", "no event is found")
    return float(np.mean(np.abs(errors[:, found])))


def alarm_length_ratio(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    *,
    found_only: bool = False,
    groups: ArrayLike | None = None,
    pos_label: Literal[1, -1] | None = None,
) -> float:
    """Alarmed rows for each anomalous row.

    Parameters
    ----------
    y_true : array-like of shape (n_timestamps,)
        Labels in {0, 1} (1 = anomaly), {1, -1} (-1 = anomaly) or booleans.
    y_pred : array-like of shape (n_timestamps,)
        Predictions, in any of these conventions.
    found_only : bool, default=False
        Whether to divide only the rows of alarms that touch an event by the rows of
        the events that are touched: how much longer alarms are than their events,
        whatever is missed and however many alarms are false.
    groups : array-like of shape (n_timestamps,), default=None
        Series of each row; matters only with ``found_only=True``.
    pos_label : {1, -1}, default=None
        Label of an anomaly in both, needed only where one is 1 throughout.

    Returns
    -------
    ratio : float
        0 or more, 1 is best. nan, with an ``UndefinedMetricWarning``, where ``y_true``
        has no anomaly or, with ``found_only=True``, no event is found.

    Raises
    ------
    ValueError
        If labels or predictions are in no known convention or differ in length.

    See Also
    --------
    event_edge_errors : Where the surplus rows lie.

    Notes
    -----
    Known flaw. It does not say whether the right rows are alarmed: false alarms of the
    length of the missed events give 1. It is no scorer, since neither more nor less is
    better.

    Examples
    --------
    >>> from skseq.metrics import alarm_length_ratio
    >>> y_true = [0, 0, 1, 1, 0, 0, 0, 1, 0, 0]
    >>> y_pred = [0, 1, 1, 1, 1, 1, 0, 0, 0, 1]
    >>> alarm_length_ratio(y_true, y_pred)
    2.0
    >>> alarm_length_ratio(y_true, y_pred, found_only=True)
    2.5
    """
    flags = compare(y_true, y_pred, groups, pos_label)
    if len(flags.events) == 0:
        return undefined("alarm_length_ratio", "y_true has no anomaly")
    if not found_only:
        n_flagged = np.count_nonzero(flags.flagged)
        return float(n_flagged / np.count_nonzero(flags.anomalous))
    found = flags.events.hit_by(flags.flagged)
    if not found.any():
        return undefined("alarm_length_ratio", "no event is found")
    touching = flags.alarms.hit_by(flags.anomalous)
    n_flagged = np.sum(flags.alarms.lengths[touching])
    return float(n_flagged / np.sum(flags.events.lengths[found]))


def merged_events(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    *,
    groups: ArrayLike | None = None,
    pos_label: Literal[1, -1] | None = None,
) -> int:
    """Number of events that are merged into an earlier one by a common alarm.

    An alarm, a run of flagged rows, that touches k > 1 events merges k - 1 of them:
    whoever is called once for k events looks for one.

    Parameters
    ----------
    y_true : array-like of shape (n_timestamps,)
        Labels in {0, 1} (1 = anomaly), {1, -1} (-1 = anomaly) or booleans.
    y_pred : array-like of shape (n_timestamps,)
        Predictions, in any of these conventions.
    groups : array-like of shape (n_timestamps,), default=None
        Series of each row; no event or alarm reaches across two series.
    pos_label : {1, -1}, default=None
        Label of an anomaly in both, needed only where one is 1 throughout.

    Returns
    -------
    n_merged : int
        From 0, which is best, to one less than the number of events.

    Raises
    ------
    ValueError
        If labels or predictions are in no known convention or differ in length.

    See Also
    --------
    alarm_length_ratio : How much longer alarms are than events.

    Notes
    -----
    Known flaw. Missed events are not merged: read it beside the recall by events.

    Examples
    --------
    >>> from skseq.metrics import merged_events
    >>> y_true = [0, 1, 1, 0, 0, 1, 0, 0, 1, 0, 0]
    >>> y_pred = [0, 0, 1, 1, 1, 1, 1, 0, 1, 1, 0]
    >>> merged_events(y_true, y_pred)
    1
    """
    flags = compare(y_true, y_pred, groups, pos_label)
    first, stop = flags.alarms.overlaps_with(flags.events)
    return int(np.sum(np.maximum(stop - first - 1, 0)))


def _edge_errors(flags: Flags, times: np.ndarray) -> np.ndarray:
    """Return start and end error, (2, n_events), nan where an event is missed."""
    found, begins, stops = flags.edges()
    errors = np.full((2, len(flags.events)), np.nan)
    errors[0, found] = times[begins] - times[flags.events.starts[found]]
    errors[1, found] = times[stops - 1] - times[flags.events.stops[found] - 1]
    return errors
