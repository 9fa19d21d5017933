"""The threshold that labels would have chosen."""

from __future__ import annotations

from collections.abc import Callable
from numbers import Integral
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from skseq._series.runs import find_events
from skseq._utils.labels import as_anomalous, check_scores
from skseq.metrics import _point
from skseq.metrics._event_f1 import event_f1_score
from skseq.metrics._events import Rows, rows_by_series
from skseq.metrics._point_adjusted import point_adjusted_f1_score
from skseq.metrics._registry import find_metric


def best_threshold(
    y_true: ArrayLike,
    y_score: ArrayLike,
    metric: str | Callable[..., float] = "event_f1",
    *,
    n_candidates: int = 200,
    groups: ArrayLike | None = None,
    pos_label: Literal[1, -1] | None = None,
    **parameters: Any,
) -> float:
    """Find the threshold of the scores at which a metric is best.

    A row is flagged where ``y_score > threshold``, so that a detector adopts it by
    ``detector.offset_ = -threshold`` if ``y_score`` is ``-detector.score_samples(X)``.

    Parameters
    ----------
    y_true : array-like of shape (n_timestamps,)
        Labels in {0, 1} (1 = anomaly), {1, -1} (-1 = anomaly) or booleans.
    y_score : array-like of shape (n_timestamps,)
        Anomaly scores, higher = more abnormal.
    metric : str or callable, default="event_f1"
        A name of a metric of predictions (``"f1"``, ``"event_f1"``, ``"range_f1"``,
        ``"affiliation_f1"``, ``"point_adjusted_f1"``), or ``metric(y_true, y_pred)``
        with booleans in and higher = better out.
    n_candidates : int, default=200
        How many thresholds to try, half of them at equally spaced ranks of the scores
        and half at ranks that crowd towards the top. ``"f1"``, ``"event_f1"`` and
        ``"point_adjusted_f1"`` with their default parameters try every one instead.
    groups : array-like of shape (n_timestamps,), default=None
        Series of each row, handed to ``metric`` too.
    pos_label : {1, -1}, default=None
        Label of an anomaly, needed only where ``y_true`` is 1 throughout.
    **parameters : dict
        Further parameters of ``metric``.

    Returns
    -------
    threshold : float
        In the unit of the scores, half-way between the lowest flagged and the highest
        unflagged score; the highest one if several are best.

    Raises
    ------
    ValueError
        If ``y_true`` has no anomaly, ``metric`` is unknown or reads scores, or labels
        and scores are not as above.

    See Also
    --------
    skseq.thresholds.LabelThreshold : The same as a rule for detectors.

    Notes
    -----
    The value reached at this threshold is an upper bound (an "oracle"), not what a
    detector reaches by itself: choose it on one part of the data and evaluate it on
    another.

    Examples
    --------
    >>> from skseq.metrics import best_threshold
    >>> y_true = [0, 0, 1, 1, 0, 0]
    >>> y_score = [0.1, 0.3, 0.7, 0.9, 0.2, 0.1]
    >>> best_threshold(y_true, y_score, "f1")
    0.5
    """
    anomalous = as_anomalous(y_true, pos_label=pos_label)
    scores = check_scores(y_score, anomalous.size)
    if not anomalous.any():
        raise ValueError(
            "y_true has no anomaly, so no threshold is better than another: use a rule "
            "that needs no labels."
        )
    function = _as_function(metric)
    ranked = np.sort(scores)[::-1]
    # A candidate is the number of rows flagged: all those of the k highest scores
    candidates = np.append(np.flatnonzero(ranked[:-1] > ranked[1:]) + 1, ranked.size)
    if function in _SWEEPS and not parameters:
        rows = rows_by_series(anomalous.size, groups)
        sweep = _Sweep(rows.arrange(anomalous), rows.arrange(scores), rows)
        values = _SWEEPS[function](sweep, ranked[candidates - 1], candidates)
    else:
        candidates = _thin_out(candidates, n_candidates)
        if groups is not None:
            parameters["groups"] = groups
        lowest = ranked[candidates - 1]
        values = [
            function(anomalous, scores >= score, **parameters) for score in lowest
        ]
    return _between(ranked, int(candidates[np.argmax(values)]))


def _as_function(metric: str | Callable[..., float]) -> Callable[..., float]:
    """Return the function of a metric that has a best threshold, or say why not."""
    if callable(metric):
        return metric
    named = find_metric(metric)
    if not named.greater_is_better:
        raise ValueError(
            f"metric {metric!r} is best where hardly any row is flagged: use one that "
            'counts what is missed as well, such as "event_f1".'
        )
    if named.reads != "y_pred":
        raise ValueError(
            f"metric {metric!r} reads scores, which have no threshold: use one that "
            'reads predictions, such as "event_f1".'
        )
    return named.function


def _thin_out(candidates: np.ndarray, n_candidates: int) -> np.ndarray:
    """Keep at most that many: half equally spaced, half crowding towards the top."""
    if not isinstance(n_candidates, Integral) or n_candidates < 2:
        raise ValueError(f"n_candidates must be an int >= 2, got {n_candidates!r}.")
    n = candidates.size
    if n <= n_candidates:
        return candidates
    half = n_candidates // 2
    even = np.linspace(0, n - 1, n_candidates - half)
    crowding = np.geomspace(1, n, half) - 1
    return candidates[np.unique(np.r_[even, crowding].astype(int))]


def _between(ranked: np.ndarray, n_flagged: int) -> float:
    """Threshold that flags the n highest scores, as far from both sides as may be."""
    lowest_flagged = ranked[n_flagged - 1]
    if n_flagged == ranked.size:
        return float(np.nextafter(lowest_flagged, -np.inf))
    highest_unflagged = ranked[n_flagged]
    # Halves first: the difference of large scores may be infinite.
    middle = highest_unflagged + (lowest_flagged / 2 - highest_unflagged / 2)
    # Of two neighbouring floats the middle rounds to one, perhaps to the wrong one
    return float(middle if middle < lowest_flagged else highest_unflagged)


class _Sweep:
    """Counts at every candidate at once, from sorted maxima and running sums."""

    def __init__(self, anomalous: np.ndarray, scores: np.ndarray, rows: Rows) -> None:
        self.n_anomalous = np.count_nonzero(anomalous)
        self.anomalous_scores = np.sort(scores[anomalous])
        events = find_events(anomalous, rows.boundaries)
        spans = np.column_stack([events.starts, events.stops]).ravel()
        # Reduceat takes every other span; the sentinel lets the last one end at n
        maxima = np.maximum.reduceat(np.append(scores, -np.inf), spans)[::2]
        order = np.argsort(-maxima)
        self.maxima = -maxima[order]
        self.lengths = np.r_[0, np.cumsum(events.lengths[order])]

    def hit_rows(self, lowest: np.ndarray) -> np.ndarray:
        """Anomalous rows flagged when all scores from ``lowest`` up are."""
        return self.n_anomalous - np.searchsorted(self.anomalous_scores, lowest)

    def hit_events(self, lowest: np.ndarray) -> np.ndarray:
        """Events found at each candidate."""
        return np.searchsorted(self.maxima, -lowest, side="right")


def _harmonic_mean(precision: np.ndarray, recall: np.ndarray) -> np.ndarray:
    """F1 at every candidate, 0 where precision and recall are."""
    total = precision + recall
    product = 2 * precision * recall
    return np.divide(product, total, out=np.zeros_like(total), where=total > 0)


def _sweep_f1(sweep: _Sweep, lowest: np.ndarray, n_flagged: np.ndarray) -> np.ndarray:
    """F1 by rows at every candidate."""
    hit = sweep.hit_rows(lowest)
    return _harmonic_mean(hit / n_flagged, hit / sweep.n_anomalous)


def _sweep_event_f1(
    sweep: _Sweep, lowest: np.ndarray, n_flagged: np.ndarray
) -> np.ndarray:
    """F1 of the recall by events at every candidate."""
    recall = sweep.hit_events(lowest) / sweep.maxima.size
    return _harmonic_mean(sweep.hit_rows(lowest) / n_flagged, recall)


def _sweep_point_adjusted_f1(
    sweep: _Sweep, lowest: np.ndarray, n_flagged: np.ndarray
) -> np.ndarray:
    """F1 after point adjustment at every candidate."""
    false = n_flagged - sweep.hit_rows(lowest)
    hit = sweep.lengths[sweep.hit_events(lowest)]
    precision = np.divide(
        hit, hit + false, out=np.zeros(hit.size), where=hit + false > 0
    )
    return _harmonic_mean(precision, hit / sweep.n_anomalous)


_SWEEPS = {
    _point.f1: _sweep_f1,
    event_f1_score: _sweep_event_f1,
    point_adjusted_f1_score: _sweep_point_adjusted_f1,
}
