"""How often somebody is called, and how often for nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from skseq._series.runs import find_events
from skseq._utils.labels import as_anomalous
from skseq.metrics._events import rows_by_series
from skseq.metrics._flags import compare
from skseq.metrics._times import are_dates, check_times, check_unit, durations
from skseq.metrics._undefined import undefined


def false_alarms_per(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    unit: float | timedelta | np.timedelta64,
    *,
    normal_only: bool = False,
    times: ArrayLike | None = None,
    groups: ArrayLike | None = None,
    pos_label: Literal[1, -1] | None = None,
) -> float:
    """Rate of false alarms: runs of flagged rows that touch no event.

    Parameters
    ----------
    y_true : array-like of shape (n_timestamps,)
        Labels in {0, 1} (1 = anomaly), {1, -1} (-1 = anomaly) or booleans.
    y_pred : array-like of shape (n_timestamps,)
        Predictions, in any of these conventions.
    unit : float or timedelta64
        The stretch to count false alarms over: a number of rows; with numeric ``times``
        a number in their unit; with datetime64 a timedelta (``np.timedelta64(1, "D")``
        or ``datetime.timedelta``).
    normal_only : bool, default=False
        Whether to count them over normal rows only, in which alone they can occur, so
        that the rate does not depend on how much of the data is anomalous.
    times : array-like of shape (n_timestamps,), default=None
        Time of each row, increasing within a series, as numbers or datetime64. A row
        lasts until the next one, the last row of a series a median step.
    groups : array-like of shape (n_timestamps,), default=None
        Series of each row; no run reaches across two series.
    pos_label : {1, -1}, default=None
        Label of an anomaly in both, needed only where one is 1 throughout.

    Returns
    -------
    rate : float
        False alarms per ``unit`` of everything observed, or of what is normal. 0 is
        best. nan, with an ``UndefinedMetricWarning``, where ``normal_only=True`` and no
        row is normal.

    Raises
    ------
    ValueError
        If ``unit`` is not positive or does not go with ``times``, or labels,
        predictions or times are not as above.

    See Also
    --------
    alarms_per : Counts all alarms and needs no labels.
    detection_delay : The price of few false alarms.
    skseq.thresholds.AlarmRateThreshold : Holds a rate of alarms.

    Notes
    -----
    Known flaw. Runs are counted, not rows: a detector that flags everything raises at
    most one false alarm per series. Read it beside the precision by rows.

    Examples
    --------
    >>> from skseq.metrics import false_alarms_per
    >>> y_true = [0, 1, 1, 0, 0, 0, 0, 0]
    >>> y_pred = [0, 0, 1, 1, 0, 1, 1, 0]
    >>> false_alarms_per(y_true, y_pred, unit=1000)
    125.0
    >>> round(false_alarms_per(y_true, y_pred, unit=1000, normal_only=True), 1)
    166.7
    """
    flags = compare(y_true, y_pred, groups, pos_label)
    size = check_unit(unit, are_dates(times))
    lasting = durations(check_times(times, flags.rows), flags.rows)
    if normal_only:
        lasting = lasting[~flags.anomalous]
        if lasting.size == 0:
            return undefined("false_alarms_per", "y_true has no normal row")
    n_false = np.count_nonzero(~flags.alarms.hit_by(flags.anomalous))
    return float(n_false * size / np.sum(lasting))


def alarms_per(
    y_pred: ArrayLike,
    unit: float | timedelta | np.timedelta64,
    *,
    times: ArrayLike | None = None,
    groups: ArrayLike | None = None,
    pos_label: Literal[1, -1] | None = None,
) -> float:
    """Rate of alarms, right or false: runs of flagged rows.

    Parameters
    ----------
    y_pred : array-like of shape (n_timestamps,)
        Predictions in {0, 1} (1 = anomaly), {1, -1} (-1 = anomaly) or booleans.
    unit : float or timedelta64
        The stretch to count alarms over: a number of rows; with numeric ``times`` a
        number in their unit; with datetime64 a timedelta (``np.timedelta64(1, "D")``
        or ``datetime.timedelta``).
    times : array-like of shape (n_timestamps,), default=None
        Time of each row, increasing within a series, as numbers or datetime64. A row
        lasts until the next one, the last row of a series a median step.
    groups : array-like of shape (n_timestamps,), default=None
        Series of each row; no run reaches across two series.
    pos_label : {1, -1}, default=None
        Label of an anomaly, needed only where ``y_pred`` is 1 throughout.

    Returns
    -------
    rate : float
        Alarms per ``unit`` of everything observed. With several series it is the rate
        of each on average, not of all together.

    Raises
    ------
    ValueError
        If ``unit`` is not positive or does not go with ``times``, or predictions or
        times are not as above.

    See Also
    --------
    false_alarms_per : Counts those that touch no event.

    Notes
    -----
    Known flaw. Runs are counted, not rows: a detector that flags everything raises one
    alarm per series.

    Examples
    --------
    >>> import numpy as np
    >>> from skseq.metrics import alarms_per
    >>> times = np.datetime64("2026-01-01") + np.arange(16) * np.timedelta64(6, "h")
    >>> y_pred = np.array([1, 1, -1, -1, 1, 1, 1, 1, -1, 1, 1, 1, 1, 1, 1, 1])
    >>> alarms_per(y_pred, np.timedelta64(1, "D"), times=times)
    0.5
    """
    flagged = as_anomalous(y_pred, pos_label=pos_label, name="y_pred")
    rows = rows_by_series(flagged.size, groups)
    size = check_unit(unit, are_dates(times))
    lasting = durations(check_times(times, rows), rows)
    n_alarms = len(find_events(rows.arrange(flagged), rows.boundaries))
    return float(n_alarms * size / np.sum(lasting))
