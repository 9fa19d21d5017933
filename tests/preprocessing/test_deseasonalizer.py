"""Rows without their seasons: the clock, cycles of rows, days off, and back again."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.ensemble import IsolationForest
from sklearn.pipeline import make_pipeline
from sklearn.utils.estimator_checks import parametrize_with_checks

from skseq.preprocessing import Deseasonalizer

PER_DAY = 48
DAYS = 28


@parametrize_with_checks([Deseasonalizer()])
def test_scikit_learn_checks(estimator, check):
    check(estimator)


def office(days=DAYS, *, seed=0, start="2026-01-05", noise=0.1, holidays=(), tz=None):
    """Two columns that are high in working hours, with times half an hour apart."""
    times = pd.date_range(start, periods=days * PER_DAY, freq="30min", tz=tz)
    is_off = (times.day_of_week >= 5) | np.isin(times.date.astype(str), holidays)
    hours = times.hour + times.minute / 60
    load = np.exp(-0.5 * ((hours - 13) / 3) ** 2) * np.where(is_off, 0.2, 1.0)
    rng = np.random.RandomState(seed)
    X = np.column_stack([load, -3 * load]) + noise * rng.normal(size=(len(times), 2))
    return pd.DataFrame(100 + 10 * X, index=times, columns=["up", "down"])


def test_days_and_weeks_are_found_where_there_are_times():
    X = office()
    season = Deseasonalizer().set_output(transform="pandas").fit(X)
    assert season.periods_ == ("day", "week")
    assert [len(profile) for profile in season.profiles_] == [PER_DAY, 7 * PER_DAY]
    rest = season.transform(X)
    pd.testing.assert_index_equal(rest.index, X.index)
    assert list(rest) == list(X)
    # Noise is left, and a little of the season: it has four weeks to be learned from.
    assert (rest.std() < 2.0).all()
    assert (X.std() > [3, 9]).all()


def test_new_rows_may_begin_at_any_time():
    X = office()
    season = Deseasonalizer().fit(X)
    np.testing.assert_array_equal(
        season.transform(X[777:900]), season.transform(X)[777:900]
    )
    later = office(7, seed=1, start="2026-03-04 05:00")
    assert (season.transform(later).std(axis=0) < 2.0).all()


def test_periods_of_rows_are_found_without_times():
    t = np.arange(5000)
    rng = np.random.RandomState(0)
    day = np.sin(t * 2 * np.pi / 288)
    X = np.column_stack([day + (t // 288 % 7 >= 5), day]) + 0.1 * rng.normal(
        size=(5000, 2)
    )
    season = Deseasonalizer().fit(X)
    assert 288 in season.periods_
    assert (season.transform(X).std(axis=0) < X.std(axis=0)).all()
    assert season.transform(X)[:, 1].std() < 0.2


@pytest.mark.parametrize("make", [np.asarray, office])
def test_what_does_not_repeat_stays(make):
    noise = np.random.RandomState(0).normal(size=(DAYS * PER_DAY, 2))
    X = noise if make is np.asarray else make() * 0 + noise
    season = Deseasonalizer().fit(X)
    assert season.periods_ == ()
    np.testing.assert_array_equal(season.transform(X), noise)


def test_days_off_are_like_sundays():
    X = office(holidays=["2026-01-21"])
    is_off = X.index.date.astype(str) == "2026-01-21"
    rests = [
        Deseasonalizer(days_off=days).fit(X).transform(X)[is_off]
        for days in ((), ["2026-01-21"])
    ]
    without, with_days_off = (np.abs(rest - np.median(rest, axis=0)) for rest in rests)
    assert with_days_off.max() < 0.5 * without.max()


def test_the_clock_on_the_wall_counts():
    # Summer time begins on the 29th of March, and ends on the 25th of October.
    for start in ("2026-03-02", "2026-09-28"):
        X = office(42, start=start, tz="Europe/Berlin")
        season = Deseasonalizer().fit(X[: 27 * PER_DAY])
        assert season.periods_ == ("day", "week")
        assert (season.transform(X[28 * PER_DAY :]).std(axis=0) < 2.0).all()


@settings(deadline=None, max_examples=25)
@given(
    n_rows=st.integers(8, 120),
    period=st.integers(2, 20),
    missing=st.floats(0, 0.5),
    seed=st.integers(0, 2**16),
)
def test_rows_come_back(n_rows, period, missing, seed):
    rng = np.random.RandomState(seed)
    X = rng.normal(size=(n_rows, 2))
    X[rng.uniform(size=X.shape) < missing] = np.nan
    X[0] = 0.0
    season = Deseasonalizer(period).fit(X)
    rest = season.transform(X)
    np.testing.assert_array_equal(np.isnan(rest), np.isnan(X))
    np.testing.assert_allclose(season.inverse_transform(rest), X, atol=1e-12)


def test_profiles_are_medians_that_few_values_draw_to_zero():
    X = np.tile([[1.0], [5.0], [0.0]], (9, 1))
    X[0] = 1e6  # a single value does not turn a median
    season = Deseasonalizer(3).fit(X)
    np.testing.assert_allclose(
        season.profiles_[0], 0.9 * (np.array([[1.0], [5.0], [0.0]]) - 1.0)
    )


def test_each_series_begins_a_cycle():
    cycle = np.array([[0.0], [4.0], [1.0], [7.0]])
    X = np.concatenate([np.tile(cycle, (20, 1))[:77], np.tile(cycle, (20, 1))])
    groups = np.repeat([0, 1], [77, 80])
    season = Deseasonalizer(4).fit(X, groups=groups)
    assert np.ptp(season.transform(X, groups=groups)) < 0.2
    assert np.ptp(season.transform(X)) > 5


def test_times_may_stand_in_a_column():
    X = office()
    expected = Deseasonalizer().fit_transform(X)
    column = X.reset_index(names="when")
    season = Deseasonalizer(time_column="when").fit(column)
    assert season.n_features_in_ == 2
    np.testing.assert_array_equal(season.transform(column), expected)


def test_rows_are_seen_that_their_season_hides():
    X = office(noise=0.05)
    night = (X.index.hour == 2) & (X.index.day == 29)
    X.loc[night, "up"] += 8  # as high as at noon
    season = Deseasonalizer().set_output(transform="pandas")
    detector = make_pipeline(season, IsolationForest(random_state=0)).fit(X)
    rest = detector[:-1].transform(X)["up"]
    assert rest[night].min() > rest[~night].max()
    assert X["up"][night].max() < X["up"][~night].max()
    assert (detector.predict(X[night]) == -1).all()


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"periods": "day"}, "periods='day' needs times in the index of X"),
        ({"periods": (3, "month")}, "periods has 'month': give numbers of rows"),
        ({"periods": (1,)}, "periods has 1: give numbers of rows, at least 2"),
        ({"days_off": ["soon"]}, "days_off has .* which are no dates"),
    ],
)
def test_what_is_wrong_is_said(params, message):
    with pytest.raises(ValueError, match=message):
        Deseasonalizer(**params).fit(np.zeros((20, 1)))


def test_rows_without_times_are_refused_where_there_were_some():
    season = Deseasonalizer().fit(office())
    with pytest.raises(ValueError, match="needs times in the index of X"):
        season.transform(office().reset_index(drop=True))
