"""Ridge regressions on the last rows: what they find, and where there are none."""

import numpy as np
import pytest

from skseq._model.linear import LinearForecaster


def autoregression(n_rows, n_columns=1, seed=0):
    """Return columns whose next row is 0.6 of the last, less 0.3 of the one before."""
    noise = np.random.default_rng(seed).normal(size=(n_rows, n_columns))
    rows = np.zeros_like(noise)
    for row in range(2, n_rows):
        rows[row] = 0.6 * rows[row - 1] - 0.3 * rows[row - 2] + noise[row]
    return rows


def whole(rows):
    return np.array([0, len(rows)])


def test_finds_an_autoregression():
    rows = autoregression(8000)
    made = LinearForecaster.fit(rows, whole(rows), 4, 2, season=1)
    of_rows = made.weights[0, :4]
    np.testing.assert_allclose(of_rows[:, 0], [0, 0, -0.3, 0.6], atol=0.05)
    # Two rows ahead: 0.6 of what is one ahead, less 0.3 of the last.
    np.testing.assert_allclose(of_rows[:, 1], [0, 0, -0.18, 0.06], atol=0.05)
    found = made.forecasts(rows, whole(rows), 2)
    assert np.isnan(found[:4, 0]).all() and np.isnan(found[:5, 1]).all()
    last = rows[[-5, -4, -3, -2], 0] @ of_rows[:, 0] + made.weights[0, -1, 0]
    np.testing.assert_allclose(found[-1, 0, 0], last)


def test_columns_and_series_are_apart():
    rows = autoregression(600, 2)
    boundaries = np.array([0, 300, 600])
    made = LinearForecaster.fit(rows, boundaries, 4, 3, season=1)
    found = made.forecasts(rows, boundaries, 3)
    alone = made.forecasts(rows[300:], np.array([0, 300]), 3)
    np.testing.assert_allclose(found[300:], alone)
    column = LinearForecaster.fit(rows[:, 1:], boundaries, 4, 3, season=1)
    np.testing.assert_allclose(column.weights[0], made.weights[1])
    both = LinearForecaster.fit(
        np.vstack([rows[:300], rows[300:] + 1000.0]), boundaries, 4, 3, season=1
    )
    assert np.abs(both.weights[:, :4]).max() < 2


@pytest.mark.parametrize("horizon", [3, 40])
def test_a_season_beyond_the_window_counts(horizon):
    season = np.random.default_rng(0).normal(size=30)
    rows = np.tile(season, 20)[:, None]
    made = LinearForecaster.fit(rows, whole(rows), 5, horizon, season=30)
    found = made.forecasts(rows, whole(rows), horizon)
    assert np.isnan(found[:30]).all()
    for ahead in {1, 3, min(horizon, 30)}:
        errors = (found[:, ahead - 1] - rows)[40 + ahead :]
        assert np.abs(errors).max() < 0.1


def test_short_series_have_none():
    rows = autoregression(20)
    made = LinearForecaster.fit(rows, whole(rows), 16, 3, season=1)
    assert np.isnan(made.weights).all()
    assert np.isnan(made.forecasts(rows, whole(rows), 3)).all()
    assert np.isnan(made.forecasts(rows[:5], np.array([0, 5]), 3)).all()
