"""Alarms and false alarms, counted over rows or time."""

from datetime import timedelta

import numpy as np
import pytest
from sklearn.exceptions import UndefinedMetricWarning

from skseq.metrics import alarms_per, false_alarms_per

LABELS = np.array([0, 1, 1, 1, 0, 1, 1, 0, 0, 1])
FLAGGED = np.array([1, 0, 0, 1, 1, 1, 0, 0, 1, 0])


def test_false_alarms_are_runs_that_touch_no_event():
    # The run of row 0 and that of row 8; rows 3 to 5 touch events.
    assert false_alarms_per(LABELS, FLAGGED, 1000) == 200
    assert false_alarms_per(LABELS, LABELS, 1000) == 0
    # Nothing need be anomalous.
    assert false_alarms_per(np.zeros(10), FLAGGED, 10) == 3


def test_false_alarms_over_normal_rows():
    assert false_alarms_per(LABELS, FLAGGED, 1000, normal_only=True) == 500
    assert false_alarms_per(np.zeros(10), FLAGGED, 10, normal_only=True) == 3
    # Rows 0, 4, 7 and 8 last 1, 1, 5 and 1.
    times = np.array([0, 1, 2, 3, 4, 5, 6, 7, 12, 13])
    rate = false_alarms_per(LABELS, FLAGGED, 8, normal_only=True, times=times)
    assert rate == 2
    with pytest.warns(UndefinedMetricWarning, match="no normal row"):
        rate = false_alarms_per([True, True], [True, False], 10, normal_only=True)
    assert np.isnan(rate)


def test_false_alarms_by_time():
    steps = np.timedelta64(6, "h")
    dates = np.datetime64("2024-01-01") + np.arange(10) * steps
    expected = 2 / 2.5  # two in ten quarters of a day
    for day in (np.timedelta64(1, "D"), timedelta(days=1)):
        rate = false_alarms_per(LABELS, FLAGGED, day, times=dates)
        assert rate == pytest.approx(expected)
        assert alarms_per(FLAGGED, day, times=dates) == pytest.approx(3 / 2.5)
    rate = false_alarms_per(LABELS, FLAGGED, 24, times=np.arange(10) * 6.0)
    assert rate == pytest.approx(expected)


def test_alarms_are_runs_within_their_series():
    assert alarms_per(FLAGGED, 10) == 3
    assert alarms_per(np.where(FLAGGED == 1, -1, 1), 10) == 3
    assert alarms_per(FLAGGED, 10, groups=np.arange(10) // 5) == 4
    assert alarms_per([1, 1], 2, pos_label=-1) == 0
    # Rows of a series need not lie together.
    assert alarms_per([1, 0, 1, 0], 4, groups=[0, 1, 0, 1]) == 1


def test_series_may_start_anew_in_time():
    times = np.r_[np.arange(5), np.arange(5)]
    groups = np.repeat([0, 1], 5)
    rate = false_alarms_per(LABELS, FLAGGED, 10, times=times, groups=groups)
    assert rate == pytest.approx(2)
    with pytest.raises(ValueError, match="must not fall within a series"):
        false_alarms_per(LABELS, FLAGGED, 10, times=times)
