"""Series without anomalies: cycles with noise, and what they stand on."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

# Centre and width (in cycles) and height of the waves P, Q, R, S and T of a heartbeat.
_HEARTBEAT = np.array(
    [
        [0.22, 0.030, 0.12],
        [0.36, 0.013, -0.14],
        [0.40, 0.018, 1.00],
        [0.44, 0.015, -0.22],
        [0.66, 0.050, 0.28],
    ]
)


def _heartbeat(phase: np.ndarray) -> np.ndarray:
    """Sum of the waves of a heartbeat at phases in cycles."""
    centre, width, height = _HEARTBEAT.T
    distance = (phase[..., None] - centre + 0.5) % 1 - 0.5
    return (height * np.exp(-0.5 * (distance / width) ** 2)).sum(axis=-1)


WAVEFORMS = {
    "heartbeat": _heartbeat,
    "sine": lambda phase: np.sin(2 * np.pi * phase),
    "sawtooth": lambda phase: phase % 1,
    "square": lambda phase: np.where(phase % 1 < 0.5, 1.0, -1.0),
}

# Largest phase of a column, in cycles: a missing beat is missing in all columns.
_MAX_PHASE = 0.15
# How long a level lasts at least and at most, in periods.
_LEVEL_LENGTHS = 5, 10


class Ground(NamedTuple):
    """What the cycles of a series stand on, in standard deviations of the cycle."""

    trend: float  # rise from the first row to the last
    levels: float  # distance of the two levels that take turns
    walk: float  # deviation of the steps of a random walk


class CleanSeries(NamedTuple):
    """A series without anomalies, and the parts of it that are no cycles."""

    values: np.ndarray
    slope: np.ndarray
    steps: np.ndarray  # levels and random walk


def clean_series(
    n_timestamps: int,
    n_features: int,
    period: int,
    waveform: str,
    noise: float,
    ground: Ground,
    rng: np.random.RandomState,
) -> CleanSeries:
    """Generate a series without anomalies."""
    wave = WAVEFORMS[waveform]
    amplitudes = rng.uniform(0.5, 2.0, size=n_features)
    phases = rng.uniform(-_MAX_PHASE, _MAX_PHASE, size=n_features)
    amplitudes[0], phases[0] = 1.0, 0.0
    rows = np.arange(n_timestamps)[:, None]
    cycle = wave(np.arange(1000) / 1000)
    X = (wave(rows / period + phases) - cycle.mean()) / cycle.std()
    slope = ground.trend * rows / max(1, n_timestamps - 1)
    X += slope
    X += rng.normal(0.0, noise, size=X.shape)
    steps = np.zeros_like(X)
    if ground.levels:
        steps += ground.levels * _turns(n_timestamps, period, rng)
    if ground.walk:
        steps += rng.normal(0.0, ground.walk, size=X.shape).cumsum(axis=0)
    steps *= amplitudes
    return CleanSeries(amplitudes * X + steps, amplitudes * slope, steps)


def _turns(n_timestamps: int, period: int, rng: np.random.RandomState) -> np.ndarray:
    """Return 0 and 1 in turns, each for some periods, in one column."""
    low, high = (periods * period for periods in _LEVEL_LENGTHS)
    lengths = rng.randint(low, high + 1, size=n_timestamps // low + 1)
    is_high = np.arange(len(lengths)) % 2
    return np.repeat(is_high, lengths)[:n_timestamps, None].astype(float)


def counted(growth: np.ndarray, wrap: float | None) -> np.ndarray:
    """Return what a counter has come to, given how much it grows at each row."""
    total = np.cumsum(growth, axis=0)
    return total if wrap is None else total % wrap
