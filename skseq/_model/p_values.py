"""What scores mean: how rare they are among normal rows, and how severe."""

from __future__ import annotations

import numpy as np

from skseq._utils.pareto import fit_generalized_pareto

# Share of the scores that make the tail, and fewest of them: fewer say nothing of its
# shape.
TAIL_FRACTION, MIN_PEAKS = 0.02, 10
# No tail is lighter than an exponential one: rows that are smoothed come in runs, and
# the runs of few events make tails that seem to end.
MIN_SHAPE = 1e-6


def p_values(scores: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """Return how probable scores as low are, by those of normal rows.

    It is the rank among them (a conformal p-value), and for the lowest the tail of a
    generalised Pareto distribution. NaN, a row without a score, stays NaN.
    """
    reference = np.sort(reference[~np.isnan(reference)])
    n_rows = len(reference)
    ranks = np.searchsorted(reference, scores, side="right")
    p = np.where(np.isnan(scores), np.nan, (1.0 + ranks) / (1.0 + n_rows))
    n_peaks = max(int(TAIL_FRACTION * n_rows), MIN_PEAKS)
    start = reference[min(n_peaks, n_rows - 1)]
    peaks = start - reference[reference < start]
    if len(peaks) < MIN_PEAKS:  # Too few rows, or too many alike
        return p
    shape, scale = fit_generalized_pareto(peaks)
    shape = max(shape, MIN_SHAPE)
    surplus = np.maximum(start - scores, 0.0)
    tail = np.exp(-np.log1p(shape * surplus / scale) / shape)
    at_start = (1.0 + len(peaks)) / (1.0 + n_rows)
    return np.where(scores < start, at_start * tail, p)


def severities(scores: np.ndarray, offset: float) -> np.ndarray:
    """Return how severe scores are: 0 without error, 50 at the threshold, below 100."""
    # A threshold of 0 is no unit: any error is then far beyond it.
    unit = min(offset, -np.finfo(np.float64).tiny)
    with np.errstate(over="ignore"):
        ratio = np.maximum(scores / unit, 0.0)
    return -100.0 * np.expm1(-np.log(2.0) * ratio)
