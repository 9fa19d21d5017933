"""What makes a row unusual beside its errors: columns too calm, or at a new level.

Errors say how much is wrong, so they have no bound. That a column is calm, or at a
level that it never had, says only that something is wrong: both count like errors, up
to a bound, so that they hide no larger errors elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from skseq._model.calm import Least, calm_levels, calm_of

# What calm and levels count for at most, in units of the errors of their column.
BOUND = 30.0


@dataclass(frozen=True)
class Evidence:
    """What smoothed signals say of rows: errors of columns, and what else is unusual.

    The latter is in units of the errors of its column, up to a bound; None where no
    column can be unusual beside its errors.
    """

    errors: np.ndarray
    unusual: np.ndarray | None = None

    def joined(self, unit: np.ndarray) -> np.ndarray:
        """Return the errors of columns, or how unusual they are where that is more."""
        if self.unusual is None:
            return self.errors
        return np.maximum(self.errors, self.unusual * unit)

    def part(self, rows: slice) -> Evidence:
        """Return that of some rows."""
        unusual = None if self.unusual is None else self.unusual[rows]
        return Evidence(self.errors[rows], unusual)


def evidence_of(
    signals: np.ndarray,
    known: np.ndarray,
    least: Least,
    median: np.ndarray,
    active: np.ndarray,
    ranged: np.ndarray,
) -> Evidence:
    """Return what smoothed signals say of rows.

    ``signals`` are of all columns and then of the active and the ranged ones, see
    :meth:`skseq._model.estimator.RowEstimator.signals`. ``known`` are the
    :func:`known_shares` of the rows, ``median`` the median signals of training.
    """
    n_features = len(least.error)
    errors = signals[:, :n_features]
    if not len(active) + len(ranged):
        return Evidence(errors)
    levels = calm_levels(signals, median, known)
    unusual = np.zeros(errors.shape)
    unusual[:, active] = calm_of(levels, least, median, active)
    beyond = signals[:, n_features + len(active) :]
    unusual[:, ranged] = np.maximum(unusual[:, ranged], beyond)
    return Evidence(errors, np.minimum(unusual, BOUND, out=unusual))
