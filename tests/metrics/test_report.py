"""The report holds every metric, as a dict and as text."""

import numpy as np
import pytest

from skseq.metrics import (
    alarm_length_ratio,
    alarms_per,
    anomaly_report,
    autocorrelation_period,
    detection_delay,
    event_edge_errors,
    false_alarms_per,
    merged_events,
    vus_pr_score,
)
from skseq.metrics._registry import METRICS


@pytest.fixture
def detected():
    rng = np.random.default_rng(0)
    y = np.zeros(300, dtype=int)
    y[100:120] = y[200:205] = 1
    scores = rng.normal(size=300) + 2 * y
    return y, scores, np.where(scores > 1.5, -1, 1)


def test_dict_holds_every_metric(detected):
    y, scores, y_pred = detected
    report = anomaly_report(y, scores, y_pred, buffer=10, output_dict=True)
    named = {*report["scores"], *report["predictions"]}
    of_alarms = {
        "event_recall": 1.0,
        "alarm_length_ratio": alarm_length_ratio(y, y_pred),
        "merged_events": merged_events(y, y_pred),
        "false_positive_rate": np.mean(y_pred[y == 0] == -1),
        "false_alarms_per": false_alarms_per(y, y_pred, 1000),
        "false_alarms_per_10k": false_alarms_per(y, y_pred, 10_000, normal_only=True),
    }
    pairs = {
        ("detection_delay", "early_alarm"): detection_delay(y, y_pred),
        ("start_error", "end_error"): event_edge_errors(y, y_pred),
    }
    for names, values in pairs.items():
        of_alarms |= dict(zip(names, values, strict=True))
    assert named == {*METRICS, *of_alarms}
    assert report["scores"]["vus_pr"] == vus_pr_score(y, scores, buffer=10)
    assert {name: report["predictions"][name] for name in of_alarms} == of_alarms
    assert report["support"] == {
        "rows": 300,
        "anomalous_rows": 25,
        "flagged_rows": int(np.sum(y_pred == -1)),
        "events": 2,
    }


def test_text_shows_the_numbers_of_the_dict_and_the_flaw(detected):
    y, scores, y_pred = detected
    values = anomaly_report(y, scores, y_pred, output_dict=True)
    text = anomaly_report(y, scores, y_pred, digits=4)
    lines = {line.split()[0]: line for line in text.splitlines() if line.split()}
    for section in ("scores", "predictions"):
        for name, value in values[section].items():
            shown = str(value) if name == "merged_events" else f"{value:.4f}"
            assert lines[name].split()[1] == shown
    assert "random scores reach about 0.9" in lines["point_adjusted_f1"]


def test_groups_times_and_period_reach_the_metrics(detected):
    y, scores, y_pred = detected
    groups, X = np.arange(300) // 110, np.arange(300.0)[:, None] % 12
    times = np.arange(300) * 60.0
    report = anomaly_report(
        y,
        scores,
        y_pred,
        buffer="auto",
        X=X,
        groups=groups,
        times=times,
        alarm_unit=3600,
        output_dict=True,
    )
    assert report["support"]["events"] == 3
    assert report["scores"]["vus_pr"] == vus_pr_score(
        y, scores, buffer=autocorrelation_period(X), groups=groups
    )
    delay, early = detection_delay(y, y_pred, groups=groups)
    start, end = event_edge_errors(y, y_pred, groups=groups)
    predictions = report["predictions"]
    names = ("detection_delay", "early_alarm", "start_error", "end_error")
    assert [predictions[name] for name in names] == pytest.approx(
        [60 * delay, 60 * early, 60 * start, 60 * end]
    )


def test_dates_give_the_alarms_a_day(detected):
    y, scores, y_pred = detected
    times = np.datetime64("2026-01-01") + np.arange(300) * np.timedelta64(1, "h")
    day = np.timedelta64(1, "D")
    report = anomaly_report(
        y, scores, y_pred, times=times, alarm_unit=day, output_dict=True
    )
    expected = alarms_per(y_pred, day, times=times)
    assert report["predictions"]["alarms_per_day"] == expected > 0
