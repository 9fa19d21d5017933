import numpy as np
import pytest

from skseq.metrics import (
    anomaly_report,
    autocorrelation_period,
    detection_delay,
    vus_pr_score,
)
from skseq.metrics._registry import MEASURES


@pytest.fixture
def detected():
    rng = np.random.default_rng(0)
    y = np.zeros(300, dtype=int)
    y[100:120] = y[200:205] = 1
    scores = rng.normal(size=300) + 2 * y
    return y, scores, np.where(scores > 1.5, -1, 1)


def test_dict_holds_every_measure(detected):
    y, scores, y_pred = detected
    report = anomaly_report(y, scores, y_pred, buffer=10, output_dict=True)
    named = {*report["scores"], *report["predictions"]}
    others = {"event_recall", "detection_delay", "false_alarms_per"}
    assert named == {*MEASURES, *others}
    assert report["scores"]["vus_pr"] == vus_pr_score(y, scores, buffer=10)
    assert report["predictions"]["detection_delay"] == detection_delay(y, y_pred)
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
            assert lines[name].split()[1] == f"{value:.4f}"
    assert "random scores reach about 0.9" in lines["point_adjusted_f1"]


def test_groups_times_and_period_reach_the_measures(detected):
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
    delay = detection_delay(y, y_pred, groups=groups)
    assert report["predictions"]["detection_delay"] == pytest.approx(60 * delay)
