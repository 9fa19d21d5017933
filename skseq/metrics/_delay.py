"""How late an alarm comes, and how early it was already on."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from skseq.metrics._averages import AVERAGES, check_average
from skseq.metrics._flags import compare
from skseq.metrics._times import check_times
from skseq.metrics._undefined import undefined


def detection_delay(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    *,
    average: Literal["mean", "median", "max"] | None = "mean",
    times: ArrayLike | None = None,
    groups: ArrayLike | None = None,
    pos_label: Literal[1, -1] | None = None,
) -> tuple[float, float] | tuple[np.ndarray, np.ndarray]:
    """Delay from the start of an event to its alarm, and how early the alarm began.

    The delay lasts from the start of an event to its first flagged row. It is 0 where
    the first row of the event is flagged; the alarm may then have begun before, and is
    early by the rows flagged directly before the event. So at least one of the two
    numbers of an event is 0. An alarm that begins 200 rows early has a delay of 0 and
    is early by 200: both numbers should be small.

    Parameters
    ----------
    y_true : array-like of shape (n_timestamps,)
        Labels in {0, 1} (1 = anomaly), {1, -1} (-1 = anomaly) or booleans.
    y_pred : array-like of shape (n_timestamps,)
        Predictions, in any of these conventions.
    average : {"mean", "median", "max"} or None, default="mean"
        How to sum up the numbers of the events found, of each kind by itself. None
        returns those of every event in row order, nan where an event is missed.
    times : array-like of shape (n_timestamps,), default=None
        Time of each row, increasing within a series, as numbers or datetime64. None
        counts rows.
    groups : array-like of shape (n_timestamps,), default=None
        Series of each row; no event reaches across two series.
    pos_label : {1, -1}, default=None
        Label of an anomaly in both, needed only where one is 1 throughout.

    Returns
    -------
    delay, early : float or ndarray of shape (n_events,)
        Each 0 or more, 0 is best; in rows, in the unit of ``times``, or in seconds
        where ``times`` is datetime64. nan, with an ``UndefinedMetricWarning``, where no
        event is found.

    Raises
    ------
    ValueError
        If ``average`` is unknown, or labels, predictions or times are not as above.

    See Also
    --------
    event_edge_errors : The start in one signed number, and the end as well.
    false_alarms_per : The price of a short delay.

    Notes
    -----
    The benchmark of Numenta rewards an early flag within a window around the event and
    counts one before the window as false [1]_; affiliation metrics charge its distance
    [2]_. Both need a choice of how early is too early. Two numbers need none.

    Known flaws. Missed events do not count, so a detector that finds only the loud ones
    looks prompt: read it beside the recall by events. A row flagged by chance inside an
    event counts as its detection. Where one alarm covers several events, it is early
    for the later ones by all that it covers before them: see :func:`merged_events`.

    References
    ----------
    .. [1] A. Lavin, S. Ahmad, "Evaluating Real-Time Anomaly Detection Algorithms - the
       Numenta Anomaly Benchmark", ICMLA 2015.
    .. [2] A. Huet, J. M. Navarro, D. Rossi, "Local Evaluation of Time Series Anomaly
       Detection Algorithms", KDD 2022.

    Examples
    --------
    >>> from skseq.metrics import detection_delay
    >>> y_true = [0, 1, 1, 1, 0, 0, 0, 1, 1, 0]
    >>> y_pred = [0, 0, 0, 1, 0, 1, 1, 1, 0, 0]
    >>> detection_delay(y_true, y_pred)
    (1.0, 1.0)
    >>> delay, early = detection_delay(y_true, y_pred, average=None)
    >>> delay, early
    (array([2., 0.]), array([0., 2.]))
    """
    check_average(average, AVERAGES)
    flags = compare(y_true, y_pred, groups, pos_label)
    moments = check_times(times, flags.rows)
    found, begins, _ = flags.edges()
    offsets = np.full(len(flags.events), np.nan)
    offsets[found] = moments[begins] - moments[flags.events.starts[found]]
    delay, early = np.maximum(offsets, 0.0), np.maximum(-offsets, 0.0)
    if average is None:
        return flags.in_row_order(delay), flags.in_row_order(early)
    if not found.any():
        nothing = undefined("detection_delay", "no event is found")
        return nothing, nothing
    reduce = AVERAGES[average]
    return float(reduce(delay[found])), float(reduce(early[found]))
