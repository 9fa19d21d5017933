"""Forecasters: what they say of rows ahead, and that scikit-learn takes them."""

import pickle

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV, TimeSeriesSplit
from sklearn.utils.estimator_checks import parametrize_with_checks

import skseq.forecasting

FORECASTERS = {
    name: getattr(skseq.forecasting, name) for name in skseq.forecasting.__all__
}


def tiny(name="LSTMForecaster", **parameters):
    """Return a small forecaster that trains in a moment."""
    units = (4, 3) if name == "StackedLSTMForecaster" else 4
    settings = {"horizon": 3, "units": units, "window_size": 8, "season": 10}
    settings |= {"max_iter": 25, "batch_size": 4, "random_state": 0} | parameters
    return FORECASTERS[name](**settings)


def make_series(n_rows=240, n_features=2, seed=0, noise=0.1):
    """Return columns with a season of ten rows and a level of their own."""
    rng = np.random.default_rng(seed)
    phases = rng.uniform(0, 6, n_features)
    rows = np.sin(2 * np.pi * np.arange(n_rows)[:, None] / 10 + phases)
    return 5 * np.arange(n_features) + rows + noise * rng.normal(size=rows.shape)


@pytest.fixture(scope="module")
def X():
    return make_series()


@pytest.fixture(scope="module")
def fitted(X):
    return {name: tiny(name).fit(X[:200]) for name in FORECASTERS}


def expected_failed_checks(forecaster):
    reason = "rows are consecutive time steps: a forecast is made from those before"
    return {
        "check_methods_sample_order_invariance": reason,
        "check_methods_subset_invariance": reason,
    }


@parametrize_with_checks(
    [tiny(season=None)],
    expected_failed_checks=expected_failed_checks,
    xfail_strict=True,
)
def test_common_checks(estimator, check):
    check(estimator)


@pytest.mark.parametrize("name", FORECASTERS)
def test_shapes_and_order_of_bands(fitted, X, name):
    forecaster = fitted[name]
    assert forecaster.forecast(X).shape == (3, 2)
    assert forecaster.forecast(X, steps=1).shape == (1, 2)
    assert forecaster.predict(X, ahead=2).shape == X.shape
    assert np.isfinite(forecaster.predict(X, ahead=3)).all()
    lower, upper = forecaster.forecast_interval(X)
    assert lower.shape == upper.shape == (3, 2)
    narrow = forecaster.forecast_interval(X, coverage=0.5)
    assert (lower <= narrow[0]).all() and (narrow[0] <= narrow[1]).all()
    assert (narrow[1] <= upper).all()


@pytest.mark.parametrize("name", FORECASTERS)
def test_forecasts_are_what_predict_says_of_the_rows_when_they_come(fitted, X, name):
    # Few enough rows that both read them all from the first.
    n_rows = 40
    ahead = fitted[name].forecast(X[:n_rows])
    for step in range(3):
        said = fitted[name].predict(X[: n_rows + 3], ahead=step + 1)[n_rows + step]
        np.testing.assert_allclose(ahead[step], said, atol=1e-5)


@pytest.mark.parametrize("name", FORECASTERS)
@pytest.mark.parametrize("ahead", [1, 3])
def test_no_forecast_depends_on_later_rows(fitted, X, name, ahead):
    changed = X.copy()
    changed[100:] += 3.0
    before, after = (fitted[name].predict(rows, ahead=ahead) for rows in (X, changed))
    assert np.array_equal(before[: 100 + ahead], after[: 100 + ahead])
    assert not np.array_equal(before[100 + ahead], after[100 + ahead])


@pytest.mark.parametrize("name", FORECASTERS)
def test_the_season_is_forecast(name):
    X = make_series(600)
    forecaster = tiny(name, max_iter=100).fit(X[:500])
    for ahead in (1, 3):
        errors = (forecaster.predict(X, ahead=ahead) - X)[500:]
        naive = (X[500:] - X[490:-10]) ** 2
        assert np.mean(errors**2) < 0.9 * np.mean(naive)
    assert forecaster.score(X[500:]) > 0.8


def test_a_random_walk_is_forecast_by_its_last_value():
    X = np.cumsum(np.random.default_rng(0).normal(size=(800, 1)), axis=0)
    forecaster = tiny(season=None, max_iter=100).fit(X[:600])
    for ahead in (1, 3):
        errors = np.abs(forecaster.predict(X, ahead=ahead) - X)[600:]
        naive = np.abs(X[600:] - X[600 - ahead : -ahead])
        assert errors.mean() < 1.15 * naive.mean()


def test_a_level_that_moves_is_followed():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(900, 1))
    X[600:] += 20.0
    forecaster = tiny(season=None).fit(X[:500])
    errors = np.abs(forecaster.predict(X, ahead=3) - X)
    assert errors[600:603].mean() > 15
    assert errors[700:].mean() < 2
    lower, upper = forecaster.predict_interval(X, ahead=3)
    inside = np.clip(X, lower, upper) == X
    assert inside[700:].mean() > 0.8


def test_bands_hold_as_many_new_rows_as_they_say():
    X = np.random.default_rng(0).normal(size=(3000, 1))
    forecaster = tiny(season=None).fit(X[:2000])
    for coverage in (0.5, 0.9):
        lower, upper = forecaster.predict_interval(X, ahead=2, coverage=coverage)
        inside = np.clip(X, lower, upper) == X
        assert abs(inside[2000:].mean() - coverage) < 0.06


@pytest.mark.parametrize("name", FORECASTERS)
def test_units_do_not_matter(fitted, X, name):
    other = tiny(name).fit(1e5 * X[:200] - 7e5)
    np.testing.assert_allclose(
        other.forecast(1e5 * X - 7e5), 1e5 * fitted[name].forecast(X) - 7e5, rtol=1e-3
    )


def test_series_are_forecast_apart(fitted, X):
    forecaster = fitted["LSTMForecaster"]
    other = make_series(90, seed=3)
    both, groups = np.vstack([X, other]), np.repeat(["b", "a"], [len(X), 90])
    ahead = forecaster.forecast(both, groups=groups)
    np.testing.assert_array_equal(ahead[:3], forecaster.forecast(X))
    np.testing.assert_array_equal(ahead[3:], forecaster.forecast(other))
    np.testing.assert_array_equal(
        forecaster.predict(both, groups=groups)[len(X) :], forecaster.predict(other)
    )


def test_no_change_is_taken_across_series(X):
    far = np.vstack([X, X + 1000.0])
    groups = np.repeat([0, 1], len(X))
    apart = tiny().fit(far, groups=groups)
    assert (apart.change_scale_ * apart.scale_ < 1).all()
    assert (tiny().fit(far).change_scale_ * apart.scale_ > 100).all()


@settings(max_examples=20, deadline=None)
@given(
    share=st.floats(0.0, 0.9),
    seed=st.integers(0, 99),
    columns=st.sampled_from([[0], [1], [0, 1]]),
)
def test_missing_values_are_no_matter(fitted, X, share, seed, columns):
    missing = X.copy()
    where = np.random.default_rng(seed).uniform(size=len(X)) < share
    missing[np.ix_(where, columns)] = np.nan
    forecaster = fitted["LSTMForecaster"]
    assert np.isfinite(forecaster.forecast(missing)).all()
    assert np.isfinite(forecaster.score(missing))


def test_training_rows_may_be_missing(X):
    missing = X[:200].copy()
    missing[np.random.default_rng(0).uniform(size=missing.shape) < 0.3] = np.nan
    forecaster = tiny(max_iter=50).fit(missing)
    assert forecaster.score(X[200:]) > 0.3


def test_a_column_without_values_is_not_forecast(X):
    missing = X.copy()
    missing[:, 1] = np.nan
    ahead = tiny().fit(missing).forecast(missing)
    assert np.isfinite(ahead[:, 0]).all()
    assert np.isnan(ahead[:, 1]).all()


def test_constant_columns_stay_as_they_are(X):
    constant = np.column_stack([X[:, 0], np.full(len(X), 7.0)])
    forecaster = tiny().fit(constant)
    assert (forecaster.forecast(constant)[:, 1] == 7.0).all()
    moved = constant + [0.0, 2.0]
    assert (forecaster.forecast(moved)[:, 1] == 9.0).all()


def test_nothing_is_trained_where_all_is_constant():
    forecaster = tiny().fit(np.full((50, 2), 3.0))
    assert forecaster.n_iter_ == 0 and forecaster.weights_ == []
    assert (forecaster.forecast(np.full((5, 2), 3.0)) == 3.0).all()
    with pytest.raises(ValueError, match="nothing to be forecast"):
        forecaster.score(np.full((5, 2), 3.0))


@pytest.mark.parametrize("scale", [1e-200, 1e150])
def test_values_of_any_size(X, scale):
    forecaster = tiny().fit(scale * X[:200])
    assert np.isfinite(forecaster.forecast(scale * X)).all()
    assert np.isfinite(forecaster.score(scale * X))


@pytest.mark.parametrize("name", FORECASTERS)
def test_state_is_what_it_was(fitted, X, name):
    forecaster = fitted[name]
    ahead = forecaster.forecast(X)
    loaded = pickle.loads(pickle.dumps(forecaster))
    assert np.array_equal(loaded.forecast(X), ahead)
    assert np.array_equal(tiny(name).fit(X[:200]).forecast(X), ahead)
    loaded.set_params(horizon=9, window_size=3, season=None)
    assert np.array_equal(loaded.forecast(X), ahead)
    with pytest.raises(NotFittedError):
        clone(forecaster).forecast(X)


def test_season_is_found(X):
    assert tiny(season="auto").fit(X).season_ == 10
    noise = np.random.default_rng(0).normal(size=(200, 1))
    assert tiny(season="auto").fit(noise).season_ == 1


def test_frames(X):
    times = pd.date_range("2026-01-01", periods=len(X), freq="h", name="time")
    frame = pd.DataFrame(X, columns=["a", "b"], index=times)
    forecaster = tiny(time_column="time")
    ahead = forecaster.fit(frame.reset_index()).forecast(frame.reset_index())
    assert list(forecaster.feature_names_in_) == ["a", "b"]
    polars = pl.from_pandas(frame.reset_index())
    assert np.array_equal(forecaster.forecast(polars), ahead)
    with pytest.raises(ValueError, match="feature names"):
        forecaster.forecast(frame.reset_index()[["time", "b", "a"]])


def test_gaps_end_series(X):
    times = pd.date_range("2026-01-01", periods=len(X), freq="h").to_series()
    times[100:] += pd.Timedelta("3D")
    frame = pd.DataFrame(X, index=pd.DatetimeIndex(times))
    forecaster = tiny(max_gap_factor=5).fit(frame)
    assert forecaster.forecast(frame).shape == (6, 2)


@pytest.mark.parametrize("steps", [0, 4, 1.5])
def test_refuses_steps(fitted, X, steps):
    forecaster = fitted["GRUForecaster"]
    with pytest.raises(ValueError, match=f"steps={steps} must be an int from 1 to"):
        forecaster.forecast(X, steps)
    with pytest.raises(ValueError, match=f"ahead={steps} must be an int from 1 to"):
        forecaster.predict(X, ahead=steps)


@pytest.mark.parametrize("coverage", [0, 1, "wide"])
def test_refuses_coverage(fitted, X, coverage):
    with pytest.raises(ValueError, match="coverage must be a number between 0 and 1"):
        fitted["GRUForecaster"].forecast_interval(X, coverage=coverage)


def test_searches_choose_by_the_score():
    rng = np.random.default_rng(0)
    # No window of four rows tells where in its season a row is.
    X = np.tile(rng.integers(2, size=25), 12)[:, None] + 0.1 * rng.normal(size=(300, 1))
    search = GridSearchCV(
        tiny(window_size=4),
        {"season": [None, 25]},
        cv=TimeSeriesSplit(2, test_size=50),
    )
    assert search.fit(X).best_params_ == {"season": 25}
    assert search.predict(X).shape == X.shape


def test_prints_the_loss(X, capsys):
    tiny(verbose=1).fit(X)
    assert "[LSTMForecaster] step 25 of 25, loss" in capsys.readouterr().out
