"""Edges, lengths and merged events beside naive versions."""

import numpy as np
import pytest
from hypothesis import given, settings
from metric_cases import events_of, labelled_predictions
from sklearn.exceptions import UndefinedMetricWarning
from sklearn.metrics import precision_score, recall_score

from skseq.metrics import alarm_length_ratio, event_edge_errors, merged_events
from skseq.metrics._edges import edge_error

some = settings(max_examples=50, deadline=None)


def touching(span, others):
    """Those of the other spans, first to last row, that share a row with a span."""
    return [other for other in others if other[0] <= span[1] and other[1] >= span[0]]


def plain_spans(drawn):
    """Events and alarms of one series, found row by row."""
    one_series = np.zeros(len(drawn[0]))
    return events_of(drawn[0], one_series), events_of(drawn[1], one_series)


@some
@given(labelled_predictions())
def test_edges_are_those_of_the_outer_alarms(drawn):
    events, alarms = plain_spans(drawn)
    expected = []
    for first, last in events:
        own = touching((first, last), alarms)
        edges = (own[0][0] - first, own[-1][1] - last) if own else (np.nan, np.nan)
        expected.append(edges)
    errors = event_edge_errors(*drawn, average=None)
    np.testing.assert_array_equal(np.transpose(errors), expected)
    if not np.isnan(expected).all():
        mean = event_edge_errors(*drawn, average="mean", absolute=True)
        assert mean == pytest.approx(tuple(np.nanmean(np.abs(expected), axis=0)))
        assert edge_error(*drawn) == pytest.approx(np.mean(mean))


def test_early_and_late_cancel_only_with_their_signs():
    labels = [0, 0, 1, 1, 1, 0, 0, 1, 1, 1]
    flagged = [1, 1, 1, 1, 1, 0, 0, 0, 0, 1]
    assert event_edge_errors(labels, flagged) == (0, 0)
    assert event_edge_errors(labels, flagged, absolute=True) == (2, 0)
    with pytest.raises(ValueError, match="average must be one of"):
        event_edge_errors(labels, flagged, average="sum")


def test_edges_end_with_their_series_and_follow_the_times():
    labels = np.array([0, 1, 1, 0, 1, 0])
    flagged = np.ones(6, dtype=bool)
    groups, minutes = [0, 0, 0, 1, 1, 1], np.array([0, 1, 5, 0, 2, 5])
    errors = event_edge_errors(labels, flagged, average=None, groups=groups)
    np.testing.assert_array_equal(errors, [[-1, -1], [0, 1]])
    dates = np.datetime64("2026-01-01") + minutes * np.timedelta64(1, "m")
    errors = event_edge_errors(
        labels, flagged, average=None, groups=groups, times=dates
    )
    np.testing.assert_array_equal(errors, [[-60, -120], [0, 180]])


def test_no_event_found_is_nan_with_a_warning():
    for metric in (event_edge_errors, edge_error):
        with pytest.warns(UndefinedMetricWarning, match="no event is found"):
            assert np.isnan(metric([0, 1], [1, 0])).all()
    with pytest.warns(UndefinedMetricWarning, match="no event is found"):
        assert np.isnan(alarm_length_ratio([0, 1], [1, 0], found_only=True))
    with pytest.warns(UndefinedMetricWarning, match="no anomaly"):
        assert np.isnan(alarm_length_ratio([0, 0], [1, 0]))


@some
@given(labelled_predictions())
def test_length_ratio_is_recall_over_precision(drawn):
    if (drawn[0] & drawn[1]).any():
        ratio = recall_score(*drawn) / precision_score(*drawn)
        assert alarm_length_ratio(*drawn) == pytest.approx(ratio)


@some
@given(labelled_predictions())
def test_length_ratio_of_what_is_found_leaves_out_misses_and_false_alarms(drawn):
    events, alarms = plain_spans(drawn)
    right = [alarm for alarm in alarms if touching(alarm, events)]
    found = [event for event in events if touching(event, alarms)]
    if found:
        n_right, n_found = (
            sum(last - first + 1 for first, last in spans) for spans in (right, found)
        )
        ratio = alarm_length_ratio(*drawn, found_only=True)
        assert ratio == pytest.approx(n_right / n_found)


def test_a_blurred_alarm_is_longer_than_its_event():
    labels, flagged = np.zeros(500, dtype=int), np.zeros(500, dtype=int)
    labels[240:260] = flagged[180:320] = 1
    assert alarm_length_ratio(labels, flagged) == 7
    assert event_edge_errors(labels, flagged) == (-60, 60)


@some
@given(labelled_predictions())
def test_an_alarm_merges_all_its_events_but_one(drawn):
    events, alarms = plain_spans(drawn)
    expected = sum(max(len(touching(alarm, events)) - 1, 0) for alarm in alarms)
    assert merged_events(*drawn) == expected


def test_events_of_two_series_are_not_merged():
    labels, flagged = [0, 1, 0, 1, 1, 0], [0, 1, 1, 1, 1, 0]
    assert merged_events(labels, flagged) == 1
    assert merged_events(labels, flagged, groups=[0, 0, 0, 1, 1, 1]) == 0
