"""Delays after the start of an event, and how long before it an alarm was on."""

import numpy as np
import pytest
from hypothesis import given, settings
from metric_cases import events_of, labelled_predictions
from sklearn.exceptions import UndefinedMetricWarning

from skseq.metrics import detection_delay, event_edge_errors

LABELS = np.array([0, 1, 1, 1, 0, 1, 1, 0, 0, 1])
FLAGGED = np.array([1, 0, 0, 1, 1, 1, 0, 0, 1, 0])


def early_rows(flagged, first):
    """Rows flagged directly before an event, row by row."""
    n_early = 0
    while first > n_early and flagged[first - n_early - 1]:
        n_early += 1
    return n_early


@settings(max_examples=50, deadline=None)
@given(labelled_predictions())
def test_delay_and_earliness_are_counted_from_the_first_row_of_an_event(drawn):
    labels, flagged = drawn
    expected = []
    for first, last in events_of(labels, np.zeros(len(labels))):
        inside = np.flatnonzero(flagged[first : last + 1])
        if not inside.size:
            expected.append((np.nan, np.nan))
        else:
            early = early_rows(flagged, first) if inside[0] == 0 else 0
            expected.append((inside[0], early))
    found = detection_delay(labels, flagged, average=None)
    np.testing.assert_array_equal(np.transpose(found), expected)


@settings(max_examples=25, deadline=None)
@given(labelled_predictions())
def test_they_are_the_two_sides_of_the_start_error(drawn):
    delay, early = detection_delay(*drawn, average=None)
    start, _ = event_edge_errors(*drawn, average=None)
    np.testing.assert_array_equal(delay - early, start)


def test_an_alarm_that_begins_long_before_its_event_shows():
    labels, flagged = np.zeros(500), np.zeros(500)
    labels[300:320] = flagged[100:320] = 1
    assert detection_delay(labels, flagged) == (0, 200)


def test_averages_leave_out_what_is_missed():
    # Delays 2, 0, missed; the alarm of the second event begins in the first.
    assert detection_delay(LABELS, FLAGGED) == (1, 1)
    assert detection_delay(LABELS, FLAGGED, average="median") == (1, 1)
    assert detection_delay(LABELS, FLAGGED, average="max") == (2, 2)
    with pytest.raises(ValueError, match="average must be one of"):
        detection_delay(LABELS, FLAGGED, average="min")


def test_no_event_found_is_nan_with_a_warning():
    with pytest.warns(UndefinedMetricWarning, match="no event is found"):
        assert np.isnan(detection_delay(LABELS, np.zeros(10))).all()


def test_times_give_the_unit():
    hours = np.arange(10) * 0.5
    assert detection_delay(LABELS, FLAGGED, times=hours, average="max") == (1, 1)
    dates = np.datetime64("2024-01-01") + np.arange(10) * np.timedelta64(30, "m")
    seconds = detection_delay(LABELS, FLAGGED, times=dates, average="max")
    assert seconds == (3600, 3600)


def test_an_event_of_one_series_is_not_found_in_another():
    labels, flagged, groups = [0, 1, 1, 0], [0, 0, 1, 0], [0, 0, 1, 1]
    assert detection_delay(labels, flagged)[0] == 1
    delay, _ = detection_delay(labels, flagged, groups=groups, average=None)
    np.testing.assert_array_equal(delay, [np.nan, 0])
    # What is on at the end of one series was not early in the next.
    _, early = detection_delay([0, 0, 1, 1], np.ones(4, bool), groups=groups)
    assert early == 0


def test_events_of_scattered_groups_are_in_row_order():
    groups = np.array(list("babababa"))
    labels = np.array([1, 0, 0, 0, 1, 1, 1, 0])
    flagged = np.array([1, 0, 0, 0, 0, 0, 1, 0])
    delay, early = detection_delay(labels, flagged, groups=groups, average=None)
    np.testing.assert_array_equal(delay, [0, 1, np.nan])
    np.testing.assert_array_equal(early, [0, 0, np.nan])
    start, stop = event_edge_errors(labels, flagged, groups=groups, average=None)
    np.testing.assert_array_equal(start, [0, 1, np.nan])
    np.testing.assert_array_equal(stop, [0, 0, np.nan])
