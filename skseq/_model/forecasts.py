"""Forecasts of rows: by a network, by what rows were before, and by a mean of both.

There are five forecasts of each row from the rows up to some rows before it, its
*candidates*: the value that the network estimates; the value a season before and the
change that the network estimates; that of a linear regression on the last rows; the
value a season before; and the last value.
:mod:`skseq._model.forecast_mean` makes one of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from skseq._model.forecast_input import N_READ, ForecastInput, rows_before
from skseq._model.forecast_mean import RECENT, ForecastMean
from skseq._model.linear import LinearForecaster
from skseq._series.plans import SegmentPlan, scoring_plan, training_plan
from skseq._series.series import Series

CANDIDATES = "value", "change", "linear", "season", "last"
# Rows at the end of the training series that forecasts are judged by: this share, and
# at most so many in all.
JUDGED_SHARE, MOST_JUDGED = 0.25, 4096


@dataclass(frozen=True)
class ForecastNetwork:
    """A network that estimates rows ahead, and how series are cut for it."""

    build: Callable[..., Any]
    params: tuple[tuple[str, Any], ...]
    window_size: int
    horizon: int

    @property
    def lags(self) -> tuple[int, ...]:
        """Return when each estimate is made: so many rows before its row."""
        return tuple(-ahead for ahead in range(1, self.horizon + 1))

    @property
    def reach(self) -> int:
        """Return how many rows lie between the first row of a window and its last."""
        return self.window_size + self.horizon

    @property
    def scoring_plan(self) -> SegmentPlan:
        """Return how series are cut when their rows are forecast."""
        return scoring_plan("block", self.reach, causal=True, lags=self.lags)

    @property
    def training_plan(self) -> SegmentPlan:
        """Return how series are cut when the network is trained."""
        return training_plan("block", self.reach, self.lags)

    def built(self, n_read: int) -> Any:
        """Return the network for so many columns, two of each column of X."""
        from skseq._engine import Network

        return Network(self.build, n_read, self.params)


@dataclass(frozen=True)
class Forecaster:
    """What a trained network and regressions say of the rows of series."""

    network: ForecastNetwork
    input: ForecastInput
    weights: list[np.ndarray]
    linear: LinearForecaster

    @property
    def context(self) -> int:
        """Return how many rows before a row its forecasts are made from, at most."""
        plan = self.network.scoring_plan
        return plan.length + 2 * self.network.horizon + self.input.season + RECENT

    def candidates(self, series: Series, n_ahead: int) -> np.ndarray:
        """Return forecasts of all rows, made one to ``n_ahead`` rows before.

        The shape is (n_candidates, n_rows, n_ahead, n_features); NaN where there is
        none.
        """
        n_rows, n_features = series.values.shape
        found = np.full((len(CANDIDATES), n_rows, n_ahead, n_features), np.nan)
        season, boundaries = self.input.season, series.boundaries
        for ahead in range(1, n_ahead + 1):
            for number, back in (
                (3, season * -(-ahead // season)),
                (4, ahead),
            ):
                before, exists = rows_before(boundaries, back)
                found[number, exists, ahead - 1] = series.values[before[exists]]
        found[..., np.isnan(self.input.center)] = np.nan
        read = self.input.read
        if not len(read):
            return found
        rows, _ = self.input.rows(series)
        linear = self.linear.forecasts(rows[:, 0::N_READ], boundaries, n_ahead)
        found[2][..., read] = self.input.as_values(linear)
        values, changes = self.input.values(self._estimates(rows, boundaries, n_ahead))
        found[0][..., read] = values
        before, exists = rows_before(boundaries, season)
        for ahead in range(1, n_ahead + 1):
            # What is a season before lies in the past, or is itself a forecast.
            base = (
                series.values[before]
                if ahead <= season
                else found[1][before, ahead - 1 - season]
            )
            with np.errstate(over="ignore"):
                moved = base[:, read] + changes[:, ahead - 1]
            found[1, :, ahead - 1][:, read] = np.where(exists[:, None], moved, np.nan)
        return found

    def _estimates(
        self, rows: np.ndarray, boundaries: np.ndarray, n_ahead: int
    ) -> np.ndarray:
        """Return what the network estimates, (n_rows, n_ahead, 2 * n_read)."""
        from skseq._engine import estimates

        network = self.network.built(rows.shape[1])
        found = np.full((len(rows), n_ahead, rows.shape[1]), np.nan, dtype=np.float32)
        for segments, _, estimated in estimates(
            network,
            self.weights,
            self.network.scoring_plan,
            rows.__getitem__,
            boundaries,
        ):
            is_made = segments.estimated()
            places = segments.rows()[:, segments.plan.skipped :]
            for number in range(n_ahead):
                where = is_made[:, :, number]
                found[places[where], number] = estimated[:, :, number][where]
        return found


@dataclass(frozen=True)
class ForecastModel:
    """A forecaster, and what errors out of sample say of its candidates."""

    forecaster: Forecaster
    mean: ForecastMean

    def rows(self, series: Series, n_ahead: int) -> tuple[np.ndarray, np.ndarray]:
        """Return forecasts of all rows, and the size of the error to be expected.

        Both have the shape (n_rows, n_ahead, n_features).
        """
        candidates = self.forecaster.candidates(series, n_ahead)
        return self.mean.of(candidates, series, self.forecaster.input)

    def made_before(
        self, series: Series, n_ahead: int
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return :meth:`rows` made so many rows before, (n_rows, n_features)."""
        found: tuple[list[np.ndarray], list[np.ndarray]] = [], []
        for part, is_new in pieces(series, self.forecaster.context):
            for into, rows in zip(found, self.rows(part, n_ahead), strict=True):
                into.append(rows[is_new, -1])
        return np.concatenate(found[0]), np.concatenate(found[1])

    def ahead(self, series: Series, n_steps: int) -> tuple[np.ndarray, np.ndarray]:
        """Return :meth:`rows` after each series, (n_series, n_steps, n_features)."""
        longer, starts = with_rows_ahead(series, self.forecaster.context, n_steps)
        steps = np.arange(n_steps)
        forecasts, sizes = self.rows(longer, n_steps)
        places = starts[:, None] + steps
        return forecasts[places, steps], sizes[places, steps]

    def errors(self, series: Series) -> tuple[np.ndarray, np.ndarray]:
        """Return the sums of squared errors of the forecasts and of the mean of X.

        Both are by number of rows ahead and by column, of the values that are known.
        """
        horizon, read = self.forecaster.network.horizon, self.forecaster.input
        shape = horizon, series.values.shape[1]
        sums, totals = np.zeros(shape), np.zeros(shape)
        for part, is_new in pieces(series, self.forecaster.context):
            forecasts = self.rows(part, horizon)[0][is_new]
            known = part.full_mask()[is_new][:, None]
            values = part.values[is_new][:, None]
            for total, rows in ((sums, forecasts), (totals, read.center)):
                # In deviations of the column: no square can overflow.
                errors = (rows - values) / read.unit
                total += np.square(errors).sum(axis=0, where=known)
        return sums, totals


def judge(forecaster: Forecaster, series: Series, cuts: np.ndarray) -> ForecastModel:
    """Return the model of a forecaster that has not been trained on the last rows.

    Each series is judged from its cut on.
    """
    part, is_judged = tails(series, cuts, forecaster.context)
    candidates = forecaster.candidates(part, forecaster.network.horizon)
    return ForecastModel(
        forecaster, ForecastMean.fit(candidates, part, is_judged, forecaster.input)
    )


def judged_cuts(series: Series) -> np.ndarray:
    """Return the first row of each series that forecasts are judged by."""
    n_rows = np.diff(series.boundaries)
    share = min(JUDGED_SHARE, MOST_JUDGED / len(series))
    n_judged = np.floor(share * n_rows).astype(int)
    if not n_judged.any():
        n_judged[np.argmax(n_rows)] = 1
    return series.boundaries[1:] - np.minimum(n_judged, n_rows - 1)


def before_cuts(series: Series, cuts: np.ndarray) -> Series:
    """Return the rows of each series before its cut."""
    return _picked(series, series.boundaries[:-1], cuts, cuts)[0]


def tails(series: Series, cuts: np.ndarray, n_before: int) -> tuple[Series, np.ndarray]:
    """Return each series from so many rows before its cut on, and the rows after it."""
    starts, ends = series.boundaries[:-1], series.boundaries[1:]
    firsts = np.maximum(cuts - n_before, starts)
    return _picked(series, firsts, cuts, ends)


def pieces(series: Series, n_before: int) -> list[tuple[Series, np.ndarray]]:
    """Return series piece by piece, each with rows before it, and which are new."""
    found = []
    for start, end in zip(series.boundaries[:-1], series.boundaries[1:], strict=True):
        for cut in range(start, end, MOST_JUDGED):
            first, stop = max(cut - n_before, start), min(cut + MOST_JUDGED, end)
            bounds = (np.array([row]) for row in (first, cut, stop))
            found.append(_picked(series, *bounds))
    return found


def with_rows_ahead(
    series: Series, n_before: int, n_steps: int
) -> tuple[Series, np.ndarray]:
    """Return the ends of series with rows to be forecast, and where these begin.

    They repeat the last row, which no forecast of them looks at, and are not known.
    """
    starts, ends = series.boundaries[:-1], series.boundaries[1:]
    firsts = np.maximum(ends - n_before, starts)
    lengths = ends - firsts + n_steps
    boundaries = np.concatenate([[0], np.cumsum(lengths)])
    rows = np.arange(boundaries[-1]) - np.repeat(boundaries[:-1], lengths)
    rows += np.repeat(firsts, lengths)
    is_new = rows >= np.repeat(ends, lengths)
    rows = np.minimum(rows, np.repeat(ends, lengths) - 1)
    known = series.full_mask()[rows] & ~is_new[:, None]
    longer = Series(series.values[rows], boundaries, known)
    return longer, boundaries[1:] - n_steps


def _picked(
    series: Series, firsts: np.ndarray, cuts: np.ndarray, stops: np.ndarray
) -> tuple[Series, np.ndarray]:
    """Return rows from firsts to stops, one run for each, and which are from cuts."""
    lengths = stops - firsts
    boundaries = np.concatenate([[0], np.cumsum(lengths)])
    rows = np.arange(boundaries[-1]) - np.repeat(boundaries[:-1] - firsts, lengths)
    mask = None if series.mask is None else series.full_mask()[rows]
    part = Series(series.values[rows], boundaries, mask)
    return part, rows >= np.repeat(cuts, lengths)
