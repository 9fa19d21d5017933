"""Maximum-likelihood fit of the generalised Pareto distribution."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.optimize import brentq

# Shapes below this are not tried: the likelihood has no maximum there.
MIN_SHAPE = -1.0
# Nearest to -1 that shape / scale times the largest value is tried, less 1.
MIN_GAP = 1e-9
# Least value, of a mean of 1, that sets how large a shape is tried: powers of it are
# numbers, too.
MIN_VALUE = 1e-70
# Places at which the likelihood is looked at on either side of zero.
N_PLACES = 64
# Where shape / scale times the largest value is smaller, a series is exact enough and
# differences of nearly equal numbers are not.
NEARLY_EXPONENTIAL = 1e-3


def fit_generalized_pareto(values: np.ndarray) -> tuple[float, float]:
    """Return the shape (>= -1) and scale of greatest likelihood for values > 0."""
    # The survival function is (1 + shape y / scale)^(-1 / shape), or exp(-y / scale)
    # for a shape of 0. With theta = shape / scale fixed, the likelihood is largest at
    # shape = mean(log(1 + theta y)), so one dimension is left to search (Grimshaw 1993,
    # Technometrics 35(2), 185-191). The likelihood may have several maxima there: it is
    # compared on a grid, and the root of its slope is found next to the best place.
    mean = values.mean()
    y = values / mean
    places = _places(y)
    best = int(np.argmax([_log_likelihood(y, place) for place in places]))
    theta = _refined(y, places, best)
    shape = float(np.log1p(theta * y).mean())
    scale = shape / theta if abs(theta) * y.max() > 1e-9 else 1.0
    return shape, float(scale * mean)


def _places(y: np.ndarray) -> np.ndarray:
    """Return values of theta from that of the smallest shape to the largest."""
    largest, smallest = y.max(), max(y.min(), MIN_VALUE)
    # Below zero the pole, where a value has no density left, is crowded upon.
    gaps = np.geomspace(MIN_GAP, 1, N_PLACES, endpoint=False)
    negative = (gaps - 1) / largest
    shapes = np.array([np.log1p(theta * y).mean() for theta in negative])
    # No slope is zero beyond this (Grimshaw 1993, from the mean, here 1).
    bound = max(2 * (1 - smallest) / smallest**2, 10 / largest)
    positive = np.geomspace(NEARLY_EXPONENTIAL / largest, bound, N_PLACES)
    return np.concatenate([negative[shapes >= MIN_SHAPE], [0.0], positive])


def _log_likelihood(y: np.ndarray, theta: float) -> float:
    """Return the largest mean log-likelihood at theta, but for a constant."""
    if theta == 0:
        return -1.0
    shape = np.log1p(theta * y).mean()
    return float(-np.log(shape / theta) - shape)


def _slope(y: np.ndarray, theta: float) -> float:
    """Return what has the sign of the slope of the likelihood, over theta squared."""
    if abs(theta) * y.max() < NEARLY_EXPONENTIAL:
        m2, m3, m4 = (np.mean(y**power) for power in (2, 3, 4))
        second, third = m2 / 2 - 1, 1.5 * m2 - 2 * m3 / 3
        cubic = 0.75 * m4 - 4 * m3 / 3 - m2**2 / 2
        return float(second + theta * (third + theta * cubic))
    shape = np.log1p(theta * y).mean()
    return ((1 / (1 + theta * y)).mean() * (1 + shape) - 1) / theta**2


def _refined(y: np.ndarray, places: np.ndarray, best: int) -> float:
    """Return the theta of the maximum beside the best place."""
    # The likelihood is so flat near zero that rounding may choose the best place: the
    # slope says on which side of it the maximum lies, and how far.
    direction = 1 if _slope(y, places[best]) > 0 else -1
    last = len(places) - 1 if direction > 0 else 0
    for place in range(best, last, direction):
        ends = sorted(places[[place, place + direction]])
        if _slope(y, ends[0]) >= 0 >= _slope(y, ends[1]):
            tolerances: dict[str, Any] = {"xtol": 1e-15, "rtol": 1e-14}
            root: Any = brentq(lambda theta: _slope(y, theta), *ends, **tolerances)
            return root
    return places[last]
