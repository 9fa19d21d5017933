from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from metric_cases import events_of, labelled_predictions
from sklearn.exceptions import UndefinedMetricWarning

from skseq.metrics import detection_delay, false_alarms_per

LABELS = np.array([0, 1, 1, 1, 0, 1, 1, 0, 0, 1])
FLAGGED = np.array([1, 0, 0, 1, 1, 1, 0, 0, 1, 0])


@settings(max_examples=25, deadline=None)
@given(labelled_predictions())
def test_delays_are_counted_from_the_first_row_of_an_event(drawn):
    labels, flagged = drawn
    expected = [
        np.flatnonzero(flagged[first : last + 1])[0]
        if flagged[first : last + 1].any()
        else np.nan
        for first, last in events_of(labels, np.zeros(len(labels)))
    ]
    delays = detection_delay(labels, flagged, average=None)
    np.testing.assert_array_equal(delays, expected)


def test_averages_leave_out_what_is_missed():
    # delays 2, 0, missed
    assert detection_delay(LABELS, FLAGGED) == 1
    assert detection_delay(LABELS, FLAGGED, average="median") == 1
    assert detection_delay(LABELS, FLAGGED, average="max") == 2
    with pytest.raises(ValueError, match="average must be one of"):
        detection_delay(LABELS, FLAGGED, average="min")


def test_no_event_found_is_nan_with_a_warning():
    with pytest.warns(UndefinedMetricWarning, match="no event is found"):
        assert np.isnan(detection_delay(LABELS, np.zeros(10)))


def test_times_give_the_unit():
    hours = np.arange(10) * 0.5
    assert detection_delay(LABELS, FLAGGED, times=hours, average="max") == 1.0
    dates = np.datetime64("2024-01-01") + np.arange(10) * np.timedelta64(30, "m")
    assert detection_delay(LABELS, FLAGGED, times=dates, average="max") == 3600.0


def test_an_event_of_one_series_is_not_found_in_another():
    labels, flagged, groups = [0, 1, 1, 0], [0, 0, 1, 0], [0, 0, 1, 1]
    assert detection_delay(labels, flagged) == 1
    delays = detection_delay(labels, flagged, groups=groups, average=None)
    np.testing.assert_array_equal(delays, [np.nan, 0])


def test_false_alarms_are_runs_that_touch_no_event():
    # the run of row 0 and that of row 8; rows 3 to 5 touch events
    assert false_alarms_per(LABELS, FLAGGED, 1000) == 200
    assert false_alarms_per(LABELS, LABELS, 1000) == 0
    # nothing need be anomalous
    assert false_alarms_per(np.zeros(10), FLAGGED, 10) == 3


def test_false_alarms_by_time():
    steps = np.timedelta64(6, "h")
    dates = np.datetime64("2024-01-01") + np.arange(10) * steps
    expected = 2 / 2.5  # two in ten quarters of a day
    for day in (np.timedelta64(1, "D"), timedelta(days=1)):
        rate = false_alarms_per(LABELS, FLAGGED, day, times=dates)
        assert rate == pytest.approx(expected)
    rate = false_alarms_per(LABELS, FLAGGED, 24, times=np.arange(10) * 6.0)
    assert rate == pytest.approx(expected)


def test_series_may_start_anew_in_time():
    times = np.r_[np.arange(5), np.arange(5)]
    groups = np.repeat([0, 1], 5)
    rate = false_alarms_per(LABELS, FLAGGED, 10, times=times, groups=groups)
    assert rate == pytest.approx(2)
    with pytest.raises(ValueError, match="must not fall within a series"):
        false_alarms_per(LABELS, FLAGGED, 10, times=times)


@pytest.mark.parametrize(
    ("unit", "times", "message"),
    [
        (0, None, "unit must be > 0"),
        (np.timedelta64(1, "D"), None, "unit must be a number"),
        (1, np.arange(10).astype("datetime64[s]"), "unit must be a timedelta"),
        (1, np.array(["a"] * 10), "times has dtype"),
        (1, np.arange(9), "inconsistent"),
    ],
)
def test_bad_units_and_times_are_refused(unit, times, message):
    with pytest.raises(ValueError, match=message):
        false_alarms_per(LABELS, FLAGGED, unit, times=times)
