"""What makes a row unusual beside its errors: columns too calm, or at a new level.

Errors say how much is wrong, so they have no bound. That a column is calm, or at a
level that it never had, says only that something is wrong: both count like errors, up
to a bound, so that they hide no larger errors elsewhere.
"""

from __future__ import annotations

import numpy as np

from skseq._model.calm import Least, calm_levels, calm_of

# What calm and levels count for at most, in units of the errors of their column: widely
# smoothed, where they have to be seen among others, and narrowly, where the edges of
# events with larger errors must stay.
WIDE_BOUND, NARROW_BOUND = 30.0, 3.0


def unusual_errors(
    signals: np.ndarray,
    known: np.ndarray,
    least: Least,
    median: np.ndarray,
    active: np.ndarray,
    ranged: np.ndarray,
    unit: np.ndarray,
    bound: float,
) -> np.ndarray:
    """Return smoothed errors of columns, or how unusual they are where that is more.

    ``signals`` are smoothed, of all columns and then of the active and the ranged ones,
    see :meth:`skseq._model.estimator.RowEstimator.signals`. ``known`` are the
    :func:`known_shares` of the rows, ``median`` the median signals of training, and
    ``unit`` the errors of columns that all else is given in.
    """
    n_features = len(unit)
    errors = signals[:, :n_features]
    if not len(active) + len(ranged):
        return errors
    levels = calm_levels(signals, median, known)
    found = np.zeros(errors.shape)
    found[:, active] = calm_of(levels, least, median, active)
    beyond = signals[:, n_features + len(active) :]
    found[:, ranged] = np.maximum(found[:, ranged], beyond)
    return np.maximum(errors, np.minimum(found, bound) * unit)
