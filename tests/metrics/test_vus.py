"""Volumes under the surface beside their definition, row by row."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from metric_cases import events_of, labelled_scores
from sklearn.exceptions import UndefinedMetricWarning

from skseq.metrics import _vus, range_auc, vus_pr_score, vus_roc_score

few = settings(max_examples=25, deadline=None)
buffers = st.integers(0, 15)
volumes = pytest.mark.parametrize("volume", [vus_pr_score, vus_roc_score])


def soft_labels(anomalous, groups, buffer):
    """Degree to which each row counts as anomalous, row by row."""
    events = events_of(anomalous, groups)
    degrees = anomalous.astype(float)
    for row in np.flatnonzero(~anomalous):
        for first, last in events:
            distance = max(first - row, row - last)
            if distance <= buffer // 2 and groups[row] == groups[first]:
                degrees[row] += np.sqrt(1 - distance / buffer)
    return np.minimum(degrees, 1)


def widened_events(anomalous, groups, buffer):
    """Rows of each event with its boundaries; those that touch or overlap are one."""
    merged = []
    for first, last in events_of(anomalous, groups):
        low, high = first - buffer // 2, last + buffer // 2
        rows = {
            row
            for row in range(low, high + 1)
            if 0 <= row < len(groups) and groups[row] == groups[first]
        }
        same = merged and groups[merged[-1]["first"]] == groups[first]
        if same and merged[-1]["high"] >= low:
            merged[-1]["rows"] |= rows
            merged[-1]["high"] = high
        else:
            merged.append({"rows": rows, "high": high, "first": first})
    return [event["rows"] for event in merged]


def area_by_definition(curve, anomalous, scores, buffer, groups, n_thresholds):
    """One slice of the volume, threshold by threshold, from the definition."""
    degrees = soft_labels(anomalous, groups, buffer)
    events = widened_events(anomalous, groups, buffer)
    ranked = np.sort(scores)[::-1]
    points = [(0.0, 0.0, 1.0)]
    for rank in np.linspace(0, len(scores) - 1, n_thresholds).astype(int):
        flagged = scores >= ranked[rank]
        true_positives = degrees[flagged].sum()
        widened = anomalous.sum() + degrees[flagged & ~anomalous].sum()
        positives = (anomalous.sum() + widened) / 2
        found = np.mean([flagged[list(rows)].any() for rows in events])
        recall = min(true_positives / positives, 1) * found
        fall_out = (flagged.sum() - true_positives) / (len(scores) - positives)
        points.append((recall, fall_out, true_positives / flagged.sum()))
    recall, fall_out, precision = np.array(points).T
    if curve == "pr":
        return np.sum(np.diff(recall) * precision[1:])
    return np.trapezoid(np.append(recall, 1), np.append(fall_out, 1))


@settings(max_examples=80, deadline=None)
@given(
    labelled_scores(),
    buffers,
    st.sampled_from(["pr", "roc"]),
    st.sampled_from([3, 11, 40]),
    st.sampled_from([5, 50]),
)
def test_area_is_what_its_definition_says(
    drawn, buffer, curve, series_length, n_thresholds
):
    labels, scores = drawn
    groups = np.arange(len(labels)) // series_length
    area = range_auc(
        labels,
        scores,
        buffer=buffer,
        curve=curve,
        groups=groups,
        n_thresholds=n_thresholds,
    )
    expected = area_by_definition(curve, labels, scores, buffer, groups, n_thresholds)
    assert area == pytest.approx(expected, abs=1e-12)


@few
@given(labelled_scores(), buffers)
def test_volume_is_the_mean_of_its_slices(drawn, buffer):
    for curve, volume in (("pr", vus_pr_score), ("roc", vus_roc_score)):
        slices = [range_auc(*drawn, buffer=b, curve=curve) for b in range(buffer + 1)]
        assert volume(*drawn, buffer=buffer) == pytest.approx(np.mean(slices))


@few
@given(labelled_scores(), buffers)
def test_volume_is_in_the_unit_interval_and_depends_on_ranks_only(drawn, buffer):
    labels, scores = drawn
    for volume in (vus_pr_score, vus_roc_score):
        value = volume(labels, scores, buffer=buffer)
        assert 0 <= value <= 1
        for stretched in (np.exp(scores), 3 * scores - 7, scores.astype(np.float32)):
            assert volume(labels, stretched, buffer=buffer) == value


@few
@given(labelled_scores(max_rows=60))
def test_labels_as_scores_are_perfect_without_a_buffer(drawn):
    labels, _ = drawn
    assert vus_pr_score(labels, labels, buffer=0) == pytest.approx(1)
    assert vus_roc_score(labels, labels, buffer=0) == pytest.approx(1)


@few
@given(labelled_scores(), buffers)
def test_conventions_give_one_value(drawn, buffer):
    labels, scores = drawn
    value = vus_pr_score(labels, scores, buffer=buffer)
    assert vus_pr_score(labels.astype(int), scores, buffer=buffer) == value
    assert vus_pr_score(np.where(labels, -1, 1), scores, buffer=buffer) == value


@few
@given(labelled_scores())
def test_constant_scores_give_the_share_of_anomalies(drawn):
    labels, scores = drawn
    constant = np.zeros_like(scores)
    assert vus_pr_score(labels, constant, buffer=0) == pytest.approx(labels.mean())
    assert vus_roc_score(labels, constant, buffer=0) == pytest.approx(0.5)


@volumes
def test_nothing_crosses_into_another_series(volume):
    rng = np.random.default_rng(0)
    labels, scores = rng.random(60) < 0.2, rng.normal(size=60)
    labels[19:21] = True  # an event on either side of a boundary
    groups = np.repeat([0, 1, 2], 20)
    value = volume(labels, scores, buffer=10, groups=groups)
    # Series in another order, or their rows interleaved, are the same series
    for order in (
        np.r_[40:60, 0:20, 20:40],
        np.argsort(np.tile(np.arange(20), 3), kind="stable"),
    ):
        shuffled = volume(labels[order], scores[order], buffer=10, groups=groups[order])
        assert shuffled == pytest.approx(value, abs=1e-12)
    assert volume(labels, scores, buffer=10) != value


@volumes
def test_one_kind_of_row_has_a_stated_value(volume):
    scores = [0.1, 0.5, 0.2]
    with pytest.warns(UndefinedMetricWarning, match="no row"):
        assert np.isnan(volume([0, 0, 0], scores, buffer=2))
    all_anomalous = np.ones(3, dtype=bool)
    if volume is vus_pr_score:
        assert volume(all_anomalous, scores, buffer=2) == 1
    else:
        with pytest.warns(UndefinedMetricWarning, match="every row"):
            assert np.isnan(volume(all_anomalous, scores, buffer=2))


def test_one_row():
    assert vus_pr_score([True], [0.3], buffer=5) == 1
    with pytest.warns(UndefinedMetricWarning):
        assert np.isnan(vus_pr_score([0], [0.3], buffer=5))


def test_buffer_reaching_over_everything():
    # Every row counts: nothing left to be negative
    assert vus_roc_score([0, 1, 0], [0, 1, 0], buffer=50) <= 1
    assert 0 < vus_pr_score([0, 1, 0], [0, 1, 0], buffer=50) <= 1


@volumes
def test_memory_does_not_grow_with_the_buffer(volume, monkeypatch):
    y, scores = [0, 0, 0, 1, 1, 0, 0, 0], [0.9, 0.2, 0.6, 0.8, 0.3, 0.3, 0.2, 0.1]
    wanted = volume(y, scores, buffer=100)
    monkeypatch.setattr("skseq.metrics._vus.BUFFERS_AT_A_TIME", 7)
    assert volume(y, scores, buffer=100) == pytest.approx(wanted, rel=1e-12)
    monkeypatch.undo()
    tracemalloc.start()
    try:
        volume(y, scores, buffer=20_000)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 60 * 2**20


@volumes
def test_few_rows_have_few_thresholds(volume, monkeypatch):
    y, scores = [0, 0, 0, 1, 1, 0, 0, 0], [0.9, 0.2, 0.6, 0.8, 0.3, 0.3, 0.2, 0.1]
    shapes, areas = [], _vus.surfaces

    def noted(sweep, buffers):
        shapes.append((len(buffers), sweep.n_thresholds))
        return areas(sweep, buffers)

    monkeypatch.setattr(_vus, "surfaces", noted)
    # Six scores differ, however many thresholds there are and however wide the buffer.
    some = volume(y, scores, buffer=20_000)
    assert sum(n_buffers for n_buffers, _ in shapes) == 20_001
    assert {n_thresholds for _, n_thresholds in shapes} == {6}
    assert volume(y, scores, buffer=20_000, n_thresholds=2**40) == some


@volumes
def test_auto_buffer_is_the_period_of_the_series(volume):
    rng = np.random.default_rng(0)
    X = np.sin(2 * np.pi * np.arange(400) / 25)
    labels, scores = np.arange(400) // 20 == 7, rng.normal(size=400)
    expected = volume(labels, scores, buffer=25)
    assert volume(labels, scores, buffer="auto", X=X) == expected
    with pytest.raises(ValueError, match="give the series as X="):
        volume(labels, scores, buffer="auto")


@pytest.mark.parametrize("buffer", [-1, 1.5, "period", True, None])
def test_bad_buffers_are_refused(buffer):
    with pytest.raises(ValueError, match="buffer must be"):
        vus_pr_score([0, 1], [0, 1], buffer=buffer)


def test_other_bad_arguments_are_refused():
    with pytest.raises(ValueError, match="n_thresholds"):
        vus_pr_score([0, 1], [0, 1], buffer=1, n_thresholds=1)
    with pytest.raises(ValueError, match="curve"):
        range_auc([0, 1], [0, 1], buffer=1, curve="prc")
    with pytest.raises(ValueError, match="inconsistent"):
        vus_pr_score([0, 1], [0, 1, 2], buffer=1)
