"""Kinds of anomalies that plants and servers know: faults of sensors and processes."""

from __future__ import annotations

import numpy as np

from skseq.datasets._local import local_range, surroundings

# Sizes at strength=1.
_OFFSET_STEP = 1.0  # of the local range
_DRIFT = 1.0  # of the local range
_OUTSIDE = 0.5  # of the local range, beyond the largest or smallest value of all rows
# What is left of the fluctuation; the strength is its power.
_DRIED_UP = 0.1
_HOLIDAY = 0.5


def _dead_sensor(
    x: np.ndarray,
    start: int,
    stop: int,
    period: int,
    strength: float,
    rng: np.random.RandomState,
) -> np.ndarray:
    """The last value before the event, repeated."""
    last = x[max(0, start - 1)]
    # Not a difference that is added: a dead sensor does not move by rounding either.
    share = min(strength, 1.0)
    return (1.0 - share) * x[start:stop] + share * last


def _dried_up(
    x: np.ndarray,
    start: int,
    stop: int,
    period: int,
    strength: float,
    rng: np.random.RandomState,
) -> np.ndarray:
    """Little of the fluctuation around the local median."""
    rest = np.median(surroundings(x, start, stop, period))
    return rest + _DRIED_UP**strength * (x[start:stop] - rest)


def _sustained_offset(
    x: np.ndarray,
    start: int,
    stop: int,
    period: int,
    strength: float,
    rng: np.random.RandomState,
) -> np.ndarray:
    """Another level that lasts."""
    step = strength * _OFFSET_STEP * local_range(x, start, stop, period)
    return x[start:stop] + rng.choice([-1, 1]) * step


def _drift(
    x: np.ndarray,
    start: int,
    stop: int,
    period: int,
    strength: float,
    rng: np.random.RandomState,
) -> np.ndarray:
    """A level that moves away row by row, and is back at once."""
    most = strength * _DRIFT * local_range(x, start, stop, period)
    share = np.arange(1, stop - start + 1) / (stop - start)
    return x[start:stop] + rng.choice([-1, 1]) * most * share


def _leaves_range(
    x: np.ndarray,
    start: int,
    stop: int,
    period: int,
    strength: float,
    rng: np.random.RandomState,
) -> np.ndarray:
    """A smooth swell to values that no other row has."""
    rows = x[start:stop]
    beyond = strength * _OUTSIDE * local_range(x, start, stop, period)
    swell = np.sin(np.pi * np.arange(1, len(rows) + 1) / (len(rows) + 1))
    top = swell.argmax()
    if rng.choice([-1, 1]) > 0:
        height = x.max() + beyond - rows[top]
    else:
        height = x.min() - beyond - rows[top]
    return rows + height * swell / swell[top]


def _holiday(
    x: np.ndarray,
    start: int,
    stop: int,
    period: int,
    strength: float,
    rng: np.random.RandomState,
) -> np.ndarray:
    """A cycle of the usual form that stays close to its low."""
    low = np.quantile(surroundings(x, start, stop, period), 0.05)
    return low + _HOLIDAY**strength * (x[start:stop] - low)


FAULTS = {
    "dead_sensor": _dead_sensor,
    "dried_up": _dried_up,
    "sustained_offset": _sustained_offset,
    "drift": _drift,
    "leaves_range": _leaves_range,
    "holiday": _holiday,
}
