"""All measures of one detector in one table."""

import numpy as np

from ._delay import detection_delay, false_alarms_per
from ._events import hits
from ._flags import compare
from ._registry import DEFAULT_BUFFER, MEASURES
from ._undefined import undefined

_FLAWED = {"point_adjusted_f1": "random scores reach about 0.9"}


def anomaly_report(
    y_true,
    y_score,
    y_pred,
    *,
    buffer=DEFAULT_BUFFER,
    X=None,
    times=None,
    alarm_unit=1000,
    groups=None,
    pos_label=None,
    digits=3,
    output_dict=False,
):
    """Build a report of all measures of a detector, as text or as a dict.

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
        Time of each row, as numbers or datetime64; None counts rows.
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
        A measure that is not defined for the labels is nan, with an
        ``UndefinedMetricWarning``.

    Raises
    ------
    ValueError
        If labels, scores, predictions or parameters are not as the measures want them.

    See Also
    --------
    get_scorer : One of the measures as a scorer for searches.

    Examples
    --------
    >>> from skseq.metrics import anomaly_report
    >>> y_true = [0, 0, 0, 1, 1, 0, 0, 0]
    >>> y_score = [0.1, 0.2, 0.6, 0.9, 0.8, 0.3, 0.2, 0.1]
    >>> y_pred = [1, 1, -1, -1, -1, 1, 1, 1]
    >>> print(anomaly_report(y_true, y_score, y_pred, buffer=2))
    measure              value
    <BLANKLINE>
    from the scores
      vus_pr             1.000
      vus_roc            1.000
      average_precision  1.000
      roc_auc            1.000
    <BLANKLINE>
    from the predictions
      precision          0.667
      recall             1.000
      f1                 0.800
      event_f1           0.800
      range_f1           0.800
      affiliation_f1     0.933
      point_adjusted_f1  0.800  (random scores reach about 0.9)
      event_recall       1.000
      detection_delay    0.000
      false_alarms_per   0.000
    <BLANKLINE>
    support
      rows                   8
      anomalous_rows         2
      flagged_rows           3
      events                 1
    """
    common = {"groups": groups, "pos_label": pos_label}
    flags = compare(y_true, y_pred, **common)
    given = {"y_score": y_score, "y_pred": y_pred}
    volumes = {"buffer": buffer, "X": X}
    sections = {"y_score": {}, "y_pred": {}}
    for name, measure in MEASURES.items():
        extra = volumes if "buffer" in measure.parameters else {}
        sections[measure.reads][name] = measure.function(
            y_true, given[measure.reads], **common, **extra
        )
    sections["y_pred"]["event_recall"] = _event_recall(flags)
    clock = {"times": times, **common}
    sections["y_pred"]["detection_delay"] = detection_delay(y_true, y_pred, **clock)
    sections["y_pred"]["false_alarms_per"] = false_alarms_per(
        y_true, y_pred, alarm_unit, **clock
    )
    report = {
        "scores": sections["y_score"],
        "predictions": sections["y_pred"],
        "support": {
            "rows": flags.anomalous.size,
            "anomalous_rows": int(np.count_nonzero(flags.anomalous)),
            "flagged_rows": int(np.count_nonzero(flags.flagged)),
            "events": len(flags.events),
        },
    }
    return report if output_dict else _as_text(report, digits)


def _event_recall(flags):
    if len(flags.events) == 0:
        return undefined("event_recall", "y_true has no anomaly")
    return float(np.mean(hits(flags.events, flags.flagged)))


def _as_text(report, digits):
    titles = {
        "scores": "from the scores",
        "predictions": "from the predictions",
        "support": "support",
    }
    width = max(len(name) for section in report.values() for name in section)
    number = max(digits + 2, 5)
    lines = [f"{'measure':<{width + 2}}  {'value':>{number}}"]
    for key, section in report.items():
        lines += ["", titles[key]]
        for name, value in section.items():
            shown = value if isinstance(value, int) else f"{value:.{digits}f}"
            remark = f"  ({_FLAWED[name]})" if name in _FLAWED else ""
            lines.append(f"  {name:<{width}}  {shown:>{number}}{remark}")
    return "\n".join(lines)
