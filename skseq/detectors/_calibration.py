"""From the errors of the training rows to the units and the limit of all errors."""

from skseq._scores import error_scale, estimate_weights
from skseq.detectors._errors import estimate_errors, row_errors, smoothed_errors
from skseq.thresholds._choose import choose_rule


def calibrate(detector, series, y=None):
    """Set the units of the errors of a trained detector, and the limit.

    Parameters
    ----------
    detector : SequenceDetector
        Its ``estimate_weights_``, ``error_scale_``, ``training_scores_`` and
        ``offset_`` are set.
    series : Series
        The training series.
    y : array-like of shape (n_rows,), default=None
        Labels of the rows, for rules that read them.
    """
    detector.estimate_weights_ = estimate_weights(estimate_errors(detector, series))
    errors = smoothed_errors(detector, series)
    detector.error_scale_ = error_scale(errors)
    detector.training_scores_ = -row_errors(detector, errors)
    set_offset(detector, detector.training_scores_, y)


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
    rule = choose_rule(detector.threshold, detector.contamination)
    detector.offset_ = rule.offset(scores, y)
