"""Affiliation precision and recall of Huet et al., in closed form."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from skseq._series.runs import Events
from skseq.metrics._events import Rows
from skseq.metrics._flags import Flags, compare
from skseq.metrics._undefined import f_score, undefined

# Starts and stops of flagged time within one zone, and the number of the zone.
Chunks = tuple[np.ndarray, np.ndarray, np.ndarray]


def affiliation_precision_recall_fscore(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    *,
    beta: float = 1.0,
    groups: ArrayLike | None = None,
    pos_label: Literal[1, -1] | None = None,
) -> tuple[float, float, float]:
    """Affiliation precision, recall and F-score (Huet et al., 2022).

    Time is cut into zones, one per event, at the middle between neighbouring events.
    In each zone distances replace overlaps: the precision is the mean, over the flagged
    time, of the probability that a moment drawn at random from the zone is at least as
    far from the event; the recall is the mean, over the event, of the probability that
    such a moment is at least as far as the nearest flagged one. So a flag just beside
    an event costs little, and 0.5 is what a flag anywhere in the zone earns.

    Row i stands for the time from i to i + 1, as in the authors' code.

    Parameters
    ----------
    y_true : array-like of shape (n_timestamps,)
        Labels in {0, 1} (1 = anomaly), {1, -1} (-1 = anomaly) or booleans.
    y_pred : array-like of shape (n_timestamps,)
        Predictions, in any of these conventions.
    beta : float, default=1.0
        Weight of recall against precision in the F-score.
    groups : array-like of shape (n_timestamps,), default=None
        Series of each row. Zones end with the series. A series without an event has no
        zone in the paper's terms; here flags in it count as one zone of precision 0.
    pos_label : {1, -1}, default=None
        Label of an anomaly in both, needed only where one is 1 throughout.

    Returns
    -------
    precision, recall, fscore : float
        Each in [0, 1]. Precision is the mean over zones with a flag, recall over all
        events; precision is 0 where nothing is flagged (the authors' code: nan). All
        nan, with an ``UndefinedMetricWarning``, where ``y_true`` has no anomaly.

    Raises
    ------
    ValueError
        If labels or predictions are in no known convention, differ in length, or
        ``beta`` is not positive.

    See Also
    --------
    affiliation_f1_score : The last of the three alone.

    Notes
    -----
    Known flaw. Chance level is high: random flags get about 0.5 in precision and, if
    there are many of them, 1 in recall, hence F1 of 0.6 to 0.7. Compare values with
    that of a random score on the same series.

    References
    ----------
    .. [1] A. Huet, J. M. Navarro, D. Rossi, "Local Evaluation of Time Series Anomaly
       Detection Algorithms", KDD 2022.

    Examples
    --------
    >>> from skseq.metrics import affiliation_precision_recall_fscore
    >>> y_true = [0, 0, 0, 1, 1, 0, 0, 0]
    >>> y_pred = [0, 0, 0, 0, 0, 1, 0, 0]
    >>> p, r, f = affiliation_precision_recall_fscore(y_true, y_pred)
    >>> round(p, 3), round(r, 3), round(f, 3)
    (0.625, 0.75, 0.682)
    """
    if not beta > 0:
        raise ValueError(f"beta must be > 0, got {beta!r}.")
    flags = compare(y_true, y_pred, groups, pos_label)
    if len(flags.events) == 0:
        nothing = undefined("affiliation recall", "y_true has no anomaly")
        return nothing, nothing, nothing
    if not flags.flagged.any():
        return 0.0, 0.0, 0.0
    zones = _zones(flags.events, flags.rows)
    chunks, n_stray = _cut_at_zones(flags, zones)
    precision = _precision(flags.events, zones, chunks, n_stray)
    recall = _recall(flags.events, zones, chunks)
    return precision, recall, f_score(precision, recall, beta)


def affiliation_f1_score(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    *,
    groups: ArrayLike | None = None,
    pos_label: Literal[1, -1] | None = None,
) -> float:
    """Affiliation F1: third value of :func:`affiliation_precision_recall_fscore`.

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

    Returns
    -------
    score : float
        In [0, 1]; 1 is best. nan, with a warning, where ``y_true`` has no anomaly.

    See Also
    --------
    affiliation_precision_recall_fscore : Precision and recall as well.
    event_f1_score : Counts events, not distances.

    Examples
    --------
    >>> from skseq.metrics import affiliation_f1_score
    >>> affiliation_f1_score([0, 0, 1, 1, 0, 0], [0, 0, 1, 1, 0, 0])
    1.0
    """
    return affiliation_precision_recall_fscore(
        y_true, y_pred, groups=groups, pos_label=pos_label
    )[2]


def _zones(events: Events, rows: Rows) -> tuple[np.ndarray, np.ndarray]:
    """Left and right end of each event's zone."""
    middles = (events.stops[:-1] + events.starts[1:]) / 2
    same_series = np.diff(events.series) == 0
    left = rows.starts[events.series].astype(float)
    right = rows.stops[events.series].astype(float)
    left[1:] = np.where(same_series, middles, left[1:])
    right[:-1] = np.where(same_series, middles, right[:-1])
    return left, right


def _cut_at_zones(
    flags: Flags, zones: tuple[np.ndarray, np.ndarray]
) -> tuple[Chunks, int]:
    """Cut alarms where zones end, and count the series with an alarm and no event."""
    left, right = zones
    alarms = flags.alarms
    # An alarm lies in one series, so it meets the zones of that series only, which lie
    # side by side and cover it.
    with_event = np.isin(alarms.series, flags.events.series)
    n_stray = np.unique(alarms.series[~with_event]).size
    starts, stops = alarms.starts[with_event], alarms.stops[with_event]
    first = np.searchsorted(left, starts, side="right") - 1
    last = np.searchsorted(left, stops, side="left") - 1
    n_cuts = last - first + 1
    alarm = np.repeat(np.arange(starts.size), n_cuts)
    zone = np.arange(alarm.size) - np.repeat(np.cumsum(n_cuts) - n_cuts, n_cuts)
    zone += first[alarm]
    begin = np.maximum(starts[alarm], left[zone])
    end = np.minimum(stops[alarm], right[zone])
    return (begin, end, zone), n_stray


def _precision(
    events: Events, zones: tuple[np.ndarray, np.ndarray], chunks: Chunks, n_stray: int
) -> float:
    """Mean over zones with a flag of what the flagged time earns."""
    starts, stops, zone = chunks
    begin, end = events.starts[zone], events.stops[zone]
    low, high = zones[0][zone], zones[1][zone]
    inside = np.maximum(np.minimum(stops, end) - np.maximum(starts, begin), 0)
    sides = (begin - low, high - end)
    before = _survival(begin - stops, begin - starts, sides, end - begin)
    after = _survival(starts - end, stops - end, sides, end - begin)
    n_zones = len(events)
    earned = np.bincount(zone, inside + before + after, minlength=n_zones)
    flagged = np.bincount(zone, stops - starts, minlength=n_zones)
    seen = flagged > 0
    total = np.sum(earned[seen] / flagged[seen])
    return float(min(total / (np.count_nonzero(seen) + n_stray), 1.0))


def _survival(
    near: np.ndarray,
    far: np.ndarray,
    sides: tuple[np.ndarray, np.ndarray],
    length: np.ndarray,
) -> np.ndarray:
    """Integrate P(a moment of the zone is farther than d) over d from near to far."""
    # The zone reaches ``sides`` rows beyond either end of an event of that length. The
    # moments within d of the event last length + d + min(d, shorter side): the side on
    # which d is measured is at least d long.
    near, far = np.maximum(near, 0), np.maximum(far, 0)
    shorter = np.minimum(*sides)
    whole = length + sides[0] + sides[1]
    within = length * (far - near) + (far**2 - near**2) / 2
    within += _capped(far, shorter) - _capped(near, shorter)
    return (far - near) - within / whole


def _capped(distance: np.ndarray, cap: np.ndarray) -> np.ndarray:
    """Integrate min(t, cap) over t from 0 to distance."""
    low = np.minimum(distance, cap)
    return low**2 / 2 + cap * (distance - low)


def _recall(
    events: Events, zones: tuple[np.ndarray, np.ndarray], chunks: Chunks
) -> float:
    """Mean over events of what the distance to the nearest flag earns."""
    # The time of an event splits into flagged time, which earns 1, and stretches whose
    # nearest flag is the end of the chunk before or the start of the chunk after.
    starts, stops, zone = chunks
    left, right = zones
    begin, end = events.starts[zone], events.stops[zone]
    inside = np.maximum(np.minimum(stops, end) - np.maximum(starts, begin), 0)
    same_zone = np.diff(zone) == 0
    middles = (stops[:-1] + starts[1:]) / 2
    reach_back = np.r_[-np.inf, np.where(same_zone, middles, -np.inf)]
    reach_on = np.r_[np.where(same_zone, middles, np.inf), np.inf]
    after = _earned(
        np.maximum(stops, begin) - stops,
        np.minimum(reach_on, end) - stops,
        right[zone] - stops,
        right[zone] - left[zone],
    )
    before = _earned(
        starts - np.minimum(starts, end),
        starts - np.maximum(reach_back, begin),
        starts - left[zone],
        right[zone] - left[zone],
    )
    earned = np.bincount(zone, inside + after + before, minlength=len(events))
    return float(min(np.mean(earned / events.lengths), 1.0))


def _earned(
    near: np.ndarray, far: np.ndarray, room: np.ndarray, whole: np.ndarray
) -> np.ndarray:
    """Integrate P(a moment of the zone is farther off than the flag) along an event."""
    # ``near`` to ``far`` are the distances from the flag, which has ``room`` rows of
    # its zone on that side. At distance d, the moments nearer than the flag are d on
    # its own side and min(d, room - d) on the other.
    far = np.maximum(far, near)
    turn = np.clip(room / 2, near, far)
    beyond = (turn**2 - near**2) / 2 + room * (far - turn) - (far**2 - turn**2) / 2
    return (far - near) - ((far**2 - near**2) / 2 + beyond) / whole
