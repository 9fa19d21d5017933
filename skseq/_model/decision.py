"""Whether and where rows are anomalous: from smoothed errors to scores with edges.

A wide average says whether something is wrong, but spreads it over its own size. A row
is *confirmed* where the wide evidence is above what is usual lately, and where a narrow
average says that the row itself belongs to the event. Rows that are not confirmed wait
just below the threshold, in the order of their evidence, so the ranking stays.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace

import numpy as np

from skseq._model.confirmation import (
    LEVEL_PERCENTILE,
    belongs,
    closed,
    local_level,
)
from skseq._model.scores import (
    ERROR_FLOOR,
    error_scale,
    log_compress,
    top_k_mean,
)
from skseq._model.unusual import Evidence
from skseq._series.known import known_quantiles

# New rows may be this much worse than the worst row of training that is trusted, ...
FACTOR = 1.7
# ... which is at most this much worse than the 95 % quantile: up to 5 % of anomalies
# among the training rows do not lift the threshold.
TRIM, TRIM_QUANTILE = 1.3, 0.95
# If at most this share of the training rows would be anomalies this far above the usual
# level, they are taken for such, and do not set the threshold either: averages spread
# short events over more rows than the 5 % that are trimmed.
LEVEL_TRIM, MAX_ANOMALOUS = 3.5, 0.1
# Where rows are too few to say anything of new ones, this share of them is marked, as
# other detectors of outliers do.
FEW_ROWS_QUANTILE = 0.99
# Unit of the narrow errors, of which only ratios between columns and rows count.
NARROW_QUANTILE = 0.98
# Rows that are not confirmed are drawn together from so far below the threshold on, so
# that those above it find room there and all keep their order.
MARGIN = 1e-3
# Least threshold and usual level: without any error in training, any error at all is
# worse. What is divided by it is far from overflow.
MIN_EVIDENCE = 1e-100


@dataclass(frozen=True)
class DecisionUnits:
    """What evidence is compared with, learned from errors of training rows."""

    error_scale: np.ndarray  # of each column, smoothed widely
    narrow_error_scale: np.ndarray  # of each column, smoothed narrowly
    usual_level: float  # of the evidence of rows, at LEVEL_PERCENTILE
    threshold: float  # of the evidence of rows

    @classmethod
    def fit(
        cls,
        wide: np.ndarray,
        narrow: np.ndarray,
        mask: np.ndarray | None,
        before: DecisionUnits | None = None,
        *,
        few_rows: bool = False,
    ) -> DecisionUnits:
        """Learn the units from errors of the training rows as new rows have them.

        Columns that are masked throughout keep the units that they had before, if any.
        """
        scale = error_scale(wide, mask)
        narrow_scale = known_quantiles(narrow, mask, NARROW_QUANTILE) + ERROR_FLOOR
        if before is not None and mask is not None:
            seen = mask.any(axis=0)
            scale = np.where(seen, scale, before.error_scale)
            narrow_scale = np.where(seen, narrow_scale, before.narrow_error_scale)
        evidence = top_k_mean(log_compress(wide / scale))
        if mask is not None:
            evidence = evidence[mask.any(axis=1)]
        level = np.percentile(evidence, LEVEL_PERCENTILE)
        return cls(
            scale,
            narrow_scale,
            usual_level=max(float(level), MIN_EVIDENCE),
            threshold=threshold_of(evidence, few_rows=few_rows),
        )

    def moved(self, new: DecisionUnits, share: float) -> DecisionUnits:
        """Return units a share of the way to new ones; error_scale rises at once."""
        scale = self.error_scale + share * (new.error_scale - self.error_scale)
        narrow = self.narrow_error_scale
        return DecisionUnits(
            np.maximum(new.error_scale, scale),
            narrow + share * (new.narrow_error_scale - narrow),
            self.usual_level + share * (new.usual_level - self.usual_level),
            self.threshold + share * (new.threshold - self.threshold),
        )


def threshold_of(evidence: np.ndarray, *, few_rows: bool) -> float:
    """Return the threshold for new rows, by the evidence of training rows."""
    if few_rows:
        threshold = np.quantile(evidence, FEW_ROWS_QUANTILE)
    else:
        trusted = TRIM * np.quantile(evidence, TRIM_QUANTILE)
        threshold = FACTOR * min(evidence.max(), trusted)
    return max(float(threshold), MIN_EVIDENCE)


def wide_scores(wide: np.ndarray, units: DecisionUnits) -> np.ndarray:
    """Return the score of each row by wide averages alone."""
    return -top_k_mean(log_compress(wide / units.error_scale)) / units.threshold


def is_decided(scores: np.ndarray, smoothing: int) -> bool:
    """Tell whether scores by wide averages are those of rows: none must be confirmed.

    Single rows have no neighbours that could confirm them.
    """
    return smoothing == 1 or not (scores < MARGIN - 1).any()


def decide(
    wide: Evidence,
    narrow: Evidence,
    units: DecisionUnits,
    smoothing: int,
    boundaries: np.ndarray,
    *,
    causal: bool,
) -> np.ndarray:
    """Return the score of each row: below -1 where it is an anomaly."""
    scores = wide_scores(wide.joined(units.error_scale), units)
    if is_decided(scores, smoothing):
        return scores
    for start, stop in itertools.pairwise(boundaries):
        rows = slice(start, stop)
        if is_decided(scores[rows], smoothing):
            continue
        usual = units.usual_level / units.threshold
        level = local_level(-scores[rows], smoothing, usual, causal=causal)
        confirmed = -scores[rows] > level
        if not causal:
            confirmed &= _placed(wide.part(rows), narrow.part(rows), units, smoothing)
            confirmed = closed(confirmed.astype(np.uint8), smoothing).astype(bool)
        confirmed &= scores[rows] < -1
        waiting = (scores[rows] < MARGIN - 1) & ~confirmed
        beyond = MARGIN - 1 - scores[rows][waiting]
        scores[rows][waiting] = MARGIN**2 / (MARGIN + beyond) - 1
    return scores


def _placed(
    wide: Evidence, narrow: Evidence, units: DecisionUnits, smoothing: int
) -> np.ndarray:
    """Tell which rows belong to an event, of errors or of what else is unusual.

    The latter has a say where it is an event without any errors: at places quiet rows
    are normal, and must not widen the alarms beside them.
    """
    placed = belongs(top_k_mean(narrow.errors / units.narrow_error_scale), smoothing)
    if wide.unusual is None or narrow.unusual is None:
        return placed
    is_event = top_k_mean(log_compress(wide.unusual)) > units.threshold
    if not is_event.any():
        return placed
    return placed | is_event & belongs(narrow.unusual.max(axis=1), smoothing)


def without_events(
    units: DecisionUnits,
    wide: np.ndarray,
    narrow: np.ndarray,
    mask: np.ndarray | None,
    smoothing: int,
    boundaries: np.ndarray,
    *,
    causal: bool,
) -> DecisionUnits:
    """Return units of a threshold that rare events among training rows do not set."""
    threshold = FACTOR * LEVEL_TRIM * units.usual_level
    if threshold >= units.threshold:
        return units
    lower = replace(units, threshold=threshold)
    errors = Evidence(wide), Evidence(narrow)
    scores = decide(*errors, lower, smoothing, boundaries, causal=causal)
    if mask is not None:
        scores = scores[mask.any(axis=1)]
    return lower if np.mean(scores < -1) <= MAX_ANOMALOUS else units
