"""What a forecasting network reads of series: values, and their seasonal changes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from skseq._series.scaling import compress, expand, fit_columns
from skseq._series.series import Series

# Least deviation of the changes of a column, in units of that of its values: changes of
# a perfect season are rounding.
MIN_CHANGE = 1e-6
# The network reads two columns of each: its values and its changes.
N_READ = 2


@dataclass(frozen=True)
class ForecastInput:
    """Units of values and of their changes, the differences to one season before."""

    center: np.ndarray
    scale: np.ndarray  # infinite where a column is constant
    change_scale: np.ndarray  # in units of the scale
    season: int  # rows; 1 where there is none

    @classmethod
    def fit(cls, series: Series, season: int) -> ForecastInput:
        """Learn the units of training series in which no value is missing."""
        center, scale = fit_columns(series.values, series.mask)
        one = np.ones(len(scale))
        made = cls(center, scale, one, season)
        changes, known = made._changes(made._standard(series), series)
        deviations = fit_columns(changes, known)[1]
        deviations = np.where(np.isfinite(deviations), deviations, MIN_CHANGE)
        change_scale = one.copy()
        change_scale[made.read] = np.maximum(deviations, MIN_CHANGE)
        return cls(center, scale, change_scale, season)

    @property
    def read(self) -> np.ndarray:
        """Return the numbers of the columns in the network: not of constant ones."""
        return np.flatnonzero(np.isfinite(self.scale))

    @property
    def unit(self) -> np.ndarray:
        """Return the scale of each column, 1 where it has none."""
        return np.where(np.isfinite(self.scale), self.scale, 1.0)

    def rows(self, series: Series) -> tuple[np.ndarray, np.ndarray]:
        """Return what the network reads, and which of it is known.

        Both have the shape (n_rows, 2 * n_read): of each column its value, then its
        change. The rows are float32.
        """
        z = self._standard(series)
        changes, known_changes = self._changes(z, series)
        changes = compress(changes / self.change_scale[self.read])
        known = series.full_mask()[:, self.read]
        shape = len(z), N_READ * len(self.read)
        rows = np.stack([compress(z), changes], axis=2).reshape(shape)
        known = np.stack([known, known_changes], axis=2).reshape(shape)
        return rows.astype(np.float32), known

    def values(self, estimated: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return estimated values in units of X, and estimated changes in those, too.

        ``estimated`` is of shape (..., 2 * n_read), the results are (..., n_read).
        """
        z, changes = estimated[..., 0::N_READ], estimated[..., 1::N_READ]
        changes = expand(changes.astype(np.float64)) * self.change_scale[self.read]
        return self.as_values(z), changes * self.scale[self.read]

    def as_values(self, z: np.ndarray) -> np.ndarray:
        """Return estimated values of columns in the network, in units of X."""
        center, scale = self.center[self.read], self.scale[self.read]
        return expand(z.astype(np.float64)) * scale + center

    def _standard(self, series: Series) -> np.ndarray:
        """Return the columns in the network in standard deviations."""
        read = self.read
        # Divided before the difference is taken, which overflows more easily.
        z = np.divide(series.values[:, read], self.scale[read], dtype=np.float64)
        return z - self.center[read] / self.scale[read]

    def _changes(self, z: np.ndarray, series: Series) -> tuple[np.ndarray, np.ndarray]:
        """Return changes, zero where there is no row a season before, and the known."""
        before, exists = rows_before(series.boundaries, self.season)
        known = series.full_mask()[:, self.read]
        changes = np.where(exists[:, None], z - z[before], 0.0)
        return changes, known & known[before] & exists[:, None]


def rows_before(boundaries: np.ndarray, n_rows: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the row so many rows before each, and whether its series has it.

    Where it has not stands the row itself.
    """
    rows = np.arange(boundaries[-1])
    starts = np.repeat(boundaries[:-1], np.diff(boundaries))
    exists = rows - n_rows >= starts
    return np.where(exists, rows - n_rows, rows), exists
