"""Kinds of anomalies that change the shape of a column."""

from __future__ import annotations

import numpy as np

from skseq.datasets._local import blend, local_noise, local_range, read, surroundings

# Sizes at strength=1, as fractions of the local range of a column: large enough to
# see in a plot, not so large that a fixed threshold on the value finds every kind.
_SPIKE_HEIGHT = 1.0
_LEVEL_STEP = 0.5
_NOISE_STD = 0.2

_N_HARMONICS = 6


def _spike(
    x: np.ndarray,
    start: int,
    stop: int,
    period: int,
    strength: float,
    rng: np.random.RandomState,
) -> np.ndarray:
    """A triangular peak, up or down."""
    height = strength * _SPIKE_HEIGHT * local_range(x, start, stop, period)
    shape = np.bartlett(stop - start + 2)[1:-1]
    return x[start:stop] + rng.choice([-1, 1]) * height * shape / shape.max()


def _level_shift(
    x: np.ndarray,
    start: int,
    stop: int,
    period: int,
    strength: float,
    rng: np.random.RandomState,
) -> np.ndarray:
    """A step up or down, and back at the end."""
    step = strength * _LEVEL_STEP * local_range(x, start, stop, period)
    return x[start:stop] + rng.choice([-1, 1]) * step


def _pattern_change(
    x: np.ndarray,
    start: int,
    stop: int,
    period: int,
    strength: float,
    rng: np.random.RandomState,
) -> np.ndarray:
    """Cycles of another form with the usual mean, deviation and noise."""
    around = surroundings(x, start, stop, period)
    angle = 2 * np.pi * np.arange(stop - start)[:, None] / period
    harmonics = np.arange(1, _N_HARMONICS + 1)
    # Random phases and equal amplitudes: far from smooth cycles and from lone beats
    phases = rng.uniform(0, 2 * np.pi, size=_N_HARMONICS)
    waves = np.sin(angle * harmonics + phases).sum(axis=1)
    waves *= np.std(around) / np.sqrt(_N_HARMONICS / 2)
    noise = local_noise(x, start, stop, period, rng)
    return blend(x[start:stop], np.mean(around) + waves + noise, strength)


def _frequency_change(
    x: np.ndarray,
    start: int,
    stop: int,
    period: int,
    strength: float,
    rng: np.random.RandomState,
) -> np.ndarray:
    """Cycles that run faster, with a phase that fits at both ends."""
    length = stop - start
    extra = period * max(1, round(strength * length / period))
    begin = start - extra if start >= extra else start
    factor = (length + extra) / length
    return read(x, begin + factor * np.arange(length))


def _variance_change(
    x: np.ndarray,
    start: int,
    stop: int,
    period: int,
    strength: float,
    rng: np.random.RandomState,
) -> np.ndarray:
    """White noise on top."""
    std = strength * _NOISE_STD * local_range(x, start, stop, period)
    return x[start:stop] + rng.normal(0.0, std, size=stop - start)


def _missing_beat(
    x: np.ndarray,
    start: int,
    stop: int,
    period: int,
    strength: float,
    rng: np.random.RandomState,
) -> np.ndarray:
    """Rest at the local median with the usual noise."""
    rest = np.median(surroundings(x, start, stop, period))
    noise = local_noise(x, start, stop, period, rng)
    return blend(x[start:stop], rest + noise, strength)


def _correlation_break(
    x: np.ndarray,
    start: int,
    stop: int,
    period: int,
    strength: float,
    rng: np.random.RandomState,
) -> np.ndarray:
    """The column itself, delayed."""
    delay = max(1, round(min(strength, 1.0) * period / 2))
    begin = start - delay if start >= delay else start + delay
    return blend(x[start:stop], read(x, begin + np.arange(stop - start)), 1.0)


SHAPES = {
    "spike": _spike,
    "level_shift": _level_shift,
    "pattern_change": _pattern_change,
    "frequency_change": _frequency_change,
    "variance_change": _variance_change,
    "missing_beat": _missing_beat,
    "correlation_break": _correlation_break,
}
