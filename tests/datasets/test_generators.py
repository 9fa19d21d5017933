"""make_anomalous_series: what it promises about rows, labels and seeds."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skseq._series.period import dominant_period
from skseq.datasets import KINDS, make_anomalous_series

WAVEFORMS = ["heartbeat", "sine", "sawtooth", "square"]

parameters = st.fixed_dictionaries(
    {
        "n_timestamps": st.integers(1500, 2500),
        "n_features": st.integers(1, 4),
        "period": st.integers(4, 40),
        "waveform": st.sampled_from(WAVEFORMS),
        "trend": st.floats(-5, 5),
        "noise": st.floats(0, 0.5),
        "kinds": st.lists(st.sampled_from(KINDS), min_size=1, max_size=4),
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
@pytest.mark.parametrize("kind", KINDS)
def test_every_event_is_visible(kind, n_features, waveform):
    common = {"n_features": n_features, "waveform": waveform, "noise": 0.05}
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
        ({"kinds": []}, r"kinds=\[\] must name at least one of"),
        ({"train_size": 1.0}, "train_size == 1.0, must be < 1"),
        ({"train_size": 4000}, "train_size == 4000, must be <= 3000"),
    ],
)
def test_errors_name_the_value(changed, message):
    with pytest.raises(ValueError, match=message):
        make_anomalous_series(**changed)
