"""Streams have the scores of whole series, however rows come in."""

import pickle

import numpy as np
import pandas as pd
import polars as pl
import pytest
from causal_detectors import assert_close, causal, changed, with_gaps
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_array_equal
from tiny import DETECTORS, tiny

from skseq.detectors import GRUDetector
from skseq.streaming import Stream
from skseq.utils._checks.common import seasonal_series

NAMES = ["b", "a", "c"]


def three_series(n_rows=(170, 60, 120)):
    """Return rows of three series one after the other, and the series of each."""
    X = [with_gaps(seasonal_series(500, seed=n))[:n] for n in n_rows]
    return np.concatenate(X), np.repeat(NAMES, n_rows)


def interleaved(groups, rng):
    """Return an order in which the rows of each series stay in order."""
    order = np.empty(len(groups), dtype=int)
    mixed = rng.permutation(groups)
    for name in NAMES:
        order[mixed == name] = np.flatnonzero(groups == name)
    return order


def in_chunks(rng, n_rows, largest=40):
    """Yield slices that together are all rows."""
    start = 0
    while start < n_rows:
        stop = start + rng.randint(1, largest)
        yield slice(start, stop)
        start = stop


@pytest.mark.parametrize("name", DETECTORS)
@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 2**16))
def test_scores_are_those_of_the_whole_in_any_order_and_chunks(name, seed):
    detector = causal(name)
    X, groups = three_series()
    expected = detector.score_samples(X, groups=groups)
    rng = np.random.RandomState(seed)
    order = interleaved(groups, rng)
    stream, found = detector.open_stream(), np.empty(len(X))
    for some in in_chunks(rng, len(X)):
        rows = order[some]
        found[rows] = stream.push(X[rows], groups=groups[rows])
    assert_close(found, expected)
    assert sorted(stream.keys) == sorted(NAMES)


@pytest.mark.parametrize("name", DETECTORS)
def test_resumed_streams_have_the_same_bits(name):
    detector = causal(name)
    X = with_gaps(seasonal_series(160, seed=1))
    expected = detector.open_stream().push(X)
    for split in (0, 1, 7, 50, 101, 139):
        stream = detector.open_stream(X[:split]) if split else detector.open_stream()
        pickled = pickle.loads(pickle.dumps(stream))
        others = detector.open_stream()
        if split:
            others.set_states([None], stream.states())
        for resumed in (stream, pickled, others):
            assert_array_equal(resumed.push(X[split:]), expected[split:])


def test_states_may_know_less_than_the_stream():
    detector = causal("GRUDetector")
    X = seasonal_series(60, seed=1)
    states = detector.open_stream(X[:30]).states()
    stream = detector.open_stream(with_gaps(X), groups=np.zeros(60))
    stream.set_states(["a"], states)
    found = stream.push(with_gaps(X)[30:], groups=["a"] * 30)
    X[30:] = with_gaps(X)[30:]
    assert_close(found, detector.score_samples(X)[30:])


def test_a_stream_of_one_column_takes_less_than_ten_kibibytes():
    X = seasonal_series(400)[:, :1]
    detector = GRUDetector(window_size=100, causal=True, max_iter=1, random_state=0)
    states = detector.fit(X).open_stream(X[:5]).states()
    assert sum(state.nbytes for state in states.values()) <= 10 * 2**10


def test_rows_before_may_be_of_many_series():
    detector = causal("GRUDetector")
    X, groups = three_series((120, 120, 120))
    order = np.arange(360).reshape(3, 120).T.ravel()
    X, groups = X[order], groups[order]
    stream = detector.open_stream(X[:300], groups=groups[:300])
    found = stream.push(X[300:], groups=groups[300:])
    for name in NAMES:
        expected = detector.score_samples(X[groups == name])
        assert_close(found[groups[300:] == name], expected[100:])


def test_missing_rows_have_no_score_where_asked_for():
    detector = changed(causal("GRUDetector"), missing_score_="nan")
    X = with_gaps(seasonal_series(150, seed=1))
    assert_close(detector.open_stream().push(X), detector.score_samples(X))


def test_float32_and_lists_are_rows_too():
    detector = causal("GRUDetector")
    X = seasonal_series(40, seed=1).astype(np.float32)
    assert_close(detector.open_stream().push(X), detector.score_samples(X))
    found = detector.open_stream().push(X.tolist())
    assert_close(found, detector.score_samples(X.astype(float)))
    assert detector.open_stream().push(X[:0]).shape == (0,)
    assert detector.open_stream().push(X[:0], groups=[]).shape == (0,)


def test_index_names_series():
    detector = causal("GRUDetector")
    X, groups = three_series((30, 30, 30))
    names = [f"x{i}" for i in range(X.shape[1])]
    index = pd.MultiIndex.from_arrays([groups, groups, np.tile(np.arange(30), 3)])
    stream = detector.open_stream()
    found = stream.push(pd.DataFrame(X, index=index, columns=names))
    assert_close(found, detector.score_samples(X, groups=groups))
    assert stream.keys == [("b", "b"), ("a", "a"), ("c", "c")]


@pytest.fixture(scope="module")
def timed():
    """Return a detector whose series end at gaps, and rows with gaps of time."""
    times = pd.date_range("2026-01-01", periods=400, freq="min")
    times += pd.to_timedelta(np.cumsum(np.arange(400) % 70 == 69), unit="h")
    frame = pd.DataFrame(seasonal_series(400), index=times)
    detector = tiny("LSTMDetector", window_size=8, max_iter=5, causal=True)
    return detector.set_params(max_gap_factor=3).fit(frame[:200]), frame


@pytest.mark.parametrize("size", [1, 33, 400])
def test_series_end_at_gaps(timed, size):
    detector, frame = timed
    stream = detector.open_stream()
    found = [stream.push(frame[i : i + size]) for i in range(0, 400, size)]
    assert_close(np.concatenate(found), detector.score_samples(frame))
    with pytest.raises(ValueError, match="max_gap_factor needs times"):
        stream.push(frame.to_numpy())
    groups = np.zeros(400)
    found = stream.push(frame.to_numpy(), groups=groups)
    assert_close(found, detector.score_samples(frame.to_numpy(), groups=groups))


def test_gaps_end_the_series_that_have_them(timed):
    detector, frame = timed
    both = pd.concat({"a": frame, "b": frame[::-1].set_index(frame.index)})
    expected = pd.Series(detector.score_samples(both), index=both.index)
    order = np.arange(800).reshape(2, 400).T.ravel()
    stream = detector.open_stream()
    for some in in_chunks(np.random.RandomState(0), 800):
        rows = both.iloc[order[some]]
        assert_close(stream.push(rows), expected[rows.index].to_numpy())


def test_frames_say_what_score_frame_says():
    detector = causal("GRUDetector")
    frame = pd.DataFrame(seasonal_series(40, seed=1), index=np.arange(40) * 2.0)
    expected = detector.score_frame(frame)
    stream = detector.open_stream()
    found = [stream.push_frame(frame.iloc[:25]), stream.push_frame(frame.iloc[25:])]
    found = pd.concat(found)
    assert (found.pop("alarm") == (found["label"] == -1)).all()
    pd.testing.assert_frame_equal(found, expected, rtol=1e-5)
    of_polars = detector.open_stream().push_frame(frame.to_numpy(), output="polars")
    assert_close(of_polars["score"].to_numpy(), expected["score"].to_numpy())
    states = stream.states()
    with pytest.raises(ValueError, match="output must be one of"):
        stream.push_frame(frame, output="numpy")
    assert_array_equal(stream.states()["place"], states["place"])


def test_late_rows_are_refused_or_dropped():
    detector = causal("GRUDetector")
    X = seasonal_series(60, seed=1)
    times = pd.date_range("2026-01-01", periods=60, freq="s", tz="Europe/Berlin")
    frame = pd.DataFrame(X, index=times)
    stream = detector.open_stream(frame[:20])
    states = stream.states()
    with pytest.raises(ValueError, match=r"row 1 of X .* before an earlier row"):
        stream.push(frame.iloc[[20, 3]])
    for name, state in stream.states().items():
        assert_array_equal(state, states[name])
    stream = detector.open_stream(late="drop")
    order = np.arange(60)
    order[[20, 40]] = [5, 10]
    found = stream.push(frame.iloc[order])
    kept = np.delete(order, [20, 40])
    assert stream.n_late == 2
    assert np.isnan(found[[20, 40]]).all()
    assert_close(np.delete(found, [20, 40]), detector.score_samples(X[kept]))
    many = detector.open_stream(late="drop")
    groups = np.array(["a", "b"])[np.arange(60) % 2]
    found = many.push(frame.iloc[order], groups=groups)
    assert many.n_late == 2
    for name in "ab":
        rows = [i for i, row in enumerate(kept) if groups[row] == name]
        expected = detector.score_samples(X[kept][rows])
        assert_close(np.delete(found, [20, 40])[rows], expected)


def test_times_may_stand_in_a_column():
    X = seasonal_series(90)
    times = np.datetime64("2026-01-01", "us") + np.arange(90) * np.timedelta64(60, "s")
    times[50:] += np.timedelta64(1, "h")
    frame = pl.DataFrame(X, schema=[f"x{i}" for i in range(X.shape[1])])
    frame = frame.with_columns(pl.Series("when", times))
    detector = causal_with_times().fit(frame[:40])
    expected = detector.score_samples(frame)
    stream = detector.open_stream()
    found = [stream.push(frame[i : i + 7]) for i in range(0, 90, 7)]
    assert_close(np.concatenate(found), expected)
    with pytest.raises(ValueError, match="before an earlier row"):
        stream.push(frame[:1])
    with pytest.raises(ValueError, match="time_column='when'"):
        stream.push(X)


def causal_with_times():
    """Return a detector that finds times in a column."""
    params = {"window_size": 8, "max_iter": 5, "causal": True}
    return tiny("LSTMDetector", time_column="when", max_gap_factor=3, **params)


def test_series_are_reset_and_forgotten():
    detector = causal("TCNDetector")
    X = seasonal_series(30, seed=1)
    stream = detector.open_stream(np.tile(X, (2, 1)), groups=np.repeat([0, 1], 30))
    goes_on = stream.push(X[:1], groups=[0])
    stream.reset([1])
    expected = detector.score_samples(X)
    assert_close(stream.push(X, groups=np.ones(30)), expected)
    assert goes_on != expected[0]
    stream.forget([0])
    assert stream.keys == [1]
    assert_close(stream.push(X, groups=np.zeros(30)), expected)
    with pytest.raises(ValueError, match="no series 7"):
        stream.reset([7])
    stream.forget()
    assert stream.keys == []


def test_series_used_longest_ago_are_forgotten():
    detector = causal("GRUDetector")
    X = seasonal_series(10, seed=1)
    stream = detector.open_stream(max_keys=2)
    for name in ("a", "b", "a", "c", "d", "c"):
        stream.push(X, groups=[name] * 10)
    assert stream.keys == ["d", "c"]
    assert_close(stream.push(X, groups=["a"] * 10), detector.score_samples(X))
    with pytest.raises(ValueError, match="more than max_keys=2"):
        stream.push(X[:3], groups=["u", "v", "w"])


@pytest.mark.parametrize("name", ["GRUDetector", "AutoencoderDetector"])
def test_swap_goes_on_from_the_rows_that_were_kept(name):
    detector, other = causal(name), causal(name, random_state=1)
    X = with_gaps(seasonal_series(200, seed=1))
    groups = np.array(["a", "b"])[np.arange(200) % 2]
    stream = detector.open_stream(X[:150], groups=groups[:150], keep_rows=40)
    stream.push(X[:5], groups=["new"] * 5)
    stream.swap(other)
    found = stream.push(X[150:], groups=groups[150:])
    for key in "ab":
        expected = other.score_samples(X[groups == key][35:])
        assert_close(found[groups[150:] == key], expected[40:])
    expected = other.score_samples(X[:9])
    assert_close(stream.push(X[5:9], groups=["new"] * 4), expected[5:])
    cold = detector.open_stream(X[:100])
    cold.swap(other)
    assert_close(cold.push(X[:20]), other.score_samples(X[:20]))


def test_what_is_wrong_is_said():
    detector = causal("GRUDetector")
    X = seasonal_series(10)
    n_features = X.shape[1]
    stream = detector.open_stream()
    states = stream.states()
    cases = {
        "X has the shape": (X[0], None),
        f"X has {n_features - 1} columns": (X[:, 1:], None),
        "X holds inf": (np.full((10, n_features), np.inf), None),
        "groups has shape": (X, [1]),
        "groups names no series in row 0": (X[:1], [None]),
        "groups names no series in row 1": (X[:2], [1.0, np.nan]),
    }
    for message, (rows, groups) in cases.items():
        with pytest.raises(ValueError, match=message):
            stream.push(rows, groups=groups)
    assert stream.keys == []
    frame = pd.DataFrame(X).add_prefix("sensor ")
    named = tiny("GRUDetector", window_size=8, max_iter=5, causal=True).fit(frame)
    with pytest.raises(ValueError, match="X has the columns"):
        named.open_stream().push(frame.rename(columns={"sensor 0": "other"}))
    with pytest.raises(ValueError, match="fit it on the same columns"):
        stream.swap(named)
    with pytest.raises(ValueError, match="causal=True"):
        tiny("GRUDetector", window_size=8, max_iter=5).fit(X).open_stream()
    for option in ({"late": "no"}, {"max_keys": 0}, {"keep_rows": -1}):
        with pytest.raises(ValueError, match=next(iter(option))):
            detector.open_stream(**option)
    other = causal("LSTMDetector").open_stream(X).states()
    with pytest.raises(ValueError, match="states of the same detector"):
        stream.set_states(["a"], other)
    shorter = {name: state[:0] for name, state in states.items()}
    with pytest.raises(ValueError, match="is of the shape"):
        stream.set_states(["a"], shorter)
    assert stream.keys == []
    assert isinstance(stream, Stream)
