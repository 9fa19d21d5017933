"""make_anomalous_series: what it promises about rows, labels and seeds."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skseq._series.period import dominant_period
from skseq.datasets import FAULTS, KINDS, make_anomalous_series

ALL = (*KINDS, *FAULTS)
WAVEFORMS = ["heartbeat", "sine", "sawtooth", "square"]

parameters = st.fixed_dictionaries(
    {
        "n_timestamps": st.integers(3500, 4500),
        "n_features": st.integers(1, 4),
        "period": st.integers(4, 40),
        "waveform": st.sampled_from(WAVEFORMS),
        "trend": st.floats(-5, 5),
        "noise": st.floats(0, 0.5),
        "kinds": st.lists(st.sampled_from(ALL), min_size=1, max_size=4),
        "levels": st.sampled_from([0.0, -3.0, 50.0]),
        "walk": st.sampled_from([0.0, 0.5]),
        "unit": st.sampled_from([1.0, 1e-4, 3e5]),
        "offset": st.sampled_from([0.0, -2.5, 101_325.0]),
        "strength": st.floats(0.5, 3),
        "train_size": st.one_of(st.floats(0, 0.4), st.integers(0, 500)),
        "random_state": st.integers(0, 1000),
    }
)


@given(parameters=parameters, n_anomalies=st.integers(0, 5))
@settings(max_examples=80, deadline=None)
def test_promises(parameters, n_anomalies):
    X, y, events = make_anomalous_series(
        **parameters, n_anomalies=n_anomalies, return_events=True
    )
    clean, no_event = make_anomalous_series(**parameters, n_anomalies=0)

    n, n_features = parameters["n_timestamps"], parameters["n_features"]
    assert X.shape == clean.shape == (n, n_features)
    assert np.isfinite(X).all()
    assert len(events) == n_anomalies
    assert not no_event.any()

    # Labels are the events; what is not in an event is the clean series
    labels, changed = np.zeros(n), np.zeros((n, n_features), dtype=bool)
    for event in events:
        rows = slice(event["start"], event["stop"])
        labels[rows] = 1
        changed[rows, list(event["columns"])] = True
    np.testing.assert_array_equal(y, labels)
    np.testing.assert_array_equal(X[~changed], clean[~changed])

    # At least a period of normal rows before, between and after the events
    train_size = parameters["train_size"]
    n_train = train_size if isinstance(train_size, int) else train_size * n
    stops = [n_train] + [event["stop"] for event in events]
    starts = [event["start"] for event in events] + [n + n_train * (not events)]
    for stop, start in zip(stops, starts, strict=True):
        assert start - stop >= parameters["period"]

    # The kinds come in turn
    kinds = parameters["kinds"]
    in_turn = Counter(kinds[i % len(kinds)] for i in range(n_anomalies))
    assert Counter(event["kind"] for event in events) == in_turn


@pytest.mark.parametrize("waveform", WAVEFORMS)
@pytest.mark.parametrize("n_features", [1, 3])
@pytest.mark.parametrize("kind", ALL)
def test_every_event_is_visible(kind, n_features, waveform):
    common = {"n_timestamps": 4000, "n_features": n_features, "waveform": waveform}
    common["noise"] = 0.05
    for seed in range(5):
        X, _, events = make_anomalous_series(
            **common, kinds=kind, n_anomalies=3, return_events=True, random_state=seed
        )
        clean, _ = make_anomalous_series(**common, n_anomalies=0, random_state=seed)
        spread = clean.std(axis=0)
        for event in events:
            change = (X - clean)[event["start"] : event["stop"]] / spread
            for column in event["columns"]:
                assert np.abs(change[:, column]).max() > 0.6


def test_missing_beats_miss_a_whole_beat():
    X, _, events = make_anomalous_series(
        n_features=3, kinds="missing_beat", return_events=True, random_state=0
    )
    clean, _ = make_anomalous_series(n_features=3, n_anomalies=0, random_state=0)
    for event in events:
        rows = slice(event["start"], event["stop"])
        assert event["start"] % 40 == 0
        assert event["stop"] - event["start"] == 40
        for column in event["columns"]:
            spread = clean[:, column].std()
            assert clean[rows, column].max() > 3 * spread
            assert X[rows, column].max() < 1.5 * spread


def test_an_event_holds_nothing_of_the_events_before_it():
    kinds = ["spike", "frequency_change", "correlation_break", "level_shift"]
    args = {"n_timestamps": 2300, "period": 50, "train_size": 100, "noise": 0}
    for seed in range(10):
        X, _, events = make_anomalous_series(
            **args,
            kinds=kinds,
            n_anomalies=11,
            strength=50,
            return_events=True,
            random_state=seed,
        )
        for event in events:
            if event["kind"] in ("frequency_change", "correlation_break"):
                assert np.abs(X[event["start"] : event["stop"]]).max() < 10


def test_columns_share_the_period_and_differ_in_amplitude_and_phase():
    X, _ = make_anomalous_series(
        n_features=4, n_anomalies=0, noise=0, waveform="sine", random_state=0
    )
    np.testing.assert_allclose(X[40:], X[:-40], atol=1e-9)
    assert len(np.unique(X.std(axis=0).round(3))) == 4
    assert len(np.unique(X[:40].argmax(axis=0))) > 1
    assert X[:, 0].std() == pytest.approx(1, rel=1e-3)


@pytest.mark.parametrize("waveform", WAVEFORMS)
def test_waveform_has_mean_0_and_standard_deviation_1(waveform):
    X, _ = make_anomalous_series(
        4000, period=200, waveform=waveform, noise=0, n_anomalies=0
    )
    assert X.mean() == pytest.approx(0, abs=0.02)
    assert X.std() == pytest.approx(1, rel=0.02)
    assert dominant_period(X) == pytest.approx(200, abs=1)


def test_trend_and_noise_have_the_stated_size():
    args = {"n_anomalies": 0, "random_state": 0}
    flat, _ = make_anomalous_series(noise=0, **args)
    rising, _ = make_anomalous_series(noise=0, trend=3, **args)
    noisy, _ = make_anomalous_series(noise=0.3, **args)
    np.testing.assert_allclose(
        (rising - flat)[:, 0], np.linspace(0, 3, 3000), atol=1e-12
    )
    assert (noisy - flat).std() == pytest.approx(0.3, rel=0.05)


def test_the_seed_decides():
    state = np.random.get_state()[1].copy()  # noqa: NPY002
    args = {"n_features": 2, "return_events": True}
    first = make_anomalous_series(**args, random_state=1)
    again = make_anomalous_series(**args, random_state=np.random.RandomState(1))
    other = make_anomalous_series(**args, random_state=2)
    make_anomalous_series(**args)
    np.testing.assert_array_equal(first[0], again[0])
    assert first[2] == again[2]
    assert first[2] != other[2]
    np.testing.assert_array_equal(np.random.get_state()[1], state)  # noqa: NPY002


def test_default_kinds():
    for n_features, expected in (
        (1, set(KINDS) - {"correlation_break"}),
        (2, {*KINDS}),
    ):
        _, _, events = make_anomalous_series(
            6000, n_features, n_anomalies=14, return_events=True, random_state=0
        )
        assert {event["kind"] for event in events} == expected


def test_whether_events_fit_does_not_depend_on_the_seed():
    args = {"period": 50, "n_anomalies": 4, "kinds": "missing_beat", "train_size": 100}
    needed = 100 + 4 * 99 + 5 * 50
    for seed in range(20):
        make_anomalous_series(needed, **args, random_state=seed)
        with pytest.raises(ValueError, match=f"need n_timestamps={needed}, got"):
            make_anomalous_series(needed - 1, **args, random_state=seed)


def test_shortest_series():
    X, y = make_anomalous_series(1, n_anomalies=0)
    assert X.shape == (1, 1)
    assert y.tolist() == [0]


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"n_timestamps": 0}, "n_timestamps == 0, must be >= 1"),
        ({"n_features": 0}, "n_features == 0, must be >= 1"),
        ({"period": 3}, "period == 3, must be >= 4"),
        ({"n_anomalies": -1}, "n_anomalies == -1, must be >= 0"),
        ({"n_anomalies": 100}, "ask for fewer anomalies or more rows"),
        ({"noise": -0.1}, "noise == -0.1, must be >= 0"),
        ({"trend": np.nan}, "trend=nan must be finite"),
        ({"strength": 0}, "strength == 0, must be > 0"),
        ({"waveform": "cosine"}, "waveform='cosine' is unknown"),
        ({"kinds": ["dent"]}, r"kinds=\['dent'\] must name at least one of"),
        ({"walk": -1.0}, "walk == -1.0, must be >= 0"),
        ({"levels": np.inf}, "levels=inf must be finite"),
        ({"unit": 0}, "unit == 0, must be > 0"),
        ({"offset": np.nan}, "offset=nan must be finite"),
        ({"wrap": 5.0}, "wrap=5.0 is for counters only; set counter=True"),
        ({"wrap": 0, "counter": True}, "wrap == 0, must be > 0"),
        ({"kinds": []}, r"kinds=\[\] must name at least one of"),
        ({"train_size": 1.0}, "train_size == 1.0, must be < 1"),
        ({"train_size": 4000}, "train_size == 4000, must be <= 3000"),
    ],
)
def test_errors_name_the_value(changed, message):
    with pytest.raises(ValueError, match=message):
        make_anomalous_series(**changed)


def test_draws_are_those_of_all_versions():
    X, _, events = make_anomalous_series(
        600, 2, period=20, n_anomalies=3, random_state=5, return_events=True
    )
    spike = {"start": 356, "stop": 357, "kind": "spike", "columns": (0,)}
    shift = {"start": 401, "stop": 451, "kind": "level_shift", "columns": (0,)}
    pattern = {"start": 530, "stop": 565, "kind": "pattern_change", "columns": (0, 1)}
    assert events == [spike, shift, pattern]
    X, _ = make_anomalous_series(n_features=3, waveform="sine", trend=1, random_state=1)
    expected = [-0.05281718, -1.55029198, -0.44832451]
    np.testing.assert_allclose(X[0], expected, rtol=1e-6)
    np.testing.assert_allclose(X[2999, :2], [0.81480895, 0.04201665], rtol=1e-6)


@given(
    kind=st.sampled_from([k for k in FAULTS if k != "dead_sensor"]),
    ground=st.sampled_from([{"levels": 50.0}, {"trend": 80.0}, {"walk": 1.0}]),
    seed=st.integers(0, 100),
)
@settings(max_examples=40, deadline=None)
def test_faults_are_the_same_on_any_ground(kind, ground, seed):
    args = {"n_timestamps": 4000, "n_features": 2, "waveform": "sine"}
    args |= {"random_state": seed}
    for n_anomalies in (0, 1):
        args |= {"kinds": kind, "n_anomalies": n_anomalies}
        flat, _ = make_anomalous_series(**args)
        X, _ = make_anomalous_series(**args, **ground)
        if n_anomalies == 0:
            stands_on = X - flat
            assert np.ptp(stands_on) > 5
    if "trend" in ground:  # it draws no numbers: the events are the same
        np.testing.assert_allclose(X - flat, stands_on, atol=1e-9)
    clean, _ = make_anomalous_series(**args | {"n_anomalies": 0}, **ground)
    # Ten times the height of a cycle would be that of the ground.
    assert 0.3 < np.abs(X - clean).max() < 20


@pytest.mark.parametrize(
    "ground", [{}, {"levels": 50.0}, {"trend": 80.0}, {"walk": 1.0}], ids=str
)
def test_dead_sensors_repeat_their_last_value(ground):
    for unit, offset in ((1.0, 0.0), (0.07, 101_325.0)):
        X, _, events = make_anomalous_series(
            n_features=2,
            kinds="dead_sensor",
            n_anomalies=2,
            unit=unit,
            offset=offset,
            return_events=True,
            random_state=0,
            **ground,
        )
        for event in events:
            rows = slice(event["start"] - 1, event["stop"])
            for column in event["columns"]:
                assert np.ptp(X[rows, column]) == 0


def test_dried_up_columns_keep_a_tenth_of_their_fluctuation():
    args = {"kinds": "dried_up", "n_anomalies": 1, "random_state": 0}
    X, y = make_anomalous_series(**args)
    clean, _ = make_anomalous_series(**args | {"n_anomalies": 0})
    assert X[y == 1].std() == pytest.approx(0.1 * clean[y == 1].std())


@pytest.mark.parametrize("waveform", WAVEFORMS)
def test_what_leaves_the_range_has_values_that_no_other_row_has(waveform):
    args = {"kinds": "leaves_range", "n_anomalies": 1, "waveform": waveform}
    for seed in range(5):
        X, y = make_anomalous_series(**args, random_state=seed)
        rows, others = X[y == 1], X[y == 0]
        assert rows.max() > others.max() + 0.5 or rows.min() < others.min() - 0.5


def test_holidays_are_cycles_of_half_the_height():
    args = {"kinds": "holiday", "n_anomalies": 2, "noise": 0, "waveform": "sine"}
    X, _, events = make_anomalous_series(**args, return_events=True, random_state=0)
    for event in events:
        assert event["start"] % 40 == 0
        assert event["stop"] - event["start"] == 40
        heights = [np.ptp(X[event[e] : event[e] + 40]) for e in ("start", "stop")]
        assert heights[0] == pytest.approx(heights[1] / 2, rel=1e-6)


def test_levels_take_turns():
    args = {"n_anomalies": 0, "random_state": 0}
    flat, _ = make_anomalous_series(**args)
    X, _ = make_anomalous_series(**args, levels=7.0)
    steps = (X - flat)[:, 0].round(9)
    assert set(steps) == {0.0, 7.0}
    lengths = np.diff(np.flatnonzero(np.diff(steps)))
    assert lengths.min() >= 5 * 40
    assert lengths.max() <= 10 * 40


def test_steps_of_a_walk_have_the_stated_size():
    args = {"n_anomalies": 0, "random_state": 0}
    flat, _ = make_anomalous_series(**args)
    X, _ = make_anomalous_series(**args, walk=0.3)
    assert np.diff(X - flat, axis=0).std() == pytest.approx(0.3, rel=0.05)


@given(
    kinds=st.lists(st.sampled_from(ALL), min_size=1, max_size=3),
    n_features=st.integers(1, 3),
    seed=st.integers(0, 100),
)
@settings(max_examples=30, deadline=None)
def test_counters_only_grow_until_they_wrap(kinds, n_features, seed):
    args = {"n_timestamps": 4000, "n_features": n_features, "kinds": kinds}
    args |= {"counter": True, "n_anomalies": 3, "random_state": seed}
    X, y, events = make_anomalous_series(**args, return_events=True)
    wrapped, _ = make_anomalous_series(**args, wrap=900.0)
    clean, _ = make_anomalous_series(**args | {"n_anomalies": 0})
    assert np.all(np.diff(X, axis=0) >= 0)
    np.testing.assert_allclose(wrapped, X % 900, atol=1e-6)
    assert wrapped.max() < 900
    # Rows that are no anomalies have grown by as much as without any.
    growth, usual = (np.diff(Z, axis=0)[y[1:] == 0] for Z in (X, clean))
    np.testing.assert_allclose(growth, usual, atol=1e-6)
    for event in events:
        if event["kind"] == "dead_sensor":
            rows = slice(event["start"] - 1, event["stop"])
            assert np.ptp(X[rows, list(event["columns"])], axis=0).max() == 0


def test_unit_and_offset_change_all_values():
    args = {"n_features": 2, "kinds": FAULTS, "n_timestamps": 4000, "random_state": 0}
    X, y = make_anomalous_series(**args)
    Z, labels = make_anomalous_series(**args, unit=0.07, offset=101_325.0)
    np.testing.assert_allclose((Z - 101_325) / 0.07, X, atol=1e-8)
    np.testing.assert_array_equal(y, labels)
