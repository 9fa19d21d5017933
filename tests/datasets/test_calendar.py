"""make_calendar_series: days, what is known of them, and what nobody knew."""

import sys

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skseq.datasets import FAULTS, KINDS, make_calendar_series

KNOWN = "holiday", "plan"

parameters = st.fixed_dictionaries(
    {
        "n_days": st.integers(60, 90),
        "n_features": st.integers(1, 3),
        "rows_per_day": st.sampled_from([12, 24, 96, 100]),
        "start": st.sampled_from(["2026-01-05", "2024-02-29", "1969-12-27"]),
        "weekend": st.floats(0.1, 0.9),
        "n_holidays": st.integers(0, 5),
        "n_plans": st.integers(0, 10),
        "trend": st.floats(-5, 5),
        "noise": st.floats(0, 0.5),
        "kinds": st.lists(st.sampled_from([*KINDS, *FAULTS]), min_size=1, max_size=4),
        "strength": st.floats(0.5, 3),
        "train_size": st.one_of(st.floats(0, 0.4), st.integers(0, 240)),
        "random_state": st.integers(0, 1000),
    }
)


@given(parameters=parameters, n_anomalies=st.integers(0, 5))
@settings(max_examples=60, deadline=None)
def test_promises(parameters, n_anomalies):
    X, y, events = make_calendar_series(
        **parameters, n_anomalies=n_anomalies, as_frame=True, return_events=True
    )
    per_day, n_features = parameters["rows_per_day"], parameters["n_features"]
    n = parameters["n_days"] * per_day
    assert X.shape == (n, n_features + 2)
    assert np.isfinite(X.to_numpy()).all()
    assert X.index.equals(y.index)
    assert X.index[0] == pd.Timestamp(parameters["start"])
    # A clock of whole nanoseconds may lose some of them in a day of 100 rows.
    last = pd.Timestamp(parameters["start"]) + pd.Timedelta(
        days=parameters["n_days"] - 1 / per_day
    )
    assert abs(X.index[-1] - last) < pd.Timedelta("1s")

    # Labels are the events
    assert len(events) == n_anomalies
    labels = np.zeros(n)
    for event in events:
        assert set(event["columns"]) <= set(range(n_features))
        labels[event["start"] : event["stop"]] = 1
    np.testing.assert_array_equal(y, labels)

    # At least a normal day before the first event, two between them, one after the last
    size = parameters["train_size"]
    n_train = size if isinstance(size, int) else size * n
    starts = [event["start"] for event in events]
    stops = [event["stop"] for event in events]
    if events:
        assert starts[0] >= n_train + per_day
        assert n - stops[-1] >= per_day
        gaps = np.subtract(starts[1:], stops[:-1])
        assert np.all(gaps >= 2 * per_day)

    # What is known: of the stated number, on days without events
    holiday, plan = (X[name].to_numpy().reshape(-1, per_day) for name in KNOWN)
    is_event = labels.reshape(-1, per_day).any(axis=1)
    days = np.flatnonzero(holiday.any(axis=1))
    assert len(days) == parameters["n_holidays"]
    assert holiday[days].all()
    weekdays = (pd.Timestamp(parameters["start"]).weekday() + days) % 7
    assert np.all(weekdays < 5)
    assert plan.any(axis=1).sum() == parameters["n_plans"]
    assert not (is_event & (holiday.any(axis=1) | plan.any(axis=1))).any()
    assert not (plan.any(axis=1) & holiday.any(axis=1)).any()


def test_weekends_and_holidays_are_lower_and_plans_higher():
    X, y = make_calendar_series(as_frame=True, noise=0, random_state=0)
    day = X["load"].to_numpy().reshape(-1, 96)
    normal = ~y.to_numpy().reshape(-1, 96).any(axis=1)
    planned = X["plan"].to_numpy().reshape(-1, 96)
    holiday = X["holiday"].to_numpy().reshape(-1, 96).any(axis=1)
    weekend = np.arange(84) % 7 >= 5
    usual = normal & ~planned.any(axis=1)
    workday = day[usual & ~weekend & ~holiday]
    assert np.ptp(workday, axis=0).max() < 1e-9
    assert workday[0].std() == pytest.approx(1)
    for low in (usual & weekend, usual & holiday):
        assert low.any()
        np.testing.assert_allclose(day[low], 0.5 * workday[:1].repeat(low.sum(), 0))
    extra = day - np.where((weekend | holiday)[:, None], 0.5, 1) * workday[0]
    np.testing.assert_allclose(extra[normal][planned[normal] == 1], 3)
    assert planned.sum(axis=1)[planned.any(axis=1)].min() >= 96 / 12
    assert planned.sum(axis=1).max() <= 96 / 6


@pytest.mark.parametrize("seed", range(5))
def test_holidays_that_nobody_knew_are_workdays_with_the_peaks_of_a_weekend(seed):
    X, _, events = make_calendar_series(
        n_features=2, kinds="holiday", noise=0, return_events=True, random_state=seed
    )
    loads = X[:, :2].reshape(-1, 96, 2)
    workday = np.median(loads[np.arange(84) % 7 < 5], axis=0)
    for event in events:
        day = event["start"] // 96
        assert day % 7 < 5
        assert (event["start"], event["stop"]) == (day * 96, day * 96 + 96)
        assert event["columns"] == (0, 1)
        np.testing.assert_allclose(loads[day], workday / 2)
        assert not X[event["start"] : event["stop"], 2:].any()


def test_arrays_hold_what_frames_hold():
    args = {"n_features": 2, "random_state": 3}
    X, y, events = make_calendar_series(**args, return_events=True)
    frame, labels = make_calendar_series(**args, as_frame=True)
    np.testing.assert_array_equal(frame, X)
    np.testing.assert_array_equal(labels, y)
    assert frame.columns.tolist() == ["load_0", "load_1", "plan", "holiday"]
    assert frame.index.name == "time"
    assert len(events) == 6


@pytest.mark.parametrize("seed", range(5))
def test_what_is_known_can_be_learned(seed):
    X, _ = make_calendar_series(n_holidays=4, n_plans=9, random_state=seed)
    for column in (1, 2):
        known = X[:, column].reshape(-1, 96).any(axis=1)
        assert known[:42].sum() >= 2
        assert known[42:].any()


def test_the_seed_decides():
    state = np.random.get_state()[1].copy()  # noqa: NPY002
    first, labels = make_calendar_series(random_state=1)
    again, _ = make_calendar_series(random_state=np.random.RandomState(1))
    _, others = make_calendar_series(random_state=2)
    make_calendar_series()
    np.testing.assert_array_equal(first, again)
    assert np.any(labels != others)
    np.testing.assert_array_equal(np.random.get_state()[1], state)  # noqa: NPY002


def test_frames_need_pandas(monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ImportError, match="as_frame=True needs pandas; install it"):
        make_calendar_series(as_frame=True)
    make_calendar_series()


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"n_days": 0}, "n_days == 0, must be >= 1"),
        ({"rows_per_day": 11}, "rows_per_day == 11, must be >= 12"),
        ({"start": "Monday"}, "start='Monday' is no date; give one as"),
        ({"weekend": 1.0}, "weekend == 1.0, must be < 1"),
        ({"n_holidays": 60}, "n_holidays=60 need days without"),
        ({"n_plans": 80}, "n_plans=80 need days without"),
        ({"n_anomalies": 9}, "need n_days=87, got 84; ask for fewer anomalies"),
        ({"kinds": "dent"}, r"kinds=\['dent'\] must name at least one of"),
        ({"noise": -1.0}, "noise == -1.0, must be >= 0"),
        ({"trend": np.inf}, "trend=inf must be finite"),
    ],
)
def test_errors_name_the_value(changed, message):
    with pytest.raises(ValueError, match=message):
        make_calendar_series(**changed)
