"""What scores mean: how rare they are among normal rows, and how severe."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

# Share of the scores that make the tail, and fewest of them: fewer say nothing of its
# shape.
TAIL_FRACTION, MIN_PEAKS = 0.02, 10
# No tail is lighter than an exponential one: rows that are smoothed come in runs, and
# the runs of few events make tails that seem to end.
MIN_SHAPE = 1e-6


@dataclass(frozen=True)
class ScoreTail:
    """The scores of normal rows, sorted, and the tail of the lowest of them.

    ``shape`` and ``scale`` are NaN where there is no tail: rows are too few, or too
    many of them alike.
    """

    reference: np.ndarray
    start: float
    n_peaks: int
    shape: float
    scale: float

    @classmethod
    def fit(cls, reference: np.ndarray) -> ScoreTail:
        """Return the tail of the scores of normal rows; NaN are left out."""
        # A loaded stream needs no fit, and so no scipy.
        from skseq._utils.pareto import fit_generalized_pareto

        reference = np.sort(reference[~np.isnan(reference)])
        n_rows = len(reference)
        n_peaks = max(int(TAIL_FRACTION * n_rows), MIN_PEAKS)
        start = float(reference[min(n_peaks, n_rows - 1)])
        peaks = start - reference[reference < start]
        if len(peaks) < MIN_PEAKS:
            return cls(reference, start, len(peaks), np.nan, np.nan)
        shape, scale = fit_generalized_pareto(peaks)
        return cls(reference, start, len(peaks), max(shape, MIN_SHAPE), scale)

    def p_values(self, scores: np.ndarray) -> np.ndarray:
        """Return how probable scores as low are; NaN stays NaN."""
        n_rows = len(self.reference)
        ranks = np.searchsorted(self.reference, scores, side="right")
        p = np.where(np.isnan(scores), np.nan, (1.0 + ranks) / (1.0 + n_rows))
        if np.isnan(self.shape):
            return p
        surplus = np.maximum(self.start - scores, 0.0)
        tail = np.exp(-np.log1p(self.shape * surplus / self.scale) / self.shape)
        at_start = (1.0 + self.n_peaks) / (1.0 + n_rows)
        return np.where(scores < self.start, at_start * tail, p)


def p_values(scores: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """Return how probable scores as low are, by those of normal rows.

    It is the rank among them (a conformal p-value), and for the lowest the tail of a
    generalised Pareto distribution. NaN, a row without a score, stays NaN.
    """
    return ScoreTail.fit(reference).p_values(scores)


def severities(scores: np.ndarray, offset: float) -> np.ndarray:
    """Return how severe scores are: 0 without error, 50 at the threshold, below 100."""
    # A threshold of 0 is no unit: any error is then far beyond it.
    unit = min(offset, -np.finfo(np.float64).tiny)
    with np.errstate(over="ignore"):
        ratio = np.maximum(scores / unit, 0.0)
    return -100.0 * np.expm1(-np.log(2.0) * ratio)
