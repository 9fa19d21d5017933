"""A level that a column never had is an anomaly for as long as it lasts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny import NETWORKS, tiny

from skseq._model.levels import (
    LEVEL_FLOOR,
    MAX_DRIFT,
    SPREAD,
    excursions,
    level_range,
)

SIZE = 10


def trend_of(n_rows=600, n_columns=2, seed=0):
    """Levels that stay where they are."""
    return 0.1 * np.random.RandomState(seed).uniform(-1, 1, size=(n_rows, n_columns))


def test_range_and_unit_are_those_of_the_training_rows():
    trend, known = trend_of(), np.ones((600, 1), bool)
    low, high, unit = level_range(trend, known, SIZE)
    np.testing.assert_array_equal(low, trend.min(axis=0))
    np.testing.assert_array_equal(high, trend.max(axis=0))
    assert ((unit >= LEVEL_FLOOR) & (unit < LEVEL_FLOOR + 0.02)).all()
    within = excursions(trend, low, high, unit, np.ones((600, 1)))
    assert not within.any()


@given(beyond=st.floats(0, 100), known=st.floats(0, 1), above=st.booleans())
def test_excursions_are_squared_distances_as_far_as_rows_tell(beyond, known, above):
    low, high, unit = np.array([-1.0]), np.array([2.0]), np.array([0.5])
    level = 2.0 + beyond if above else -1.0 - beyond
    found = excursions(np.array([[level]]), low, high, unit, np.array([[known]]))
    assert found[0, 0] == pytest.approx(2 * (beyond * known) ** 2, abs=1e-12)


def test_columns_that_drift_have_no_range():
    trend = trend_of()
    trend[:, 1] += np.linspace(0, 4 * MAX_DRIFT, 600)
    low, high, _ = level_range(trend, np.ones((600, 1), bool), SIZE)
    assert np.isfinite([low[0], high[0]]).all()
    assert (low[1], high[1]) == (-np.inf, np.inf)


@pytest.mark.parametrize("n_rows", [59, 60])
def test_too_few_rows_tell_no_range(n_rows):
    trend = trend_of(n_rows)
    _, high, _ = level_range(trend, np.ones((n_rows, 1), bool), SIZE)
    assert np.isfinite(high).all() == (n_rows == 60)


def test_unknown_levels_are_in_no_range():
    trend, known = trend_of(), np.ones((600, 2), bool)
    trend[:50, 0], known[:50, 0], known[:, 1] = 9.0, False, False
    low, high, unit = level_range(trend, known, SIZE)
    assert high[0] == trend[50:, 0].max()
    assert (low[1], high[1], unit[1]) == (-np.inf, np.inf, 1.0)


def plant(n_rows, seed=0, unit=(1.0, 1e-3)):
    """Two seasonal columns with noise, in different units."""
    rng, t = np.random.RandomState(seed), np.arange(n_rows)
    season = np.sin(t * 2 * np.pi / 20)[:, None]
    return 50 + (season + 0.2 * rng.normal(size=(n_rows, 2))) * unit


def test_levels_that_move_by_themselves_may_move_further():
    trend = np.random.RandomState(0).normal(size=(60, 1)).repeat(50, axis=0)
    trend = np.clip(trend, -1.5, 1.5)
    _, high, unit = level_range(trend, np.ones_like(trend, bool), 16)
    assert np.isfinite(high).all()
    assert unit >= SPREAD**2 * trend.var() + LEVEL_FLOOR


@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize("name", NETWORKS)
def test_an_offset_is_marked_throughout(name, causal):
    X = plant(3200)
    X[1600:2100, 1] += 4 * X[:1400, 1].std()
    X[2600:2900, 1] += 4 * X[:1400, 1].std()
    detector = tiny(name, window_size=16, max_iter=100, causal=causal).fit(X[:1400])
    marked = detector.predict(X) == -1
    # What lasts is usual in the end, by the past alone sooner than by both sides.
    event = slice(1700, 1830) if causal else slice(1600, 2100)
    assert marked[event].mean() > 0.95
    # One before it hides none.
    assert marked[2700:2830].mean() > 0.95
    assert marked[1400:1500].mean() < 0.05 > marked[2300:2500].mean()
    assert marked[3100:].mean() < 0.05
    if not causal:
        alone = detector.predict(X[1600:2100]) == -1
        assert alone.mean() > 0.95


@pytest.mark.filterwarnings("ignore::skseq.exceptions.SeriesWarning")
@pytest.mark.parametrize("name", NETWORKS)
def test_part_of_a_season_is_no_level(name):
    X = plant(1500)
    detector = tiny(name, window_size=16, max_iter=60).fit(X[:1400])
    rows = np.concatenate([np.arange(1400, 1400 + n) for n in (1, 2, 5, 10, 20, 30)])
    groups = np.repeat([1, 2, 5, 10, 20, 30], [1, 2, 5, 10, 20, 30])
    assert (detector.predict(X[rows], groups=groups) == 1).all()


def test_levels_of_new_training_rows_are_normal():
    X = plant(2400)
    X[1400:] += 4 * X[:1400].std(axis=0)
    detector = tiny("AutoencoderDetector", window_size=16, max_iter=60).fit(X[:1400])
    before = detector.highest_level_.copy()
    assert (detector.predict(X[1900:]) == -1).mean() > 0.9
    detector.partial_fit(X[1400:1900])
    assert (detector.highest_level_ > before + 3).all()
    assert (detector.predict(X[1900:]) == -1).mean() < 0.1


@pytest.mark.parametrize("smoothing", [1, 4])
def test_rows_that_nothing_confirms_have_no_levels(smoothing):
    params = {"window_size": 16, "smoothing": smoothing, "max_iter": 2}
    detector = tiny("GRUDetector", **params).fit(plant(400))
    assert np.isinf(detector.highest_level_).all() == (smoothing == 1)
