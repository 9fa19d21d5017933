"""One forecast of several, and the size of its error, by errors up to now.

Candidates count by their errors out of sample and by those of the last rows before a
forecast is made: the better they were, the more (Bates and Granger, "The combination of
forecasts", 1969). So a series that has changed is soon forecast by what still holds,
such as its last value. Bands are quantiles of errors in units of the size to be
expected, which follows the last rows as well.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from skseq._model.forecast_input import ForecastInput, rows_before
from skseq._series.series import Series

# Rows before a forecast whose errors count; those out of sample count as so many, too.
RECENT = 96
# Weights fall with the mean squared error to this power: errors of candidates are
# alike, so bad ones count for less than where they were independent.
POWER = 2
# Least and largest squared error that counts, in variances of the column: a perfect
# candidate takes all, and sums of many keep the digits of small ones.
LEAST, LARGEST = 1e-12, 1e4
# Shares of the errors that are kept, for bands of any coverage.
LEVELS = np.linspace(0.0, 1.0, 201)


@dataclass(frozen=True)
class ForecastMean:
    """What errors out of sample say, by number of rows ahead and by column.

    The first two are mean squared errors, in variances of the column: of each
    candidate, (n_candidates, horizon, n_features), and of their mean, (horizon,
    n_features). The quantiles, (n_levels, horizon, n_features), are in units of the
    size that was to be expected. All are NaN where nothing is known.
    """

    candidate_errors: np.ndarray
    mean_errors: np.ndarray
    error_quantiles: np.ndarray

    @classmethod
    def fit(
        cls,
        candidates: np.ndarray,
        series: Series,
        is_judged: np.ndarray,
        read: ForecastInput,
    ) -> ForecastMean:
        """Learn from candidates of rows, of which some judge them."""
        n_candidates, _, horizon, n_features = candidates.shape
        of_candidates = np.full((n_candidates, horizon, n_features), np.nan)
        of_mean = np.full((horizon, n_features), np.nan)
        quantiles = np.full((len(LEVELS), horizon, n_features), np.nan)
        for column in range(n_features):
            squares = _squares(candidates[..., column], series, read, column)
            of_candidates[..., column] = _means(squares[:, is_judged])
            weighed = _counted(squares, of_candidates[..., column], series.boundaries)
            mean = _mean(candidates[..., column], weighed, read.center[column])
            squares = _squares(mean, series, read, column)
            of_mean[:, column] = _means(squares[is_judged])
            sizes = _counted(squares, of_mean[:, column], series.boundaries)
            errors = series.values[:, column, None] - mean
            errors /= _size(sizes, read, column)
            known = series.full_mask()[:, column] & is_judged
            if known.any():
                some = errors[known]
                quantiles[..., column] = np.quantile(some, LEVELS, axis=0)
        return cls(of_candidates, of_mean, quantiles)

    def of(
        self, candidates: np.ndarray, series: Series, read: ForecastInput
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return the mean of candidates, and the size of its error to be expected.

        The size is in the units of X. Both have the shape (n_rows, n_ahead,
        n_features).
        """
        n_ahead = candidates.shape[2]
        means, sizes = np.empty(candidates.shape[1:]), np.empty(candidates.shape[1:])
        for column in range(candidates.shape[3]):
            given = candidates[..., column]
            squares = _squares(given, series, read, column)
            before = self.candidate_errors[:, :n_ahead, column]
            weighed = _counted(squares, before, series.boundaries)
            mean = _mean(given, weighed, read.center[column])
            squares = _squares(mean, series, read, column)
            before = self.mean_errors[:n_ahead, column]
            counted = _counted(squares, before, series.boundaries)
            means[..., column] = mean
            sizes[..., column] = _size(counted, read, column)
        return means, sizes

    def error_at(self, level: float) -> np.ndarray:
        """Return the error that this share is below, (horizon, n_features)."""
        place = level * (len(LEVELS) - 1)
        low = int(place)
        high = min(low + 1, len(LEVELS) - 1)
        some = self.error_quantiles
        return some[low] + (place - low) * (some[high] - some[low])


def _squares(
    forecasts: np.ndarray, series: Series, read: ForecastInput, column: int
) -> np.ndarray:
    """Return squared errors (..., n_rows, n_ahead), NaN where nothing is known."""
    errors = forecasts - series.values[:, column, None]
    with np.errstate(over="ignore"):
        squares = np.square(errors / read.unit[column])
    known = series.full_mask()[:, column, None]
    return np.where(known, np.minimum(squares, LARGEST), np.nan)


def _means(squares: np.ndarray) -> np.ndarray:
    """Return the means of known squares over rows, NaN where none is known."""
    known = np.isfinite(squares)
    counts = known.sum(axis=-2)
    sums = np.where(known, squares, 0.0).sum(axis=-2)
    return np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)


def _counted(
    squares: np.ndarray, before: np.ndarray, boundaries: np.ndarray
) -> np.ndarray:
    """Return the mean squared error that counts when a row is forecast.

    It is that of the last rows known then and that out of sample (..., n_ahead).
    """
    known = np.isfinite(squares)
    sums = _running_sums(np.where(known, squares, 0.0), boundaries)
    counts = _running_sums(known.astype(np.float64), boundaries)
    last, is_full = rows_before(boundaries, RECENT)
    found = np.empty(squares.shape)
    for number in range(squares.shape[-1]):
        # When the forecast was made, this row was the last one known.
        origin, exists = rows_before(boundaries, number + 1)
        first = np.where(is_full[origin], last[origin], -1)
        some = []
        for total in (sums, counts):
            each = total[..., number]
            until = each[..., np.maximum(first, 0)] * (first >= 0)
            some.append(np.where(exists, each[..., origin] - until, 0.0))
        prior = before[..., number, None]
        weight = np.where(np.isfinite(prior), RECENT, 0.0)
        total = some[0] + weight * np.nan_to_num(prior)
        count = some[1] + weight
        found[..., number] = np.where(count > 0, total / np.maximum(count, 1), np.nan)
    return found


def _running_sums(values: np.ndarray, boundaries: np.ndarray) -> np.ndarray:
    """Return sums up to each row, from the first one of its series on."""
    sums = np.empty(values.shape)
    for start, stop in itertools.pairwise(boundaries):
        rows = (..., slice(start, stop), slice(None))
        np.cumsum(values[rows], axis=-2, out=sums[rows])
    return sums


def _mean(candidates: np.ndarray, errors: np.ndarray, center: float) -> np.ndarray:
    """Return the mean of the candidates that exist, else the center."""
    exists = np.isfinite(candidates)
    weights = 1.0 / np.maximum(errors, LEAST) ** POWER
    # Nothing is known of a candidate that was never judged.
    weights = np.where(exists & np.isfinite(weights), weights, 0.0)
    most = weights.max(axis=0)
    # Where nothing is known of any, all count alike.
    weights = np.where(most > 0, weights / np.where(most > 0, most, 1.0), exists)
    total = weights.sum(axis=0)
    # Divided first: values may be as large as numbers can be.
    shares = weights / np.where(total > 0, total, 1.0)
    mean = (np.where(exists, candidates, 0.0) * shares).sum(axis=0)
    return np.where(total > 0, mean, center)


def _size(squares: np.ndarray, read: ForecastInput, column: int) -> np.ndarray:
    """Return the root of mean squared errors in the units of X, above zero."""
    known = np.where(np.isfinite(squares), squares, 1.0)
    return np.sqrt(np.maximum(known, LEAST)) * read.unit[column]
