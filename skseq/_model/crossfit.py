"""Signals of training rows by networks that were not trained on them."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from skseq._model.estimator import RowEstimator
from skseq._series.known import known_quantiles
from skseq._series.series import Series
from skseq._utils.threads import for_each

# Runs of rows that are left out in turn. A network for each is trained for as many
# steps less, so that all of them take as long as the network itself.
N_FOLDS = 3
# Networks that learn from fewer rows say little of how one does that learns from all.
MIN_ROWS_PER_FOLD = 128
# Added to both sides of the ratio of median errors, in variances of the training rows.
RATIO_FLOOR = 1e-3
# A fold network that fits its own rows this much worse says nothing of other rows.
MIN_RATIO = 0.05

# Trains a network for a fold: (its number, series without its rows) -> estimator
TrainFold = Callable[[int, Series], RowEstimator]
# Smooths signals along series: (signals, mask) -> smoothed signals
Smooth = Callable[[np.ndarray, np.ndarray | None], np.ndarray]


@dataclass(frozen=True)
class OutOfSample:
    """Signals of all rows by networks trained on others, and how those compare.

    ``ratio`` is by how much the network fits its rows better than the fold networks
    fit theirs, at most 1: they have taken fewer steps, on fewer rows.
    """

    signals: np.ndarray
    ratio: np.ndarray


def cross_fit(
    inside: np.ndarray,
    mask: np.ndarray | None,
    series: Series,
    weights: np.ndarray,
    train_fold: TrainFold,
    smooth: Smooth,
) -> OutOfSample | None:
    """Return signals of rows out of sample, None where there are too few rows."""
    cuts = np.linspace(0, len(series), N_FOLDS + 1).astype(int)
    folds = [slice(*pair) for pair in itertools.pairwise(cuts)]
    if not all(_can_be_left_out(series, fold) for fold in folds):
        return None
    signals = inside.copy()
    medians = np.full((N_FOLDS, inside.shape[1]), np.nan)

    def typical(signals: np.ndarray, rows: np.ndarray) -> np.ndarray:
        known = None if mask is None else mask[rows]
        return known_quantiles(smooth(signals, mask)[rows], known, 0.5)

    def fit(number: int) -> None:
        fold = folds[number]
        out = np.zeros(len(series), dtype=bool)
        out[fold] = True
        estimator = train_fold(number, series.without(out))
        found, _ = estimator.signals(series, weights)
        learned = _learned_columns(mask, fold, inside.shape)
        signals[fold, learned] = found[fold, learned]
        medians[number, learned] = typical(found, ~out)[learned]

    for_each(fit, list(range(N_FOLDS)))
    own = typical(inside, np.ones(len(series), dtype=bool))
    n_learned = np.count_nonzero(~np.isnan(medians), axis=0)
    theirs = np.nansum(medians, axis=0) / np.maximum(n_learned, 1)
    ratio = (own + RATIO_FLOOR) / (theirs + RATIO_FLOOR)
    return OutOfSample(signals, np.clip(ratio, MIN_RATIO, 1.0))


def enough_rows(n_rows: int) -> bool:
    """Tell whether rows are enough to learn from some what others will be like."""
    return n_rows >= N_FOLDS * MIN_ROWS_PER_FOLD


def _can_be_left_out(series: Series, fold: slice) -> bool:
    """Tell whether values are known both within a fold and beside it."""
    if fold.start == fold.stop:
        return False
    if series.mask is None:
        return True
    known = np.any(series.mask, axis=1)
    inside = int(np.count_nonzero(known[fold]))
    return 0 < inside < np.count_nonzero(known)


def _learned_columns(
    mask: np.ndarray | None, fold: slice, shape: tuple[int, ...]
) -> np.ndarray:
    """Tell which signals are known at least as often beside a fold as within it."""
    known = np.broadcast_to(True if mask is None else mask, shape)
    inside = np.count_nonzero(known[fold], axis=0)
    # A network learns nothing of a sensor that starts with the fold.
    return np.count_nonzero(known, axis=0) - inside >= np.maximum(inside, 1)
