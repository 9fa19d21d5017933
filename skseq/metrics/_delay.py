"""What an operator feels: how late an alarm comes, and how often one is false."""

import numpy as np
from sklearn.utils.validation import check_consistent_length, column_or_1d

from ._events import hits
from ._flags import compare
from ._undefined import undefined

_AVERAGES = {"mean": np.mean, "median": np.median, "max": np.max}


def detection_delay(
    y_true, y_pred, *, average="mean", times=None, groups=None, pos_label=None
):
    """Delay from the start of an event to its first flagged row.

    Parameters
    ----------
    y_true : array-like of shape (n_timestamps,)
        Labels in {0, 1} (1 = anomaly), {1, -1} (-1 = anomaly) or booleans.
    y_pred : array-like of shape (n_timestamps,)
        Predictions, in any of these conventions.
    average : {"mean", "median", "max"} or None, default="mean"
        How to sum up the delays of the events found. None returns one delay per event
        in row order, nan where an event is missed.
    times : array-like of shape (n_timestamps,), default=None
        Time of each row, increasing within a series, as numbers or datetime64. None
        counts rows.
    groups : array-like of shape (n_timestamps,), default=None
        Series of each row; no event reaches across two series.
    pos_label : {1, -1}, default=None
        Label of an anomaly in both, needed only where one is 1 throughout.

    Returns
    -------
    delay : float or ndarray of shape (n_events,)
        0 or more, 0 is best; in rows, in the unit of ``times``, or in seconds where
        ``times`` is datetime64. nan, with an ``UndefinedMetricWarning``, where no event
        is found.

    Raises
    ------
    ValueError
        If ``average`` is unknown, or labels, predictions or times are not as above.

    See Also
    --------
    false_alarms_per : What a short delay is paid with.

    Notes
    -----
    Known flaw. Missed events do not count, so a detector that finds only the loud ones
    looks prompt: read it beside the recall by events. A row flagged by chance inside an
    event counts as its detection.

    Examples
    --------
    >>> from skseq.metrics import detection_delay
    >>> y_true = [0, 1, 1, 1, 0, 1, 1, 0]
    >>> y_pred = [0, 0, 0, 1, 0, 1, 0, 0]
    >>> detection_delay(y_true, y_pred)
    1.0
    >>> detection_delay(y_true, y_pred, average=None)
    array([2., 0.])
    """
    if average is not None and average not in _AVERAGES:
        raise ValueError(
            f"average must be one of {tuple(_AVERAGES)} or None, got {average!r}."
        )
    flags = compare(y_true, y_pred, groups, pos_label)
    times = _check_times(times, flags)
    hit = hits(flags.events, flags.flagged)
    flagged_rows = np.flatnonzero(flags.flagged)
    starts = flags.events.starts[hit]
    detected = flagged_rows[np.searchsorted(flagged_rows, starts)]
    delays = np.full(len(flags.events), np.nan)
    delays[hit] = times[detected] - times[starts]
    if average is None:
        return delays
    if not hit.any():
        return undefined("detection_delay", "no event is found")
    return float(_AVERAGES[average](delays[hit]))


def false_alarms_per(y_true, y_pred, unit, *, times=None, groups=None, pos_label=None):
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
    times : array-like of shape (n_timestamps,), default=None
        Time of each row, increasing within a series, as numbers or datetime64. A series
        lasts from its first row to its last, plus the median step.
    groups : array-like of shape (n_timestamps,), default=None
        Series of each row; no run reaches across two series.
    pos_label : {1, -1}, default=None
        Label of an anomaly in both, needed only where one is 1 throughout.

    Returns
    -------
    rate : float
        False alarms per ``unit`` of everything observed, normal or not. 0 is best.

    Raises
    ------
    ValueError
        If ``unit`` is not positive or does not go with ``times``, or labels,
        predictions or times are not as above.

    See Also
    --------
    detection_delay : What few false alarms are paid with.
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
    """
    flags = compare(y_true, y_pred, groups, pos_label)
    dated = times is not None and np.asarray(times).dtype.kind == "M"
    unit = _check_unit(unit, dated)
    times = _check_times(times, flags)
    runs = flags.flagged_events
    n_false = len(runs) - np.count_nonzero(hits(runs, flags.anomalous))
    return float(n_false * unit / _observed(times, flags.rows))


def _check_times(times, flags):
    """Times as floats (seconds where they are dates), in the order of the series."""
    n_rows = flags.anomalous.size
    if times is None:
        return np.arange(n_rows, dtype=float)
    times = column_or_1d(times, warn=False)
    check_consistent_length(flags.anomalous, times)
    if times.dtype.kind == "M":
        times = (times - times.min()) / np.timedelta64(1, "s")
    elif times.dtype.kind not in "iuf":
        raise ValueError(
            f"times has dtype {times.dtype}: give numbers or datetime64, one per row."
        )
    times = flags.rows.arrange(times.astype(float))
    steps = np.diff(times)
    within = np.ones(n_rows - 1, dtype=bool)
    within[flags.rows.starts[1:] - 1] = False
    if not np.all(np.isfinite(times)) or np.any(steps[within] < 0):
        raise ValueError(
            "times must be finite and must not fall within a series: sort the rows by "
            "time, or pass groups= where they belong to several series."
        )
    return times


def _check_unit(unit, dated):
    """Unit as a float: rows, the unit of numeric times, or seconds."""
    is_timedelta = np.asarray(unit).dtype.kind == "m" or hasattr(unit, "total_seconds")
    if is_timedelta != dated:
        wanted = "a timedelta" if dated else "a number"
        raise ValueError(f"unit must be {wanted} for these times, got {unit!r}.")
    value = float(np.timedelta64(unit) / np.timedelta64(1, "s")) if dated else unit
    if not value > 0:
        raise ValueError(f"unit must be > 0, got {unit!r}.")
    return value


def _observed(times, rows):
    """Total duration of the series; each row lasts until the next."""
    steps = np.diff(times)
    within = np.ones(steps.size, dtype=bool)
    within[rows.starts[1:] - 1] = False
    step = np.median(steps[within]) if within.any() else 1.0
    return np.sum(steps[within]) + rows.starts.size * step
