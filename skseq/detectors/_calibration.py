"""From the errors of the training rows to the units and the limit of all errors."""

import numpy as np

from skseq._scores import error_scale, estimate_weights
from skseq._smoothing import average_counted, typical_errors
from skseq.detectors._errors import (
    estimate_errors,
    row_errors,
    row_scores,
    smoothed_sums,
)
from skseq.thresholds._choose import choose_rule


def calibrate(detector, series, whole, y=None):
    """Set the units of the errors of a trained detector, and the limit.

    Parameters
    ----------
    detector : SequenceDetector
        Its ``estimate_weights_``, ``typical_error_``, ``error_scale_``,
        ``training_scores_`` and ``offset_`` are set.
    series : Series
        The training series. Rows of which no value counts have no say in any of them.
    whole : Series
        The same with the rows that were excluded for their labels: a rule that reads
        labels looks for the limit there.
    y : array-like of shape (n_rows,), default=None
        Labels of the rows, for rules that read them.
    """
    detector.estimate_weights_ = estimate_weights(estimate_errors(detector, series))
    sums, shares, counted = smoothed_sums(detector, series)
    detector.typical_error_ = typical_errors(sums, shares, counted)
    errors = average_counted(sums, shares, detector.typical_error_)
    detector.error_scale_ = error_scale(errors, counted)
    if detector.exclude_anomalies and _rule_of(detector)._reads_labels:
        scores = row_scores(detector, whole)
    else:
        scores = -row_errors(detector, errors)
        if series.counted is not None:
            scores[~series.counted.any(axis=1)] = np.nan
    detector.training_scores_ = scores
    set_offset(detector, scores, y)


def recalibrate(detector, series, y=None):
    """Update the units of the errors and the limit of a detector by new rows.

    Parameters
    ----------
    detector : SequenceDetector
        Its ``typical_error_``, ``error_scale_``, ``training_scores_`` and ``offset_``
        are updated.
    series : Series
        The new rows. Those of which no value counts have no say in any of them.
    y : array-like of shape (n_rows,), default=None
        Labels of the rows, for rules that read them. Without any such a rule leaves
        the limit as it is.
    """
    n_before = len(detector.training_scores_)
    share = len(series) / (len(series) + n_before)
    sums, shares, counted = smoothed_sums(detector, series)
    typical = typical_errors(sums, shares, counted)
    seen = np.full(len(typical), True) if counted is None else counted.any(axis=0)
    change = np.where(seen, typical - detector.typical_error_, 0.0)
    detector.typical_error_ = detector.typical_error_ + share * change
    errors = average_counted(sums, shares, detector.typical_error_)
    scale, before = error_scale(errors, counted), detector.error_scale_
    detector.error_scale_ = np.maximum(scale, before + share * (scale - before))
    scores = -row_errors(detector, errors)
    if series.counted is not None:
        scores[~series.counted.any(axis=1)] = np.nan
    latest = np.concatenate([detector.training_scores_, scores])
    detector.training_scores_ = latest[-max(n_before, len(scores)) :]
    if not _rule_of(detector)._reads_labels:
        set_offset(detector, detector.training_scores_)
    elif y is not None:
        set_offset(detector, scores, y)


def set_offset(detector, scores, y=None):
    """Set the limit of a detector, as its parameters say.

    Parameters
    ----------
    detector : SequenceDetector
        Its ``offset_`` is set.
    scores : ndarray of shape (n_rows,)
        Scores of the rows in which the limit is looked for.
    y : array-like of shape (n_rows,), default=None
        Labels of these rows, for rules that read them.
    """
    detector.offset_ = _rule_of(detector).offset(scores, y)


def _rule_of(detector):
    return choose_rule(detector.threshold, detector.contamination)
