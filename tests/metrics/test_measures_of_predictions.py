"""Properties of the measures at a threshold, and each beside a naive version."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from metric_cases import events_of, labelled_predictions
from sklearn.exceptions import UndefinedMetricWarning
from sklearn.metrics import f1_score, precision_recall_fscore_support

from skseq.metrics import (
    affiliation_f1_score,
    affiliation_precision_recall_fscore,
    event_f1_score,
    point_adjusted_f1_score,
    range_f1_score,
    range_precision_recall_fscore,
)
from skseq.metrics._registry import MEASURES

few = settings(max_examples=25, deadline=None)
MEASURES_OF_PREDICTIONS = {
    name: measure.function
    for name, measure in MEASURES.items()
    if measure.reads == "y_pred"
}
every_measure = pytest.mark.parametrize("name", MEASURES_OF_PREDICTIONS)


@every_measure
@few
@given(drawn=labelled_predictions())
def test_values_are_in_the_unit_interval(name, drawn):
    assert 0 <= MEASURES_OF_PREDICTIONS[name](*drawn) <= 1


@every_measure
@few
@given(drawn=labelled_predictions())
def test_perfect_predictions_get_one_and_none_get_zero(name, drawn):
    labels, _ = drawn
    measure = MEASURES_OF_PREDICTIONS[name]
    assert measure(labels, labels) == pytest.approx(1)
    assert measure(labels, np.zeros_like(labels)) == 0


@every_measure
@few
@given(drawn=labelled_predictions(), data=st.data())
def test_conventions_mix(name, drawn, data):
    labels, flagged = drawn
    measure = MEASURES_OF_PREDICTIONS[name]
    value = measure(labels, flagged)
    for y_true in (labels.astype(int), np.where(labels, -1, 1)):
        for y_pred in (flagged.astype(int), np.where(flagged, -1, 1)):
            ambiguous = np.all(y_true == 1) or np.all(y_pred == 1)
            if not ambiguous:
                assert measure(y_true, y_pred) == value


@every_measure
@few
@given(drawn=labelled_predictions(), second=labelled_predictions())
def test_order_of_the_series_does_not_matter(name, drawn, second):
    measure = MEASURES_OF_PREDICTIONS[name]
    sizes = len(drawn[0]), len(second[0])
    there = [np.concatenate(pair) for pair in zip(drawn, second, strict=True)]
    back = [np.concatenate(pair) for pair in zip(second, drawn, strict=True)]
    value = measure(*there, groups=np.repeat([0, 1], sizes))
    again = measure(*back, groups=np.repeat(["b", "a"], sizes[::-1]))
    assert again == pytest.approx(value, abs=1e-12)


@every_measure
def test_no_anomaly_is_nan_with_a_warning(name):
    with pytest.warns(UndefinedMetricWarning, match="no anomaly"):
        value = MEASURES_OF_PREDICTIONS[name]([0, 0, 0], [0, 1, 0])
    assert np.isnan(value)


@every_measure
def test_one_row(name):
    assert MEASURES_OF_PREDICTIONS[name]([True], [True]) == 1
    assert MEASURES_OF_PREDICTIONS[name]([True], [False]) == 0


@every_measure
def test_lengths_must_agree(name):
    with pytest.raises(ValueError, match="inconsistent"):
        MEASURES_OF_PREDICTIONS[name]([0, 1], [0, 1, 1])


@few
@given(labelled_predictions())
def test_rows_are_counted_as_scikit_learn_counts_them(drawn):
    precision, recall, f1, _ = precision_recall_fscore_support(
        *drawn, average="binary", zero_division=0
    )
    for name, value in (("precision", precision), ("recall", recall), ("f1", f1)):
        assert MEASURES_OF_PREDICTIONS[name](*drawn) == pytest.approx(value)


@few
@given(labelled_predictions())
def test_point_adjustment_fills_the_events_found(drawn):
    labels, flagged = drawn
    adjusted = flagged.copy()
    for first, last in events_of(labels, np.zeros(len(labels))):
        adjusted[first : last + 1] |= flagged[first : last + 1].any()
    expected = f1_score(labels, adjusted, zero_division=0)
    assert point_adjusted_f1_score(labels, flagged) == pytest.approx(expected)


def test_event_f1_counts_events_and_rows_or_runs():
    labels = [0, 1, 1, 1, 1, 0, 0, 1, 0, 0]
    flagged = [0, 0, 1, 0, 0, 0, 1, 0, 1, 1]
    # one event of two; one row of four, one run of three
    assert event_f1_score(labels, flagged) == pytest.approx(2 * 0.5 * 0.25 / 0.75)
    by_runs = event_f1_score(labels, flagged, precision="events")
    assert by_runs == pytest.approx(2 * (1 / 2) * (1 / 3) / (1 / 2 + 1 / 3))
    with pytest.raises(ValueError, match="precision must be one of"):
        event_f1_score(labels, flagged, precision="runs")


@every_measure
def test_events_end_with_their_series(name):
    # one run of rows, but two events: the flag finds the first only
    labels, flagged = [0, 1, 1, 0], [0, 1, 0, 0]
    measure = MEASURES_OF_PREDICTIONS[name]
    together = measure(labels, flagged)
    apart = measure(labels, flagged, groups=[0, 0, 1, 1])
    by_rows = name in ("precision", "recall", "f1")
    assert together == apart if by_rows else together > apart


def overlap_reward(first, last, covered, others, bias, cardinality):
    """Tatbul's overlap reward of one range, from the text of the paper."""
    length = last - first + 1
    weight = {
        "flat": lambda i: 1,
        "front": lambda i: length - i + 1,
        "back": lambda i: i,
        "middle": lambda i: i if i <= length / 2 else length - i + 1,
    }[bias]
    weights = np.array([weight(i) for i in range(1, length + 1)], dtype=float)
    share = weights[covered[first : last + 1]].sum() / weights.sum()
    n_touching = sum(a <= last and b >= first for a, b in others)
    factor = 1 if cardinality == "one" or n_touching <= 1 else 1 / n_touching
    return share * factor


@few
@given(
    labelled_predictions(),
    st.sampled_from(["flat", "front", "middle", "back"]),
    st.sampled_from(["one", "reciprocal"]),
    st.floats(0, 1),
)
def test_range_based_measure_is_what_the_paper_says(drawn, bias, cardinality, alpha):
    labels, flagged = drawn
    one_series = np.zeros(len(labels))
    events, runs = events_of(labels, one_series), events_of(flagged, one_series)
    recalls = [
        alpha * flagged[first : last + 1].any()
        + (1 - alpha) * overlap_reward(first, last, flagged, runs, bias, cardinality)
        for first, last in events
    ]
    precisions = [
        overlap_reward(first, last, labels, events, "flat", "one")
        for first, last in runs
    ]
    precision, recall, fscore = range_precision_recall_fscore(
        labels,
        flagged,
        alpha=alpha,
        bias=bias,
        cardinality=cardinality,
        precision_cardinality="one",
        beta=2,
    )
    assert recall == pytest.approx(np.mean(recalls))
    assert precision == pytest.approx(np.mean(precisions) if precisions else 0)
    if fscore > 0:
        assert fscore == pytest.approx(
            5 * precision * recall / (4 * precision + recall)
        )


def test_range_based_measure_of_single_rows_is_the_one_by_rows():
    labels = np.array([0, 1, 0, 1, 0, 0, 1, 0], dtype=bool)
    flagged = np.array([0, 1, 0, 0, 0, 1, 0, 0], dtype=bool)
    value = range_f1_score(labels, flagged, alpha=0, cardinality="one")
    assert value == pytest.approx(f1_score(labels, flagged))


@pytest.mark.parametrize(
    "bad", [{"alpha": 2}, {"beta": 0}, {"bias": "up"}, {"cardinality": "udf"}]
)
def test_bad_range_parameters_are_refused(bad):
    (name,) = bad
    with pytest.raises(ValueError, match=f"{name} must be"):
        range_precision_recall_fscore([0, 1], [0, 1], **bad)


def affiliation_on_a_grid(labels, flagged, cells=60):
    """Huet's measures by adding up short pieces of time instead of integrals."""
    one_series = np.zeros(len(labels))
    events, runs = events_of(labels, one_series), events_of(flagged, one_series)
    times = (np.arange(len(labels) * cells) + 0.5) / cells
    borders = [(a[1] + 1 + b[0]) / 2 for a, b in pairwise(events)]
    borders = [0, *borders, len(labels)]
    precisions, recalls = [], []
    for i, (first, last) in enumerate(events):
        zone = times[(times > borders[i]) & (times < borders[i + 1])]
        event = zone[(zone > first) & (zone < last + 1)]
        marked = zone[np.repeat(flagged, cells)[(zone * cells).astype(int)]]
        if marked.size == 0:
            recalls.append(0)
            continue
        to_event = np.maximum(np.maximum(first - zone, zone - last - 1), 0)
        of_marked = np.maximum(np.maximum(first - marked, marked - last - 1), 0)
        precisions.append(np.mean(to_event[None] >= of_marked[:, None]))
        pieces = [
            (max(a, borders[i]), min(b + 1, borders[i + 1]))
            for a, b in runs
            if b + 1 > borders[i] and a < borders[i + 1]
        ]
        gap = np.min(
            [np.maximum(np.maximum(a - event, event - b), 0) for a, b in pieces], axis=0
        )
        at_least = np.abs(zone[None] - event[:, None]) >= gap[:, None] - 1e-9
        recalls.append(np.mean(at_least))
    return (np.mean(precisions) if precisions else 0), np.mean(recalls)


@settings(max_examples=20, deadline=None)
@given(labelled_predictions(max_rows=14))
def test_affiliation_is_the_integral_that_the_paper_says(drawn):
    precision, recall, _ = affiliation_precision_recall_fscore(*drawn)
    expected = affiliation_on_a_grid(*drawn)
    assert (precision, recall) == pytest.approx(expected, abs=0.03)


def test_affiliation_counts_flags_in_a_series_without_event():
    labels, flagged = np.zeros(20, dtype=bool), np.zeros(20, dtype=bool)
    labels[3:5] = flagged[3:5] = True
    groups = np.repeat([0, 1], 10)
    assert affiliation_f1_score(labels, flagged, groups=groups) == 1
    flagged[15] = True
    precision, recall, _ = affiliation_precision_recall_fscore(
        labels, flagged, groups=groups
    )
    assert (precision, recall) == (0.5, 1)
    with pytest.raises(ValueError, match="beta"):
        affiliation_precision_recall_fscore(labels, flagged, beta=-1)
