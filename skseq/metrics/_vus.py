"""Volume under the surface, in the definition of the TSB-AD leaderboard."""

import warnings
from dataclasses import dataclass
from numbers import Integral

import numpy as np
from sklearn.exceptions import UndefinedMetricWarning

from ._events import find_events, rows_by_series
from ._labels import as_anomalous, check_scores
from ._period import autocorrelation_period

# far enough that no buffer reaches it, small enough that sums do not overflow
_NEVER = np.iinfo(np.int64).max // 4


@dataclass(frozen=True)
class _Sweep:
    """Labels and scores as the curves see them: by rank of the score.

    ``first[i]`` is the first of the descending thresholds that flags row i, so that
    one histogram of ``first`` answers for every threshold.
    """

    first: np.ndarray
    anomalous: np.ndarray
    events: object
    rows: object
    n_thresholds: int

    def cumulate(self, first):
        """Count the given rows flagged at each threshold."""
        return np.cumsum(np.bincount(first, minlength=self.n_thresholds))


def vus_pr_score(
    y_true,
    y_score,
    *,
    buffer,
    X=None,
    n_thresholds=250,
    groups=None,
    pos_label=None,
):
    r"""Volume under the precision-recall surface (VUS-PR).

    The area under a precision-recall curve whose labels have soft borders, averaged
    over the border widths 0, 1, ..., ``buffer``. It is the measure of the TSB-AD
    leaderboard, and agrees with its code (version 1.5, ``opt``) to rounding.

    With a buffer of :math:`\ell` rows, a normal row at distance :math:`d \le
    \lfloor\ell/2\rfloor` from an event counts as anomalous to the degree
    :math:`\sqrt{1 - d/\ell}`, and fully if a second event is as near. With TP the
    degrees of the flagged rows, P the anomalous rows and P' = P plus the degrees of
    the flagged normal rows, precision is TP / flagged rows and recall is
    :math:`\min(1, \mathrm{TP} / ((P + P')/2))` times the share of events (widened by
    :math:`\lfloor\ell/2\rfloor` rows, and merged where they then touch) with a
    flagged row.

    Parameters
    ----------
    y_true : array-like of shape (n_timestamps,)
        Labels in {0, 1} (1 = anomaly), {1, -1} (-1 = anomaly) or booleans.
    y_score : array-like of shape (n_timestamps,)
        Anomaly scores, higher = more abnormal: ``-detector.score_samples(X)``.
    buffer : int or "auto"
        Largest border width in rows. "auto" takes the period of ``X``
        (:func:`autocorrelation_period`), as the leaderboard does.
    X : array-like of shape (n_timestamps,) or (n_timestamps, n_features), default=None
        The series, wanted by ``buffer="auto"`` only.
    n_thresholds : int, default=250
        Thresholds stand at this many equally spaced ranks of the scores. A row is
        flagged where its score is at or above the threshold.
    groups : array-like of shape (n_timestamps,), default=None
        Series of each row. No event or border reaches into another series; the
        thresholds are common to all.
    pos_label : {1, -1}, default=None
        Label of an anomaly; needed only where ``y_true`` is 1 throughout.

    Returns
    -------
    score : float
        In [0, 1]; 1 is best. Chance level is about the share of anomalous rows,
        somewhat above it for buffers long against the events. 1 where every row is
        anomalous; nan, with an ``UndefinedMetricWarning``, where none is.

    Raises
    ------
    ValueError
        If labels, scores, ``buffer`` or ``n_thresholds`` are not as above.

    See Also
    --------
    vus_roc_score : The same with an ROC curve.
    range_auc : The area for one buffer.

    Notes
    -----
    Cost: O(n log n + buffer * events + n_thresholds * buffer ** 2), memory O(n).

    Known flaws. A score that ranks every anomalous row first may stay just below 1,
    as border rows are wanted too. The value grows with the buffer, so compare only
    values with the same one. Thresholds at equally spaced ranks are coarse where
    anomalies are rare: of the topmost n / ``n_thresholds`` rows the curve sees but
    two points, so that exchanging rows among them changes nothing.

    References
    ----------
    .. [1] J. Paparrizos, P. Boniol, T. Palpanas, R. S. Tsay, A. Elmore, M. J.
       Franklin, "Volume Under the Surface: A New Accuracy Evaluation Measure for
       Time-Series Anomaly Detection", PVLDB 15(11), 2022.
    .. [2] Q. Liu, J. Paparrizos, "The Elephant in the Room: Towards A Reliable
       Time-Series Anomaly Detection Benchmark", NeurIPS 2024.

    Examples
    --------
    >>> from skseq.metrics import vus_pr_score
    >>> y_true = [0, 0, 0, 1, 1, 0, 0, 0]
    >>> y_score = [0.9, 0.2, 0.6, 0.8, 0.3, 0.3, 0.2, 0.1]
    >>> round(vus_pr_score(y_true, y_score, buffer=0), 3)
    0.45
    >>> round(vus_pr_score(y_true, y_score, buffer=4), 3)
    0.528
    """
    return _volume("pr", y_true, y_score, buffer, X, n_thresholds, groups, pos_label)


def vus_roc_score(
    y_true,
    y_score,
    *,
    buffer,
    X=None,
    n_thresholds=250,
    groups=None,
    pos_label=None,
):
    r"""Volume under the ROC surface (VUS-ROC).

    As :func:`vus_pr_score`, with the area under the curve of recall against the false
    positive rate (flagged rows - TP) / (n - (P + P')/2), by trapezoids to (1, 1).

    Parameters
    ----------
    y_true : array-like of shape (n_timestamps,)
        Labels in {0, 1} (1 = anomaly), {1, -1} (-1 = anomaly) or booleans.
    y_score : array-like of shape (n_timestamps,)
        Anomaly scores, higher = more abnormal: ``-detector.score_samples(X)``.
    buffer : int or "auto"
        Largest border width in rows. "auto" takes the period of ``X``
        (:func:`autocorrelation_period`), as the leaderboard does.
    X : array-like of shape (n_timestamps,) or (n_timestamps, n_features), default=None
        The series, wanted by ``buffer="auto"`` only.
    n_thresholds : int, default=250
        Thresholds stand at this many equally spaced ranks of the scores.
    groups : array-like of shape (n_timestamps,), default=None
        Series of each row. No event or border reaches into another series.
    pos_label : {1, -1}, default=None
        Label of an anomaly; needed only where ``y_true`` is 1 throughout.

    Returns
    -------
    score : float
        In [0, 1]; 1 is best, and a random score gets 0.5 or more: the share of widened
        events with a flagged row rises fast. nan, with an ``UndefinedMetricWarning``,
        where no row or every row is anomalous.

    Raises
    ------
    ValueError
        If labels, scores, ``buffer`` or ``n_thresholds`` are not as above.

    See Also
    --------
    vus_pr_score : The same with a precision-recall curve; prefer it where anomalies
        are rare.

    References
    ----------
    .. [1] J. Paparrizos et al., "Volume Under the Surface: A New Accuracy Evaluation
       Measure for Time-Series Anomaly Detection", PVLDB 15(11), 2022.

    Examples
    --------
    >>> from skseq.metrics import vus_roc_score
    >>> y_true = [0, 0, 0, 1, 1, 0, 0, 0]
    >>> y_score = [0.9, 0.2, 0.6, 0.8, 0.3, 0.3, 0.2, 0.1]
    >>> round(vus_roc_score(y_true, y_score, buffer=4), 3)
    0.768
    """
    return _volume("roc", y_true, y_score, buffer, X, n_thresholds, groups, pos_label)


def range_auc(
    y_true,
    y_score,
    *,
    buffer,
    curve="pr",
    X=None,
    n_thresholds=250,
    groups=None,
    pos_label=None,
):
    """Area under a range-aware curve for one buffer: one slice of the VUS.

    ``vus_pr_score(..., buffer=b)`` is the mean of ``range_auc(..., buffer=l)`` over l =
    0, 1, ..., b.

    Parameters
    ----------
    y_true : array-like of shape (n_timestamps,)
        Labels in {0, 1} (1 = anomaly), {1, -1} (-1 = anomaly) or booleans.
    y_score : array-like of shape (n_timestamps,)
        Anomaly scores, higher = more abnormal.
    buffer : int or "auto"
        Border width in rows; "auto" takes the period of ``X``.
    curve : {"pr", "roc"}, default="pr"
        Precision against recall, or recall against the false positive rate.
    X : array-like of shape (n_timestamps,) or (n_timestamps, n_features), default=None
        The series, wanted by ``buffer="auto"`` only.
    n_thresholds : int, default=250
        Thresholds stand at this many equally spaced ranks of the scores.
    groups : array-like of shape (n_timestamps,), default=None
        Series of each row. No event or border reaches into another series.
    pos_label : {1, -1}, default=None
        Label of an anomaly; needed only where ``y_true`` is 1 throughout.

    Returns
    -------
    area : float
        In [0, 1]; 1 is best. Undefined where :func:`vus_pr_score` or
        :func:`vus_roc_score` is.

    Raises
    ------
    ValueError
        If labels, scores, ``curve``, ``buffer`` or ``n_thresholds`` are not as above.

    References
    ----------
    .. [1] J. Paparrizos et al., "Volume Under the Surface: A New Accuracy Evaluation
       Measure for Time-Series Anomaly Detection", PVLDB 15(11), 2022.

    Examples
    --------
    >>> from skseq.metrics import range_auc
    >>> y_true = [0, 0, 0, 1, 1, 0, 0, 0]
    >>> y_score = [0.9, 0.2, 0.6, 0.8, 0.3, 0.3, 0.2, 0.1]
    >>> round(range_auc(y_true, y_score, buffer=4), 3)
    0.59
    """
    buffer = _check_buffer(buffer, X)
    sweep = _prepare(y_true, y_score, n_thresholds, groups, pos_label)
    return _mean_area(curve, sweep, [buffer])


def _volume(curve, y_true, y_score, buffer, X, n_thresholds, groups, pos_label):
    buffer = _check_buffer(buffer, X)
    sweep = _prepare(y_true, y_score, n_thresholds, groups, pos_label)
    return _mean_area(curve, sweep, range(buffer + 1))


def _check_buffer(buffer, X):
    if isinstance(buffer, str) and buffer == "auto":
        if X is None:
            raise ValueError(
                'buffer="auto" is the period of a series, and X is None: give the '
                "series as X=, or a number of rows as buffer=."
            )
        return autocorrelation_period(X)
    if isinstance(buffer, bool) or not isinstance(buffer, Integral) or buffer < 0:
        raise ValueError(
            f'buffer must be a number of rows >= 0 or "auto", got {buffer!r}.'
        )
    return int(buffer)


def _prepare(y_true, y_score, n_thresholds, groups, pos_label):
    if not isinstance(n_thresholds, Integral) or n_thresholds < 2:
        raise ValueError(f"n_thresholds must be an int >= 2, got {n_thresholds!r}.")
    anomalous = as_anomalous(y_true, pos_label=pos_label)
    scores = check_scores(y_score, anomalous.size)
    rows = rows_by_series(anomalous.size, groups)
    anomalous, scores = rows.arrange(anomalous), rows.arrange(scores)
    ranks = np.linspace(0, scores.size - 1, n_thresholds).astype(int)
    descending = -np.sort(-scores)
    # thresholds fall, so their negatives rise, as searchsorted wants
    first = np.searchsorted(-descending[ranks], -scores, side="left")
    events = find_events(anomalous, rows)
    return _Sweep(first, anomalous, events, rows, n_thresholds)


def _mean_area(curve, sweep, buffers):
    if curve not in ("pr", "roc"):
        raise ValueError(f'curve must be "pr" or "roc", got {curve!r}.')
    n_anomalous = np.count_nonzero(sweep.anomalous)
    if n_anomalous == 0 or (curve == "roc" and n_anomalous == sweep.anomalous.size):
        which = "no row" if n_anomalous == 0 else "every row"
        warnings.warn(
            f"y_true marks {which} as anomalous: the {curve.upper()} curve is not "
            "defined, nan is returned.",
            UndefinedMetricWarning,
            stacklevel=4,
        )
        return float("nan")
    recall, fall_out, precision = _surfaces(sweep, buffers)
    if curve == "pr":
        areas = np.sum(np.diff(recall, axis=1, prepend=0.0) * precision, axis=1)
    else:
        recall = np.pad(recall, ((0, 0), (1, 1)), constant_values=(0.0, 1.0))
        fall_out = np.pad(fall_out, ((0, 0), (1, 1)), constant_values=(0.0, 1.0))
        areas = np.trapezoid(recall, fall_out, axis=1)
    # rounding alone can carry a mean of areas past 1
    return float(np.clip(np.mean(areas), 0.0, 1.0))


def _surfaces(sweep, buffers):
    """Recall, false positive rate and precision, (n_buffers, n_thresholds) each."""
    n_rows, n_anomalous = sweep.first.size, np.count_nonzero(sweep.anomalous)
    n_flagged = sweep.cumulate(sweep.first)
    hit_rows = sweep.cumulate(sweep.first[sweep.anomalous])
    border, existence = _borders(sweep, list(buffers))
    positives = n_anomalous + border / 2
    true_positives = hit_rows + border
    recall = np.minimum(true_positives / positives, 1.0) * existence
    negatives = n_rows - positives
    fall_out = np.divide(
        n_flagged - true_positives,
        negatives,
        out=np.ones_like(negatives),
        where=negatives > 0,
    )
    return recall, fall_out, true_positives / n_flagged


def _borders(sweep, buffers):
    """Degrees of the flagged border rows, and the share of events found.

    A row near two events counts fully, since each alone gives it at least sqrt(1/2);
    near one, by its distance. So two tables suffice, whatever the number of events:
    how many rows have a given distance and first threshold, and how many are near two
    events. Both change by a few rows when the border grows by one.
    """
    reach = max(buffers) // 2
    nearest, second, first = _border_rows(sweep, reach)
    enters = np.argsort(nearest, kind="stable")
    leaves = np.argsort(second, kind="stable")
    steps = np.arange(reach + 2)
    enter_at = np.searchsorted(nearest[enters], steps)
    leave_at = np.searchsorted(second[leaves], steps)
    by_distance = np.zeros((reach + 1, sweep.n_thresholds))
    near_two = np.zeros(sweep.n_thresholds)
    found = _FoundEvents(sweep)
    wanted = {buffer: i for i, buffer in enumerate(buffers)}
    border = np.empty((len(buffers), sweep.n_thresholds))
    existence = np.empty_like(border)
    for half in range(reach + 1):
        new = enters[enter_at[half] : enter_at[half + 1]]
        by_distance[half] += np.bincount(first[new], minlength=sweep.n_thresholds)
        old = leaves[leave_at[half] : leave_at[half + 1]]
        np.subtract.at(by_distance, (nearest[old], first[old]), 1)
        near_two += np.bincount(first[old], minlength=sweep.n_thresholds)
        share = found.share_within(half)
        for buffer in (2 * half, 2 * half + 1):
            if buffer not in wanted:
                continue
            distances = np.arange(1, half + 1)
            degrees = np.sqrt(1 - distances / max(buffer, 1))
            at_threshold = degrees @ by_distance[1 : half + 1] + near_two
            border[wanted[buffer]] = np.cumsum(at_threshold)
            existence[wanted[buffer]] = share
    return border, existence


def _border_rows(sweep, reach):
    """Distances of the rows near an event to the nearest and second nearest event."""
    events, rows = sweep.events, sweep.rows
    edges = np.zeros(sweep.first.size + 1, dtype=np.int64)
    low = np.maximum(events.starts - reach, rows.starts[events.series])
    high = np.minimum(events.stops + reach, rows.stops[events.series])
    np.add.at(edges, low, 1)
    np.add.at(edges, high, -1)
    near = np.flatnonzero((np.cumsum(edges[:-1]) > 0) & ~sweep.anomalous)
    after = np.searchsorted(events.starts, near)
    series = np.searchsorted(rows.starts, near, side="right") - 1
    candidates = np.sort(
        [
            _distance(events, near, series, after + shift, before=shift < 0)
            for shift in (-2, -1, 0, 1)
        ],
        axis=0,
    )
    return candidates[0], candidates[1], sweep.first[near]


def _distance(events, near, series, index, before):
    """Rows from each row to the event of that index, if it is in the same series."""
    exists = (index >= 0) & (index < len(events))
    index = np.where(exists, index, 0)
    exists &= events.series[index] == series
    if before:
        distance = near - (events.stops[index] - 1)
    else:
        distance = events.starts[index] - near
    return np.where(exists, distance, _NEVER)


class _FoundEvents:
    """Share of the widened and merged events found, as the border grows row by row."""

    def __init__(self, sweep):
        self.sweep = sweep
        self.events = sweep.events
        spans = np.column_stack([self.events.starts, self.events.stops]).ravel()
        # reduceat takes every other span; the sentinel lets the last one end at n
        padded = np.append(sweep.first, sweep.n_thresholds)
        self.first = np.minimum.reduceat(padded, spans)[::2]
        same_series = np.diff(self.events.series) == 0
        gaps = self.events.starts[1:] - (self.events.stops[:-1] - 1)
        self.gaps = np.where(same_series, gaps, _NEVER)

    def share_within(self, half):
        """Share found at each threshold with borders of ``half`` rows.

        To be asked for half = 0, 1, 2, ... in this order.
        """
        events, rows = self.events, self.sweep.rows
        low = np.maximum(events.starts - half, rows.starts[events.series])
        high = np.minimum(events.stops - 1 + half, rows.stops[events.series] - 1)
        for edge in (low, high):
            np.minimum(self.first, self.sweep.first[edge], out=self.first)
        leaders = np.flatnonzero(np.r_[True, self.gaps > 2 * half])
        merged = np.minimum.reduceat(self.first, leaders)
        return self.sweep.cumulate(merged) / leaders.size
