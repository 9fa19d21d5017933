"""Linear forecasts of columns by their own last rows: ridge regressions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from skseq._model.forecast_input import rows_before

# What the squares of weights cost, for rows of variance one (Hoerl and Kennard, "Ridge
# regression: biased estimation for nonorthogonal problems", 1970).
PENALTY = 1.0


@dataclass(frozen=True)
class LinearForecaster:
    """A ridge regression for each column and each number of rows ahead.

    The weights, (n_columns, window_size + 2, horizon), are those of the last rows, the
    oldest first, then that of the row a season before the one that is forecast, where
    that lies before the window, and a constant.
    """

    weights: np.ndarray
    season: int

    @property
    def window_size(self) -> int:
        """Return how many rows a forecast is made from."""
        return self.weights.shape[1] - 2

    @classmethod
    def fit(
        cls,
        rows: np.ndarray,
        boundaries: np.ndarray,
        window_size: int,
        horizon: int,
        season: int,
    ) -> LinearForecaster:
        """Learn the weights; NaN, so no forecasts, where series are too short."""
        weights = np.full((rows.shape[1], window_size + 2, horizon), np.nan)
        made = cls(weights, season)
        ahead = np.arange(1, horizon + 1)
        last = np.repeat(boundaries[1:], np.diff(boundaries)) - 1
        origins = made._origins(boundaries)
        origins = origins[origins + max(horizon, 1) <= last[origins]]
        if made._has_season:
            # The row a season before the first one that is forecast is in the series.
            origins = origins[rows_before(boundaries, season - 1)[1][origins]]
        if len(origins) < window_size:
            return made
        for column in range(rows.shape[1]):
            z = rows[:, column].astype(np.float64)
            windows = sliding_window_view(z, window_size)[origins - window_size + 1]
            targets = z[origins[:, None] + ahead]
            seasons = None
            if made._has_season:
                seasons = z[made._season_rows(origins, ahead)]
                seasons[:, ahead > season] = 0.0
            weights[column] = _ridge(windows, targets, seasons)
        return made

    def forecasts(
        self, rows: np.ndarray, boundaries: np.ndarray, n_ahead: int
    ) -> np.ndarray:
        """Return forecasts of all rows, (n_rows, n_ahead, n_columns).

        NaN where the window before is not whole.
        """
        found = np.full((len(rows), n_ahead, rows.shape[1]), np.nan)
        ahead = np.arange(1, n_ahead + 1)
        series_ends = np.repeat(boundaries[1:], np.diff(boundaries))
        origins = self._origins(boundaries)
        if not len(origins):
            return found
        for column in range(rows.shape[1]):
            z = rows[:, column].astype(np.float64)
            *of_rows, of_season, constant = self.weights[column][:, :n_ahead]
            windows = sliding_window_view(z, self.window_size)
            made = windows[origins - self.window_size + 1] @ np.array(of_rows)
            made += constant
            if self._has_season:
                places = self._season_rows(origins, ahead)
                made += of_season * z[np.clip(places, 0, len(z) - 1)]
            for number in range(n_ahead):
                targets = origins + number + 1
                inside = targets < series_ends[origins]
                found[targets[inside], number, column] = made[inside, number]
        if self._has_season:
            found[~rows_before(boundaries, self.season)[1]] = np.nan
        return found

    @property
    def _has_season(self) -> bool:
        """Tell whether the season lies before the window."""
        return self.season > self.window_size

    def _origins(self, boundaries: np.ndarray) -> np.ndarray:
        """Return the rows with a whole window up to them."""
        return np.flatnonzero(rows_before(boundaries, self.window_size - 1)[1])

    def _season_rows(self, origins: np.ndarray, ahead: np.ndarray) -> np.ndarray:
        """Return the rows a season before those forecast, (n_origins, n_ahead)."""
        # What is more than a season ahead has weight zero.
        return origins[:, None] + np.minimum(ahead - self.season, 0)


def _ridge(
    windows: np.ndarray, targets: np.ndarray, seasons: np.ndarray | None
) -> np.ndarray:
    """Return weights of windows, of seasons and constants, by target."""
    n_weights, n_targets = windows.shape[1], targets.shape[1]
    found = np.zeros((n_weights + 2, n_targets))
    means, middles = windows.mean(axis=0), targets.mean(axis=0)
    windows, centered = windows - means, targets - middles
    gram = windows.T @ windows + PENALTY * np.eye(n_weights)
    if seasons is None:
        found[:-2] = np.linalg.solve(gram, windows.T @ centered)
    else:
        of_season = seasons.mean(axis=0)
        for number in range(n_targets):
            # The same products, with one column more.
            season = seasons[:, number] - of_season[number]
            cross = windows.T @ season
            system = np.empty((n_weights + 1, n_weights + 1))
            system[:-1, :-1] = gram
            system[-1, :-1] = system[:-1, -1] = cross
            system[-1, -1] = season @ season + PENALTY
            right = np.append(
                windows.T @ centered[:, number], season @ centered[:, number]
            )
            found[:-1, number] = np.linalg.solve(system, right)
        middles = middles - found[-2] * of_season
    found[-1] = middles - means @ found[:-2]
    return found
