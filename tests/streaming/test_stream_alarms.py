"""Alarms of streams are the events of ``predict_events``, whatever happens between."""

import numpy as np
import pandas as pd
import pytest
from causal_detectors import causal, changed, with_gaps
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny import DETECTORS, tiny

from skseq.streaming import AlarmPolicy, load_stream
from skseq.utils._checks.common import seasonal_series

POLICIES = [
    {},
    {"max_gap": 7, "min_length": 2},
    {"max_gap": 2, "release": 0.5, "rest": 60, "escalation": 1.1},
]


def rows_with_events(n_rows=400):
    """Return rows with events, some of them in one column, and with gaps."""
    X = with_gaps(seasonal_series(500, seed=1))[:n_rows]
    X[60:66, 1] += 6
    X[150:180] *= 3
    X[190:192, 0] = 9
    X[300:330] *= 4
    return X


def alarming(name, **attributes):
    """Return a detector with narrow averages, so that events do not run together."""
    return changed(causal(name), smoothing_=2, **attributes)


def events_of(stream, changes):
    """Return the alarms that were closed, and those that are open, as events."""
    closed = [alarm for alarm in changes if alarm["change"] == "closed"]
    events = closed + stream.open_alarms()
    return [
        {name: alarm[name] for name in alarm if name != "change"} for alarm in events
    ]


def assert_same(found, expected):
    """Assert that events are the same, their scores up to rounding."""
    assert len(found) == len(expected) > 0
    for one, other in zip(found, expected, strict=True):
        for name in ("peak_score", "severity"):
            assert one[name] == pytest.approx(other[name], rel=1e-5)
        assert one == other | {name: one[name] for name in ("peak_score", "severity")}


@pytest.mark.parametrize("options", POLICIES)
@pytest.mark.parametrize("name", DETECTORS)
def test_alarms_are_the_events_of_the_series(name, options):
    detector = alarming(name, missing_score_="nan")
    X = rows_with_events()
    stream = detector.open_stream(alarms=AlarmPolicy(**options))
    stream.push(X)
    found = events_of(stream, stream.alarm_changes)
    expected = detector.predict_events(X, output="records", **options)
    assert_same([event | {"series": 0} for event in found], expected)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**16), options=st.sampled_from(POLICIES))
def test_alarms_go_on_after_a_restart_anywhere(seed, options, tmp_path_factory):
    detector = alarming("GRUDetector")
    X, groups = np.tile(rows_with_events(200), (2, 1)), np.repeat(["a", "b"], 200)
    rng = np.random.RandomState(seed)
    order = np.sort(rng.permutation(400).reshape(2, 200), axis=1)
    mixed = np.empty(400, dtype=int)
    mixed[order[0]], mixed[order[1]] = np.arange(200), np.arange(200, 400)
    X, groups = X[mixed], groups[mixed]
    whole = detector.open_stream(alarms=AlarmPolicy(**options))
    whole.push(X, groups=groups)
    stream, runs = (
        detector.open_stream(alarms=AlarmPolicy(**options)) for _ in range(2)
    )
    changes, path = [], tmp_path_factory.mktemp("streams") / "stream.npz"
    for some in np.split(np.arange(400), np.sort(rng.choice(400, 6))):
        stream.save(path)
        stream = load_stream(path)
        assert stream.open_alarms() == runs.open_alarms()
        found = stream.push_frame(X[some], groups=groups[some])
        expected = runs.push_frame(X[some], groups=groups[some])
        pd.testing.assert_frame_equal(found, expected)
        assert stream.alarm_changes == runs.alarm_changes
        changes += stream.alarm_changes
    # Rows in other chunks are other batches, so scores differ by their rounding.
    assert_same(changes, whole.alarm_changes)
    assert {"opened", "closed"} <= {alarm["change"] for alarm in changes}


def test_states_carry_alarms_to_other_streams():
    detector, X = alarming("GRUDetector"), rows_with_events()
    stream = detector.open_stream(X[:165], groups=["a"] * 165)
    (opened,) = stream.open_alarms()
    other = detector.open_stream(X[:9], groups=["b"] * 9)
    other.set_states(["b"], stream.states(["a"]))
    (moved,) = other.open_alarms()
    assert moved == opened | {"series": "b"}
    other.push(X[165:], groups=["b"] * 235)
    stream.push(X[165:], groups=["a"] * 235)
    expected = [alarm | {"series": "b"} for alarm in stream.alarm_changes]
    assert other.alarm_changes == expected
    without = {
        name: state
        for name, state in stream.states().items()
        if not name.startswith("alarms/")
    }
    other.set_states(["b"], without)
    assert other.open_alarms() == []


def test_frames_say_which_rows_are_in_an_alarm():
    detector, X = alarming("GRUDetector"), rows_with_events()
    stream = detector.open_stream(alarms=AlarmPolicy(max_gap=3, min_length=3))
    frame = stream.push_frame(X)
    expected = np.zeros(len(X), dtype=bool)
    for alarm in events_of(stream, stream.alarm_changes):
        # It is known from its third row on, and over three rows after its last.
        expected[alarm["start_row"] + 2 : alarm["stop_row"] + 3] = True
    is_open = frame["alarm"].to_numpy()
    assert (is_open <= expected).all() and is_open.any()
    assert is_open[frame["label"] == -1].mean() > 0.5


def test_policies_have_their_own_threshold():
    detector, X = alarming("GRUDetector"), rows_with_events()
    stream = detector.open_stream(alarms=AlarmPolicy(-3.0))
    frame = stream.push_frame(X)
    assert (frame["alarm"] == (frame["score"] < -3.0)).all()
    assert frame["alarm"].sum() < (frame["label"] == -1).sum()


def test_alarms_end_with_their_series_and_have_times():
    times = pd.date_range("2026-01-01", periods=400, freq="min")
    times += pd.to_timedelta((np.arange(400) >= 165).astype(int), unit="h")
    X = rows_with_events()
    frame = pd.DataFrame(X, index=times).rename(columns="sensor {}".format)
    detector = tiny("GRUDetector", window_size=8, max_iter=5, causal=True, smoothing=2)
    detector.set_params(max_gap_factor=3)
    clean = pd.DataFrame(seasonal_series(200), times[:200], frame.columns)
    detector.fit(clean.set_axis(times[0] + np.arange(200) * pd.Timedelta("1min")))
    stream = detector.open_stream()
    changes = []
    for start in range(0, 400, 37):
        stream.push(frame[start : start + 37])
        changes += stream.alarm_changes
    expected = detector.predict_events(frame, output="pandas")
    found = pd.DataFrame(events_of(stream, changes))
    assert times[164] in found["end"].tolist()
    for name in ("start", "end", "peak", "columns"):
        assert found[name].tolist() == expected[name].tolist()


def test_alarms_go_on_after_a_swap():
    detector, other = alarming("GRUDetector"), alarming("LSTMDetector")
    X = rows_with_events()
    stream = detector.open_stream(X[:165], keep_rows=60, alarms=AlarmPolicy(-1.5))
    (opened,) = stream.open_alarms()
    stream.swap(other)
    assert stream.open_alarms() == [opened]
    stream.push(X[165:])
    closed = next(a for a in stream.alarm_changes if a["change"] == "closed")
    assert closed["start_row"] == opened["start_row"]
    assert closed["stop_row"] > 165


def test_series_that_begin_anew_have_no_alarm():
    detector, X = alarming("GRUDetector"), rows_with_events()
    stream = detector.open_stream(X[:165])
    assert len(stream.open_alarms()) == 1
    stream.reset()
    assert stream.open_alarms() == []
    stream.push(X[:165])
    (alarm,) = stream.open_alarms()
    assert alarm["stop_row"] == 165
    stream.forget()
    assert stream.open_alarms() == []


def test_what_is_wrong_is_said():
    with pytest.raises(ValueError, match="alarms must be an AlarmPolicy or None"):
        causal("GRUDetector").open_stream(alarms={"max_gap": 3})
