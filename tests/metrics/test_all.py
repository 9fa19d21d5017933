"""What all metrics of predictions promise, and what TSB-AD 1.5's own code gives."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from metric_cases import labelled_predictions
from shared_files import SHARED
from sklearn.exceptions import UndefinedMetricWarning

from skseq.metrics import (
    affiliation_f1_score,
    event_f1_score,
    point_adjusted_f1_score,
    range_f1_score,
    vus_pr_score,
    vus_roc_score,
)
from skseq.metrics._registry import METRICS

few = settings(max_examples=25, deadline=None)
OF_PREDICTIONS = {
    name: metric.function
    for name, metric in METRICS.items()
    if metric.reads == "y_pred"
}
every_metric = pytest.mark.parametrize("name", OF_PREDICTIONS)


@every_metric
@few
@given(drawn=labelled_predictions())
def test_values_are_in_the_unit_interval(name, drawn):
    assert 0 <= OF_PREDICTIONS[name](*drawn) <= 1


@every_metric
@few
@given(drawn=labelled_predictions())
def test_perfect_predictions_get_one_and_none_get_zero(name, drawn):
    labels, _ = drawn
    metric = OF_PREDICTIONS[name]
    assert metric(labels, labels) == pytest.approx(1)
    assert metric(labels, np.zeros_like(labels)) == 0


@every_metric
@few
@given(drawn=labelled_predictions(), data=st.data())
def test_conventions_mix(name, drawn, data):
    labels, flagged = drawn
    metric = OF_PREDICTIONS[name]
    value = metric(labels, flagged)
    for y_true in (labels.astype(int), np.where(labels, -1, 1)):
        for y_pred in (flagged.astype(int), np.where(flagged, -1, 1)):
            ambiguous = np.all(y_true == 1) or np.all(y_pred == 1)
            if not ambiguous:
                assert metric(y_true, y_pred) == value


@every_metric
@few
@given(drawn=labelled_predictions(), second=labelled_predictions())
def test_order_of_the_series_does_not_matter(name, drawn, second):
    metric = OF_PREDICTIONS[name]
    sizes = len(drawn[0]), len(second[0])
    there = [np.concatenate(pair) for pair in zip(drawn, second, strict=True)]
    back = [np.concatenate(pair) for pair in zip(second, drawn, strict=True)]
    value = metric(*there, groups=np.repeat([0, 1], sizes))
    again = metric(*back, groups=np.repeat(["b", "a"], sizes[::-1]))
    assert again == pytest.approx(value, abs=1e-12)


@every_metric
def test_no_anomaly_is_nan_with_a_warning(name):
    with pytest.warns(UndefinedMetricWarning, match="no anomaly"):
        value = OF_PREDICTIONS[name]([0, 0, 0], [0, 1, 0])
    assert np.isnan(value)


@every_metric
def test_one_row(name):
    assert OF_PREDICTIONS[name]([True], [True]) == 1
    assert OF_PREDICTIONS[name]([True], [False]) == 0


@every_metric
def test_lengths_must_agree(name):
    with pytest.raises(ValueError, match="inconsistent"):
        OF_PREDICTIONS[name]([0, 1], [0, 1, 1])


@every_metric
def test_events_end_with_their_series(name):
    # One run of rows, but two events: the flag finds the first only
    labels, flagged = [0, 1, 1, 0], [0, 1, 0, 0]
    metric = OF_PREDICTIONS[name]
    together = metric(labels, flagged)
    apart = metric(labels, flagged, groups=[0, 0, 1, 1])
    by_rows = name in ("precision", "recall", "f1")
    assert together == apart if by_rows else together > apart


TOLERANCE = 1e-9

SMALL = [
    {
        "name": "two_events",
        "y": [0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0],
        "score": [
            *(-0.8, -1.3, -0.2, 0.4, 2.3, 1.3, 0.6, -0.8, 0.7, 1.6, 0.3, -1.2),
            *(-1.0, 1.6, 1.4, -0.5, -0.1, -1.2, -0.6, -0.5, -0.7, 0.6, -0.1, -0.6),
        ],
        "threshold": 1.0,
        "buffer": 6,
        "vus_pr": 0.6855919743075153,
        "vus_roc": 0.9023210166894138,
        "auc_pr": 0.5866666666666667,
        "auc_roc": 0.8210526315789474,
        "event_f1": 0.7499999999999994,
        "point_adjusted_f1": 0.8333333333333334,
        "range_f1": 0.5714285714285715,
        "affiliation_f1": 0.8853798690593937,
    },
    {
        "name": "both_ends",
        "y": [1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1],
        "score": [
            *(1.6, 2.0, -0.4, -0.3, -1.0, -0.2, -1.3, 0.0, -0.0, 0.9),
            *(-1.0, -0.4, -1.1, -1.4, 0.2, -1.1, 1.2, 1.9, -0.8, 1.5),
        ],
        "threshold": 1.0,
        "buffer": 5,
        "vus_pr": 0.885877185620166,
        "vus_roc": 0.9062162768895364,
        "auc_pr": 0.8278388278388278,
        "auc_roc": 0.8406593406593407,
        "event_f1": 0.7272727272727266,
        "point_adjusted_f1": 0.8571428571428571,
        "range_f1": 0.5405405405405407,
        "affiliation_f1": 0.7512961915535442,
    },
    {
        # Tied scores, and events whose boundaries meet
        "name": "merging",
        "y": [0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0],
        "score": [-1, 0, 0, -2, 0, 1, 1, -1, 2, -1, 0, -1, 3, 2, 4, 1, 1, 1, -1, 0],
        "threshold": 1.0,
        "buffer": 8,
        "vus_pr": 0.9149984160306371,
        "vus_roc": 0.9737056703467223,
        "auc_pr": 0.911111111111111,
        "auc_roc": 0.9733333333333334,
        "event_f1": 0.7999999999999995,
        "point_adjusted_f1": 0.8888888888888888,
        "range_f1": 0.8,
        "affiliation_f1": 0.7999999999999995,
    },
]


def shared_cases():
    """The nine cases beside the checkout, or their absence as one skipped case."""
    if not (SHARED / "metric_cases.json").exists():
        skip = pytest.mark.skip(reason="metric_cases.json is not beside this checkout")
        return [pytest.param(None, marks=skip, id="shared")]
    cases = json.loads((SHARED / "metric_cases.json").read_text())
    with np.load(SHARED / "metric_cases.npz") as arrays:
        for case in cases:
            case["y"] = arrays[f"{case['name']}_y"]
            case["score"] = arrays[f"{case['name']}_score"]
    return [pytest.param(case, id=case["name"]) for case in cases]


CASES = [pytest.param(case, id=f"small_{case['name']}") for case in SMALL]
CASES += shared_cases()


@pytest.mark.parametrize("case", CASES)
def test_volumes_agree(case):
    arguments = {"buffer": case["buffer"]}
    vus_pr = vus_pr_score(case["y"], case["score"], **arguments)
    vus_roc = vus_roc_score(case["y"], case["score"], **arguments)
    assert vus_pr == pytest.approx(case["vus_pr"], abs=TOLERANCE)
    assert vus_roc == pytest.approx(case["vus_roc"], abs=TOLERANCE)


@pytest.mark.parametrize("case", CASES)
def test_metrics_of_predictions_agree(case):
    y, flagged = case["y"], np.asarray(case["score"]) > case["threshold"]
    # The reference leaves row 0 out of point adjustment and the last row out of events
    values = {
        "event_f1": event_f1_score(y, flagged, count_last_row=False),
        "point_adjusted_f1": point_adjusted_f1_score(
            y, flagged, adjust_first_row=False
        ),
        "range_f1": range_f1_score(
            y, flagged, alpha=0.2, bias="flat", cardinality="reciprocal"
        ),
        "affiliation_f1": affiliation_f1_score(y, flagged),
    }
    expected = {name: case[name] for name in values}
    assert values == pytest.approx(expected, abs=TOLERANCE)


@pytest.mark.parametrize("case", CASES)
def test_areas_by_rows_agree(case):
    average_precision = METRICS["average_precision"].function
    roc_auc = METRICS["roc_auc"].function
    areas = (
        average_precision(case["y"], case["score"]),
        roc_auc(case["y"], case["score"]),
    )
    expected = case["auc_pr"], case["auc_roc"]
    assert areas == pytest.approx(expected, abs=TOLERANCE)


def test_quirks_of_the_reference_are_not_the_default():
    # Found in the second row: the first row counts as flagged too, or does not
    opening, flagged = [1, 1, 0, 0], [0, 1, 0, 0]
    assert point_adjusted_f1_score(opening, flagged) == 1.0
    quirky = point_adjusted_f1_score(opening, flagged, adjust_first_row=False)
    assert quirky == pytest.approx(2 / 3)
    # An event of one row at the very end: found, or cut away
    closing = [0, 0, 0, 1]
    assert event_f1_score(closing, closing) == 1.0
    assert event_f1_score(closing, closing, count_last_row=False) == 0.0
