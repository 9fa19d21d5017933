"""Rows that are calmer than normal: a sensor that is dead, a process that has dried up.

A dead sensor takes no steps from row to row, and a network that expects noise has no
error where there is none. The squares of both are compared with the least that they
came to in training, smoothed alike. How much calmer a column is counts like an error.
Only columns that change often can be too calm: a switch may rest for long.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from skseq._series.known import known_quantiles

# Added to what is compared, in variances of the training rows or in median activities:
# what was next to nothing in training, such as a machine that rests at night, may be
# nothing later.
CALM_FLOOR = 0.01
# Causal averages of errors are so many times narrower than others. Calm has to last to
# be told from chance, so activities are averaged as widely as others are.
CAUSAL_CALM = 16
# The least of fewer averages, side by side, says little of the next one.
MIN_AVERAGES = 10
# Of wide averages nothing in training is too calm; of narrow ones, of which only ratios
# between rows count, this share is.
WIDE_QUANTILE, NARROW_QUANTILE = 0.0, 0.02


@dataclass(frozen=True)
class Least:
    """The least errors and activities of each column in training.

    They are zero for columns that cannot be too calm. Activities are the squares of
    steps, see :meth:`skseq._model.estimator.RowEstimator.signals`.
    """

    error: np.ndarray
    activity: np.ndarray

    @classmethod
    def fit(
        cls,
        levels: np.ndarray,
        mask: np.ndarray | None,
        active: np.ndarray,
        n_features: int,
        quantile: float,
        *,
        causal: bool,
    ) -> Least:
        """Learn them from the :func:`calm_levels` of training rows.

        ``active`` are the columns whose activities stand behind the errors of all.
        Causal averages of errors are too narrow to tell calm from chance.
        """
        n_signals = n_features + len(active)
        known = None if mask is None else mask[:, :n_signals]
        lowest = known_quantiles(levels[:, :n_signals], known, quantile)
        error, activity = np.zeros((2, n_features))
        if not causal:
            error[active] = lowest[active]
        activity[active] = lowest[n_features:]
        return cls(error, activity)

    @classmethod
    def none(cls, n_features: int) -> Least:
        """Return that of columns of which none can be too calm."""
        return cls(*np.zeros((2, n_features)))

    def moved(self, new: Least, share: float, seen: np.ndarray) -> Least:
        """Return values a share of the way to new ones, lower ones at once.

        Those of columns that were not seen stay.
        """
        error, activity = (
            np.where(seen, np.minimum(now, old + share * (now - old)), old)
            for old, now in ((self.error, new.error), (self.activity, new.activity))
        )
        return Least(error, activity)


def calm_size(smoothing: int, *, causal: bool) -> int:
    """Return over how many rows activities are averaged, given those of errors."""
    return CAUSAL_CALM * smoothing if causal else smoothing


def calm_levels(
    signals: np.ndarray, median: np.ndarray, known: np.ndarray
) -> np.ndarray:
    """Return smoothed signals, made up with medians where rows are too few.

    ``known`` are the :func:`known_shares` of the rows.
    """
    few = known[:, 0] < 1.0
    if not few.any():
        return signals
    levels, known = signals.copy(), known[few]
    levels[few] = known * signals[few] + (1.0 - known) * median
    return levels


def calm_of(
    levels: np.ndarray, least: Least, median: np.ndarray, active: np.ndarray
) -> np.ndarray:
    """Return how calm active columns are: 0 where no more than ever in training.

    ``levels`` are :func:`calm_levels`, ``median`` the median signals of training.
    """
    n_features = len(least.error)
    activities = slice(n_features, n_features + len(active))
    floor = activity_floor(median[activities])
    return np.maximum(
        below_least(levels[:, active], least.error[active], CALM_FLOOR),
        below_least(levels[:, activities], least.activity[active], floor),
    )


def activity_floor(median: np.ndarray) -> np.ndarray:
    """Return what is added to activities, given those that are usual."""
    return CALM_FLOOR * median + np.finfo(np.float64).tiny


def below_least(
    levels: np.ndarray, least_levels: np.ndarray, floor: np.ndarray | float
) -> np.ndarray:
    """Return by how many times levels are below the least ones, 0 if they are not."""
    return np.maximum((least_levels + floor) / (levels + floor) - 1.0, 0.0)
