"""Volume under the surface, in the definition of the TSB-AD leaderboard."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from numbers import Integral
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from sklearn.exceptions import UndefinedMetricWarning

from skseq._utils.labels import as_anomalous, check_scores
from skseq.metrics._events import rows_by_series
from skseq.metrics._period import autocorrelation_period
from skseq.metrics._surface import Sweep, surfaces

# Curves in memory at once: a buffer far longer than the series has as many.
BUFFERS_AT_A_TIME = 2048


def vus_pr_score(
    y_true: ArrayLike,
    y_score: ArrayLike,
    *,
    buffer: int | Literal["auto"],
    X: ArrayLike | None = None,
    n_thresholds: int = 250,
    groups: ArrayLike | None = None,
    pos_label: Literal[1, -1] | None = None,
) -> float:
    r"""Volume under the precision-recall surface (VUS-PR).

    The area under a precision-recall curve whose labels have soft boundaries, averaged
    over the boundary widths 0, 1, ..., ``buffer``. It is the metric of the TSB-AD
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
        Largest boundary width in rows. "auto" takes the period of ``X``
        (:func:`autocorrelation_period`), as the leaderboard does.
    X : array-like of shape (n_timestamps,) or (n_timestamps, n_features), default=None
        The series, wanted by ``buffer="auto"`` only.
    n_thresholds : int, default=250
        Thresholds stand at this many equally spaced ranks of the scores. A row is
        flagged where its score is at or above the threshold.
    groups : array-like of shape (n_timestamps,), default=None
        Series of each row. No event or boundary reaches into another series; the
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
    Cost: O(n log n + buffer * events + thresholds * buffer * min(buffer, n)), with at
    most ``n_thresholds`` and at most n thresholds; memory O(n).

    Known flaws. A score that ranks every anomalous row first may stay just below 1,
    as boundary rows are wanted too. The value grows with the buffer, so compare only
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
    y_true: ArrayLike,
    y_score: ArrayLike,
    *,
    buffer: int | Literal["auto"],
    X: ArrayLike | None = None,
    n_thresholds: int = 250,
    groups: ArrayLike | None = None,
    pos_label: Literal[1, -1] | None = None,
) -> float:
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
        Largest boundary width in rows. "auto" takes the period of ``X``
        (:func:`autocorrelation_period`), as the leaderboard does.
    X : array-like of shape (n_timestamps,) or (n_timestamps, n_features), default=None
        The series, wanted by ``buffer="auto"`` only.
    n_thresholds : int, default=250
        Thresholds stand at this many equally spaced ranks of the scores.
    groups : array-like of shape (n_timestamps,), default=None
        Series of each row. No event or boundary reaches into another series.
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
    y_true: ArrayLike,
    y_score: ArrayLike,
    *,
    buffer: int | Literal["auto"],
    curve: Literal["pr", "roc"] = "pr",
    X: ArrayLike | None = None,
    n_thresholds: int = 250,
    groups: ArrayLike | None = None,
    pos_label: Literal[1, -1] | None = None,
) -> float:
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
        Boundary width in rows; "auto" takes the period of ``X``.
    curve : {"pr", "roc"}, default="pr"
        Precision against recall, or recall against the false positive rate.
    X : array-like of shape (n_timestamps,) or (n_timestamps, n_features), default=None
        The series, wanted by ``buffer="auto"`` only.
    n_thresholds : int, default=250
        Thresholds stand at this many equally spaced ranks of the scores.
    groups : array-like of shape (n_timestamps,), default=None
        Series of each row. No event or boundary reaches into another series.
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

    See Also
    --------
    vus_pr_score : The mean over many buffers.

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


def _volume(
    curve: Literal["pr", "roc"],
    y_true: ArrayLike,
    y_score: ArrayLike,
    buffer: int | Literal["auto"],
    X: ArrayLike | None,
    n_thresholds: int,
    groups: ArrayLike | None,
    pos_label: Literal[1, -1] | None,
) -> float:
    """Mean area under the curves of all buffers up to the given one."""
    buffer = _check_buffer(buffer, X)
    sweep = _prepare(y_true, y_score, n_thresholds, groups, pos_label)
    return _mean_area(curve, sweep, range(buffer + 1))


def _check_buffer(buffer: int | Literal["auto"], X: ArrayLike | None) -> int:
    """Return the buffer in rows."""
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


def _prepare(
    y_true: ArrayLike,
    y_score: ArrayLike,
    n_thresholds: int,
    groups: ArrayLike | None,
    pos_label: Literal[1, -1] | None,
) -> Sweep:
    """Check labels and scores, and rank the rows."""
    if not isinstance(n_thresholds, Integral) or n_thresholds < 2:
        raise ValueError(f"n_thresholds must be an int >= 2, got {n_thresholds!r}.")
    anomalous = as_anomalous(y_true, pos_label=pos_label)
    scores = check_scores(y_score, anomalous.size)
    rows = rows_by_series(anomalous.size, groups)
    return Sweep.at_ranks(
        rows.arrange(anomalous), rows.arrange(scores), rows, int(n_thresholds)
    )


def _mean_area(
    curve: Literal["pr", "roc"], sweep: Sweep, buffers: Sequence[int]
) -> float:
    """Mean over the buffers of the area under the curve."""
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
    areas = [
        _areas(curve, sweep, buffers[first : first + BUFFERS_AT_A_TIME])
        for first in range(0, len(buffers), BUFFERS_AT_A_TIME)
    ]
    # Rounding alone can carry a mean of areas past 1
    return float(np.clip(np.mean(np.concatenate(areas)), 0.0, 1.0))


def _areas(
    curve: Literal["pr", "roc"], sweep: Sweep, buffers: Sequence[int]
) -> np.ndarray:
    """Return the area under the curve of each buffer."""
    recall, fall_out, precision = surfaces(sweep, buffers)
    if curve == "pr":
        return np.sum(np.diff(recall, axis=1, prepend=0.0) * precision, axis=1)
    recall = np.pad(recall, ((0, 0), (1, 1)), constant_values=(0.0, 1.0))
    fall_out = np.pad(fall_out, ((0, 0), (1, 1)), constant_values=(0.0, 1.0))
    return np.trapezoid(recall, fall_out, axis=1)
