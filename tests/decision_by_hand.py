"""What decisions must be, by loops over rows; and errors to decide on."""

import numpy as np

from skseq._model.confirmation import (
    CAUSAL_LEVEL_SIZES,
    EDGE_SHARE,
    EVENT_DIVISOR,
    LEVEL_PERCENTILE,
    LEVEL_SIZES,
    level_step,
)
from skseq._model.decision import DecisionUnits, decide, without_events
from skseq._model.scores import log_compress, top_k_mean
from skseq._model.unusual import Evidence
from skseq._series.scaling import LINEAR_RANGE

# Errors are their own evidence, nearly, and 1 is the threshold.
UNITS = DecisionUnits(np.ones(2), np.ones(2), usual_level=0.1, threshold=1.0)


def whole(n_rows):
    return np.array([0, n_rows])


def errors_of(n_rows, n_features=2, seed=0):
    """Wide and narrow errors that have events: rows above 1 where usual is 0.1."""
    rng = np.random.RandomState(seed)
    wide, narrow = rng.exponential(0.1, size=(2, n_rows, n_features))
    for start in rng.randint(n_rows, size=max(n_rows // 60, 1)):
        event = slice(start, start + rng.randint(1, 30))
        wide[event] += rng.uniform(0, 6)
        narrow[event] += rng.uniform(0, 9)
    return wide, narrow


def evidence_of(wide, units):
    return top_k_mean(log_compress(wide / units.error_scale)) / units.threshold


def limit_of(units):
    """Return the error of a single column that is just at the threshold."""
    assert evidence_of(units.error_scale[None], units) == 1 / units.threshold
    relative = np.expm1(units.threshold * np.log1p(1 / LINEAR_RANGE))
    return units.error_scale[0] * LINEAR_RANGE * relative


def series_with_events(n_events, length, spread, seed=0):
    """Errors of 2000 rows with events, which the wide average spreads to both sides."""
    wide, narrow = np.random.RandomState(seed).uniform(0.5, 1, size=(2, 2000, 1))
    for start in np.linspace(100, 1900, n_events, dtype=int):
        wide[start - spread : start + length + spread] += 20
        narrow[start : start + length] += 20
    return wide, narrow


def level_by_hand(evidence, smoothing, usual, *, causal):
    """Return the local level by a loop over rows."""
    step = level_step(smoothing, causal=causal)
    n_rows = (CAUSAL_LEVEL_SIZES if causal else LEVEL_SIZES) * smoothing
    size, longest = n_rows // step + 1, n_rows // EVENT_DIVISOR
    n_above = n_below = 0
    past, levels = [usual] * size, []
    for row, value in enumerate(evidence):
        n_above, n_below = (n_above + 1, 0) if value > 1 else (0, n_below + 1)
        if n_below == longest:
            past = [min(seen, 1.0) for seen in past]
        if row % step == 0:
            past.append(1.0 if 0 < n_above <= longest else value)
        some = np.sort(past[-size:])
        level = some[int(size * LEVEL_PERCENTILE / 100)] if n_above else usual
        levels.append(max(level / usual, 1))
    return np.array(levels)


def closed_by_hand(values, gap):
    """Return the closing of a series by loops over rows."""
    half, n_rows = gap // 2, len(values)
    beyond = [
        values[min(max(row, 0), n_rows - 1)] for row in range(-half, n_rows + half)
    ]
    beyond = np.array(beyond)
    largest = [
        max(beyond[max(row - half, 0) : row + half + 1]) for row in range(len(beyond))
    ]
    return np.array([min(largest[row : row + 2 * half + 1]) for row in range(n_rows)])


def belongs_by_hand(narrow, smoothing):
    """Return which rows belong to an event by a loop over rows."""
    filled = closed_by_hand(narrow, smoothing)
    return np.array(
        [
            filled[row]
            >= EDGE_SHARE * narrow[max(row - smoothing, 0) : row + smoothing + 1].max()
            for row in range(len(narrow))
        ]
    )


def scores_of(errors, smoothing, units=UNITS, boundaries=None, causal=False):
    """Return the scores of one series, or of several."""
    boundaries = whole(len(errors[0])) if boundaries is None else boundaries
    evidence = map(Evidence, errors)
    return decide(*evidence, units, smoothing, boundaries, causal=causal)


def learned(errors, mask=None, causal=False):
    """Return units as first learned, and without events."""
    units = DecisionUnits.fit(*errors, mask)
    boundaries = whole(len(errors[0]))
    return units, without_events(units, *errors, mask, 16, boundaries, causal=causal)
