"""All metrics of one detector in one table."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Literal, overload

import numpy as np
from numpy.typing import ArrayLike

from skseq.metrics import _point
from skseq.metrics._delay import detection_delay
from skseq.metrics._edges import alarm_length_ratio, event_edge_errors, merged_events
from skseq.metrics._flags import Flags, compare
from skseq.metrics._rates import alarms_per, false_alarms_per
from skseq.metrics._registry import DEFAULT_BUFFER, FALSE_ALARMS, METRICS
from skseq.metrics._times import are_dates
from skseq.metrics._undefined import undefined

# What stands beside a number in the text.
_REMARKS = {
    "point_adjusted_f1": "random scores reach about 0.9",
    "early_alarm": "alarmed directly before the event",
    "start_error": "median, below 0 is early",
    "end_error": "median, above 0 is late",
    "alarm_length_ratio": "alarmed rows for each anomalous one",
    "false_alarms_per_10k": "normal rows",
}


@overload
def anomaly_report(
    y_true: ArrayLike,
    y_score: ArrayLike,
    y_pred: ArrayLike,
    *,
    buffer: int | Literal["auto"] = ...,
    X: ArrayLike | None = ...,
    times: ArrayLike | None = ...,
    alarm_unit: float | timedelta | np.timedelta64 = ...,
    groups: ArrayLike | None = ...,
    pos_label: Literal[1, -1] | None = ...,
    digits: int = ...,
    output_dict: Literal[False] = ...,
) -> str: ...
@overload
def anomaly_report(
    y_true: ArrayLike,
    y_score: ArrayLike,
    y_pred: ArrayLike,
    *,
    buffer: int | Literal["auto"] = ...,
    X: ArrayLike | None = ...,
    times: ArrayLike | None = ...,
    alarm_unit: float | timedelta | np.timedelta64 = ...,
    groups: ArrayLike | None = ...,
    pos_label: Literal[1, -1] | None = ...,
    digits: int = ...,
    output_dict: Literal[True],
) -> dict[str, dict[str, Any]]: ...
def anomaly_report(
    y_true: ArrayLike,
    y_score: ArrayLike,
    y_pred: ArrayLike,
    *,
    buffer: int | Literal["auto"] = DEFAULT_BUFFER,
    X: ArrayLike | None = None,
    times: ArrayLike | None = None,
    alarm_unit: float | timedelta | np.timedelta64 = 1000,
    groups: ArrayLike | None = None,
    pos_label: Literal[1, -1] | None = None,
    digits: int = 3,
    output_dict: bool = False,
) -> str | dict[str, dict[str, Any]]:
    """Build a report of all metrics of a detector, as text or as a dict.

    Parameters
    ----------
    y_true : array-like of shape (n_timestamps,)
        Labels in {0, 1} (1 = anomaly), {1, -1} (-1 = anomaly) or booleans.
    y_score : array-like of shape (n_timestamps,)
        Anomaly scores, higher = more abnormal: ``-detector.score_samples(X)``.
    y_pred : array-like of shape (n_timestamps,)
        Predictions, in any of the conventions of ``y_true``: ``detector.predict(X)``.
    buffer : int or "auto", default=100
        Buffer of the volumes under the surface, in rows; "auto" takes the period of
        ``X``.
    X : array-like of shape (n_timestamps,) or (n_timestamps, n_features), default=None
        The series, wanted by ``buffer="auto"`` only.
    times : array-like of shape (n_timestamps,), default=None
        Time of each row, as numbers or datetime64; None counts rows. With datetime64
        the report also holds the alarms a day.
    alarm_unit : float or timedelta64, default=1000
        The stretch to count false alarms over, see
        :func:`~skseq.metrics.false_alarms_per`.
    groups : array-like of shape (n_timestamps,), default=None
        Series of each row.
    pos_label : {1, -1}, default=None
        Label of an anomaly, needed only where labels or predictions are 1 throughout.
    digits : int, default=3
        Digits after the point in the text.
    output_dict : bool, default=False
        Return a dict instead.

    Returns
    -------
    report : str or dict
        The dict maps "scores", "predictions" and "support" to dicts of name -> value.
        ``detection_delay`` and ``early_alarm`` are the two means of
        :func:`~skseq.metrics.detection_delay`, ``start_error`` and ``end_error`` the
        two medians of :func:`~skseq.metrics.event_edge_errors`, all of them in the unit
        of ``times``, or in seconds. A metric that is not defined for the labels is
        nan, with an ``UndefinedMetricWarning``.

    Raises
    ------
    ValueError
        If labels, scores, predictions or parameters are not as the metrics want them.

    See Also
    --------
    get_scorer : One of the metrics as a scorer for searches.

    Examples
    --------
    >>> from skseq.metrics import anomaly_report
    >>> y_true = [0, 0, 0, 1, 1, 0, 0, 0]
    >>> y_score = [0.1, 0.2, 0.6, 0.9, 0.8, 0.3, 0.2, 0.1]
    >>> y_pred = [1, 1, -1, -1, -1, 1, 1, 1]
    >>> print(anomaly_report(y_true, y_score, y_pred, buffer=2))
    metric                   value
    <BLANKLINE>
    from the scores
      vus_pr                 1.000
      vus_roc                1.000
      average_precision      1.000
      roc_auc                1.000
    <BLANKLINE>
    from the predictions
      precision              0.667
      recall                 1.000
      f1                     0.800
      event_f1               0.800
      range_f1               0.800
      affiliation_f1         0.933
      point_adjusted_f1      0.800  (random scores reach about 0.9)
      event_recall           1.000
      detection_delay        0.000
      early_alarm            1.000  (alarmed directly before the event)
      start_error           -1.000  (median, below 0 is early)
      end_error              0.000  (median, above 0 is late)
      alarm_length_ratio     1.500  (alarmed rows for each anomalous one)
      merged_events              0
      false_positive_rate    0.167
      false_alarms_per       0.000
      false_alarms_per_10k   0.000  (normal rows)
    <BLANKLINE>
    support
      rows                       8
      anomalous_rows             2
      flagged_rows               3
      events                     1
    """
    common: dict[str, Any] = {"groups": groups, "pos_label": pos_label}
    flags = compare(y_true, y_pred, **common)
    given, volumes = {"y_score": y_score, "y_pred": y_pred}, {"buffer": buffer, "X": X}
    sections: dict[str, dict[str, Any]] = {"y_score": {}, "y_pred": {}}
    for name, metric in METRICS.items():
        extra = volumes if "buffer" in metric.parameters else {}
        sections[metric.reads][name] = metric.function(
            y_true, given[metric.reads], **common, **extra
        )
    report = {
        "scores": sections["y_score"],
        "predictions": {
            **sections["y_pred"],
            "event_recall": _event_recall(flags),
            **_fit_of_alarms(y_true, y_pred, times, common),
            **_rates_of_alarms(y_true, y_pred, times, alarm_unit, common),
        },
        "support": {
            "rows": flags.anomalous.size,
            "anomalous_rows": int(np.count_nonzero(flags.anomalous)),
            "flagged_rows": int(np.count_nonzero(flags.flagged)),
            "events": len(flags.events),
        },
    }
    return report if output_dict else _as_text(report, digits)


def _event_recall(flags: Flags) -> float:
    """Share of the events with a flagged row."""
    if len(flags.events) == 0:
        return undefined("event_recall", "y_true has no anomaly")
    return float(np.mean(flags.events.hit_by(flags.flagged)))


def _fit_of_alarms(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    times: ArrayLike | None,
    common: dict[str, Any],
) -> dict[str, Any]:
    """How well alarms fit the events that they touch."""
    delay, early = detection_delay(y_true, y_pred, times=times, **common)
    start, end = event_edge_errors(y_true, y_pred, times=times, **common)
    return {
        "detection_delay": delay,
        "early_alarm": early,
        "start_error": start,
        "end_error": end,
        "alarm_length_ratio": alarm_length_ratio(y_true, y_pred, **common),
        "merged_events": merged_events(y_true, y_pred, **common),
    }


def _rates_of_alarms(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    times: ArrayLike | None,
    alarm_unit: float | timedelta | np.timedelta64,
    common: dict[str, Any],
) -> dict[str, float]:
    """How often somebody is called, and how often for nothing."""
    rates = {
        "false_positive_rate": _point.false_positive_rate(y_true, y_pred, **common),
        "false_alarms_per": false_alarms_per(
            y_true, y_pred, alarm_unit, times=times, **common
        ),
        "false_alarms_per_10k": false_alarms_per(
            y_true, y_pred, **FALSE_ALARMS, **common
        ),
    }
    if are_dates(times):
        day = np.timedelta64(1, "D")
        rates["alarms_per_day"] = alarms_per(y_pred, day, times=times, **common)
    return rates


def _as_text(report: dict[str, dict[str, Any]], digits: int) -> str:
    """Lay the report out in lines."""
    titles = {
        "scores": "from the scores",
        "predictions": "from the predictions",
        "support": "support",
    }
    width = max(len(name) for section in report.values() for name in section)
    numbers = {
        (key, name): str(value) if isinstance(value, int) else f"{value:.{digits}f}"
        for key, section in report.items()
        for name, value in section.items()
    }
    number = max(5, *map(len, numbers.values()))
    lines = [f"{'metric':<{width + 2}}  {'value':>{number}}"]
    for key, section in report.items():
        lines += ["", titles[key]]
        for name in section:
            remark = f"  ({_REMARKS[name]})" if name in _REMARKS else ""
            lines.append(f"  {name:<{width}}  {numbers[key, name]:>{number}}{remark}")
    return "\n".join(lines)
