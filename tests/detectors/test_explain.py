"""What a detector answers beside scores."""

import sys

import numpy as np
import pandas as pd
import polars as pl
import pytest
from estimated_rows import valid_rows
from sklearn.exceptions import NotFittedError
from tiny import DETECTORS, NETWORKS, tiny

from skseq._model.p_values import severities
from skseq._model.scores import log_compress
from skseq._series.scaling import compress, standardize
from skseq._series.segments import Layout
from skseq._series.series import Series
from skseq.utils._checks.common import seasonal_series

X = seasonal_series(200)
WIDE = np.column_stack([seasonal_series(200, 4), np.full(200, 7.0)])
SPIKED = WIDE.copy()
SPIKED[120:125, 1] += 9
SPIKED[160, 4] = 8


def as_series(rows):
    return Series(rows, np.array([0, len(rows)]))


@pytest.fixture(scope="module")
def wide():
    return tiny(
        "AutoencoderDetector", window_size=8, smoothing=1, max_iter=50, threshold=1.5
    ).fit(WIDE)


@pytest.mark.parametrize("name", DETECTORS)
def test_what_needs_a_fit_says_so(name):
    for method in (
        "predict_expected",
        "error_contributions",
        "predict_events",
        "score_frame",
    ):
        with pytest.raises(NotFittedError):
            getattr(tiny(name), method)(X)


@pytest.mark.parametrize("name", DETECTORS)
@pytest.mark.parametrize("causal", [False, True])
def test_estimate_is_the_mean_of_the_networks_in_units_of_X(name, causal):
    rows = 5 + 3 * X
    detector = tiny(name, window_size=8, max_iter=5, causal=causal).fit(rows)
    estimator = detector._model().estimator
    read = estimator.input.rows(as_series(rows))
    layout = Layout(estimator.plan, [0, len(rows)])
    segments = layout[np.arange(len(layout))]
    outputs = np.asarray(detector.network_(read[segments.rows()]))
    outputs, places = outputs[:, segments.plan.skipped :], valid_rows(segments)
    means = [outputs[places == row].mean(axis=0) for row in range(len(rows))]
    expected = rows + (means - read) * detector.shape_scale_
    estimates = detector.predict_expected(rows)
    assert estimates.dtype == np.float64
    np.testing.assert_allclose(estimates, expected, atol=1e-4)


def test_estimate_and_error_belong_together_where_a_row_has_one_estimate():
    extreme = X.copy()
    extreme[100:103] *= 1e4
    detector = tiny("AutoencoderDetector", window_size=8, max_iter=50, causal=True)
    detector.fit(X)
    estimator, series = detector._model().estimator, as_series(extreme)
    z, estimated = (
        standardize(rows, detector.center_, detector.scale_)
        for rows in (extreme, detector.predict_expected(extreme))
    )
    trend = estimator.input._trend(z, series.boundaries)
    center, scale = estimator.input.shape
    z, estimated = (
        compress((rows - trend - center) / scale) for rows in (z, estimated)
    )
    errors, _ = estimator.errors(series)
    np.testing.assert_allclose(np.square(z - estimated), errors, rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize("name", DETECTORS)
def test_estimate_follows_the_units_of_X(name):
    detector = tiny(name, window_size=8, max_iter=5)
    factors, offsets = np.array([1e-3, 1e5]), np.array([20.0, -3e6])
    estimates = detector.fit(X).predict_expected(X)
    rescaled = X * factors + offsets
    others = detector.fit(rescaled).predict_expected(rescaled)
    np.testing.assert_allclose((others - offsets) / factors, estimates, atol=1e-2)


def test_a_trained_network_estimates_well():
    detector = tiny("AutoencoderDetector", window_size=20, max_iter=1000).fit(X)
    new = seasonal_series(300, seed=1)
    assert np.abs(detector.predict_expected(new) - new).mean() < 0.15


def test_columns_without_change_are_expected_to_stay(wide):
    assert (wide.predict_expected(SPIKED)[:, 4] == 7).all()
    still = tiny("GRUDetector", window_size=8, max_iter=1).fit(np.full((50, 2), 3.0))
    assert (still.predict_expected(X) == 3).all()


def test_extreme_values_have_finite_estimates(wide):
    rows = WIDE.copy()
    rows[100, 0], rows[120, 1] = 1e308, -1e30
    assert np.isfinite(wide.predict_expected(rows)).all()
    shares = wide.error_contributions(rows)
    assert np.isfinite(shares).all()
    assert shares[100].argmax() == 0


@pytest.mark.filterwarnings("ignore::skseq.exceptions.SeriesWarning")
@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("n_rows", [1, 7, 8, 60])
def test_contributions_are_the_parts_of_the_score(name, n_rows):
    detector = tiny(name, window_size=8, max_iter=5).fit(WIDE)
    rows = SPIKED[:n_rows]
    shares = detector.error_contributions(rows)
    assert shares.shape == rows.shape
    np.testing.assert_allclose(shares.sum(axis=1), 1)
    assert ((shares >= 0) & (shares <= 1)).all()
    assert ((shares > 0).sum(axis=1) <= 3).all()
    scorer, series = detector._model().scorer, as_series(rows)
    found = scorer.estimator.signals(series, detector.estimate_weights_)
    wide, _ = scorer.averages(*found, series)
    errors = log_compress(
        scorer.unusual(wide, series.boundaries) / detector.error_scale_
    )
    largest = shares > 0
    total = np.sort(errors, axis=1)[:, -3:].sum(axis=1, keepdims=True)
    np.testing.assert_allclose((shares * total)[largest], errors[largest])
    smallest = np.where(largest, errors, np.inf).min(axis=1, keepdims=True)
    assert (errors <= smallest + 1e-12)[~largest].all()
    # Rows that wait below the threshold have a score of their own.
    scores, ranked = detector.score_samples(rows), -total[:, 0] / 3
    certain = ranked >= -detector.error_threshold_
    np.testing.assert_allclose(
        scores[certain], ranked[certain] / detector.error_threshold_
    )


def test_contributions_name_the_column(wide):
    shares = wide.error_contributions(SPIKED)
    assert (shares[120:125].argmax(axis=1) == 1).all()
    assert shares[160].argmax() == 4


@pytest.mark.filterwarnings("ignore::skseq.exceptions.SeriesWarning")
def test_rows_without_error_have_equal_contributions():
    detector = tiny("GRUDetector", window_size=8, max_iter=1).fit(np.full((50, 4), 3.0))
    np.testing.assert_array_equal(
        detector.error_contributions(np.full((5, 4), 3.0)), np.full((5, 4), 0.25)
    )


def test_one_column_contributes_all():
    detector = tiny("LSTMDetector", window_size=8, max_iter=1).fit(X[:, :1])
    assert (detector.error_contributions(X[:, :1]) == 1).all()


def is_in(row, event):
    return event["start_row"] <= row < event["stop_row"]


def test_events_are_the_runs_of_predict(wide):
    events = wide.predict_events(SPIKED)
    flagged = np.zeros(200, dtype=bool)
    for event in events:
        rows = slice(event["start_row"], event["stop_row"])
        flagged[rows] = True
        scores = wide.score_samples(SPIKED)
        assert event["peak_score"] == scores[rows].min()
        assert event["severity"] == severities(scores[rows].min(), wide.offset_) > 50
        assert is_in(event["peak"], event)
        assert event["start"] == event["start_row"]
        assert event["end"] == event["stop_row"] - 1
        assert event["series"] == 0
    np.testing.assert_array_equal(flagged, wide.predict(SPIKED) == -1)
    main = {row: event for event in events for row in (122, 160) if is_in(row, event)}
    assert main[122]["columns"][0] == "x1"
    assert main[160]["columns"] == ["x4"]


def test_named_columns_make_most_of_the_error(wide):
    for event in wide.predict_events(SPIKED):
        rows = slice(event["start_row"], event["stop_row"])
        errors = (
            -wide.score_samples(SPIKED)[rows] @ wide.error_contributions(SPIKED)[rows]
        )
        named = [int(name[1:]) for name in event["columns"]]
        assert errors[named].sum() >= 0.8 * errors.sum()
        assert errors[named[:-1]].sum() < 0.8 * errors.sum()
        assert (np.diff(errors[named]) <= 0).all()


def test_the_peak_is_the_row_of_the_largest_error_not_of_the_average():
    rows = seasonal_series(400)[:, :1]
    detector = tiny("AutoencoderDetector", window_size=8, smoothing=16, max_iter=300)
    detector.fit(rows)
    rows[200] += 20
    events = detector.predict_events(rows)
    (event,) = [event for event in events if is_in(200, event)]
    assert event["peak"] == 200


@pytest.mark.parametrize("name", DETECTORS)
def test_p_values_of_new_rows_are_not_too_small(name):
    detector = tiny(name, window_size=8, max_iter=5).fit(seasonal_series(600))
    new = seasonal_series(3000, seed=1)
    frame = detector.score_frame(new)
    for level in (0.3, 0.1, 0.01):
        assert (frame["p_value"] <= level).mean() <= level
    new[1000:1020] += 20
    alarmed = detector.score_frame(new).query("label == -1")
    assert len(alarmed) >= 20
    assert (alarmed["p_value"] <= 0.01).all()


def test_policy_of_alarms_reaches_events(wide):
    all_events = wide.predict_events(SPIKED)
    assert len(all_events) > 1
    rest = {"rest": 200, "escalation": np.inf}
    assert wide.predict_events(SPIKED, **rest) == all_events[:1]
    longer = wide.predict_events(SPIKED, release=0.01)
    assert longer[0]["start_row"] == all_events[0]["start_row"]
    assert longer[0]["stop_row"] > all_events[0]["stop_row"]


def test_gaps_are_joined_and_short_events_left_out(wide):
    together = wide.predict_events(SPIKED, max_gap=200)
    assert len(together) == 1
    assert len(wide.predict_events(SPIKED)) > 1
    assert wide.predict_events(SPIKED, max_gap=200, min_length=200) == []


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"max_gap": -1}, "max_gap must be an int of at least 0, got -1"),
        ({"max_gap": 1.5}, "max_gap must be an int of at least 0, got 1.5"),
        ({"min_length": 0}, "min_length must be an int of at least 1, got 0"),
        ({"release": 0}, "release must be above 0 and at most 1, got 0"),
        ({"rest": -1}, "rest must be an int of at least 0, got -1"),
        ({"escalation": 0.5}, "escalation must be at least 1, got 0.5"),
        ({"output": "numpy"}, "output must be one of .* or None, got 'numpy'"),
    ],
)
def test_what_is_no_choice_of_events_is_refused(wide, params, message):
    with pytest.raises(ValueError, match=message):
        wide.predict_events(SPIKED, **params)
    with pytest.raises(ValueError, match=r"output must be one of .* got 'records'"):
        wide.score_frame(SPIKED, output="records")


DAYS = pd.date_range("2026-03-01", periods=200, freq="h", tz="Europe/Berlin")
COLUMNS = ["flow", "heat", "load", "wind", "mode"]


@pytest.fixture(scope="module")
def named():
    frame = pd.DataFrame(WIDE, index=DAYS, columns=COLUMNS)
    detector = tiny("AutoencoderDetector", window_size=8, smoothing=1, max_iter=50)
    return detector.set_params(threshold=1.5).fit(frame)


def test_pandas_in_pandas_out(named, wide):
    frame = pd.DataFrame(SPIKED, index=DAYS, columns=COLUMNS)
    events = named.predict_events(frame)
    expected = wide.predict_events(SPIKED)
    assert list(events.columns) == list(expected[0])
    assert events["start"].tolist() == [DAYS[event["start"]] for event in expected]
    assert events["end"].tolist() == [DAYS[event["end"]] for event in expected]
    assert events["columns"].iloc[-1] == ["mode"]
    for start, stop, label in events[["start_row", "stop_row", "start"]].itertuples(
        index=False
    ):
        assert frame.index[start] == label and stop > start
    scores = named.score_frame(frame)
    pd.testing.assert_index_equal(scores.index, frame.index)
    np.testing.assert_array_equal(scores["score"], named.score_samples(frame))
    np.testing.assert_array_equal(scores["decision"], named.decision_function(frame))
    np.testing.assert_array_equal(scores["label"], named.predict(frame))
    np.testing.assert_array_equal(
        scores["p_value"], named._model().p_values(named.score_samples(frame))
    )
    assert ((scores["severity"] > 50) == (scores["label"] == -1)).all()
    assert isinstance(named.predict_events(frame, output="records"), list)


def test_polars_in_polars_out(named):
    frame = pl.DataFrame(SPIKED, schema=COLUMNS)
    events = named.predict_events(frame)
    assert isinstance(events, pl.DataFrame)
    assert events["columns"][-1].to_list() == ["mode"]
    scores = named.score_frame(frame)
    names = ["score", "decision", "label", "p_value", "severity"]
    assert scores.columns == names
    np.testing.assert_array_equal(scores["score"], named.score_samples(frame))
    assert isinstance(named.score_frame(frame, output="pandas"), pd.DataFrame)


@pytest.mark.parametrize("output", ["pandas", "polars", "records"])
def test_no_events_are_an_empty_answer_with_the_same_columns(wide, output):
    none = wide.predict_events(SPIKED, min_length=200, output=output)
    some = wide.predict_events(SPIKED, output=output)
    assert len(none) == 0 and len(some) > 0
    if output != "records":
        assert list(none.columns) == list(some.columns)


def test_arrays_have_frames_when_asked_for(wide):
    scores = wide.score_frame(SPIKED)
    assert isinstance(scores, pd.DataFrame)
    assert scores.index.tolist() == list(range(200))
    assert isinstance(wide.score_frame(SPIKED, output="polars"), pl.DataFrame)


def test_a_library_that_is_missing_is_named(wide, monkeypatch):
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(ImportError, match="needs polars, which is not installed"):
        wide.score_frame(SPIKED, output="polars")


def test_no_event_crosses_a_border_and_series_have_their_names(wide):
    # The first series ends and the second one starts with anomalous rows.
    two = np.concatenate([SPIKED[:125], SPIKED[120:]])
    groups = np.repeat(["a", "b"], [125, 80])
    events = wide.predict_events(two, groups=groups, max_gap=1)
    before = [event for event in events if event["series"] == "a"]
    after = [event for event in events if event["series"] == "b"]
    assert before[-1]["stop_row"] == after[0]["start_row"] == 125
    index = pd.MultiIndex.from_arrays([groups, np.r_[:125, 120:200]])
    frame = pd.DataFrame(two, index=index)
    by_index = wide.predict_events(frame, max_gap=1, output="records")
    assert [event["series"] for event in by_index] == [e["series"] for e in events]
    assert by_index[len(before)]["start"] == 120
    estimates = wide.predict_expected(two, groups=groups)
    np.testing.assert_array_equal(estimates[125:], wide.predict_expected(two[125:]))
    shares = wide.error_contributions(two, groups=groups)
    np.testing.assert_array_equal(shares[:125], wide.error_contributions(two[:125]))
    scores = wide.score_frame(frame)
    pd.testing.assert_index_equal(scores.index, index)
    np.testing.assert_array_equal(
        scores["score"], wide.score_samples(two, groups=groups)
    )
