"""From the errors of the training rows to the units and the limit of all errors."""

from skseq._scores import error_scale, variance_floor
from skseq.detectors._errors import column_errors, row_errors, smoothed_errors
from skseq.thresholds import contamination_offset


def calibrate(detector, series):
    """Set the units of the errors of a trained detector, and the limit.

    Parameters
    ----------
    detector : SequenceDetector
        Its ``variance_floor_``, ``error_scale_`` and ``offset_`` are set.
    series : Series
        The training series.
    """
    errors = column_errors(detector, series)
    detector.variance_floor_ = variance_floor(errors, detector.changes_often_)
    errors = smoothed_errors(detector, series)
    detector.error_scale_ = error_scale(errors)
    detector.offset_ = _offset(detector, -row_errors(detector, errors))


def _offset(detector, scores):
    if detector.threshold is None:
        return contamination_offset(scores, detector.contamination)
    return -float(detector.threshold)
