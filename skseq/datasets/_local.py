"""What anomalies are made from: a column around an event, and gentle transitions."""

from __future__ import annotations

import numpy as np


def surroundings(x: np.ndarray, start: int, stop: int, period: int) -> np.ndarray:
    """Return the event and at least two periods on either side."""
    reach = max(2 * period, stop - start)
    return x[max(0, start - reach) : stop + reach]


def local_range(x: np.ndarray, start: int, stop: int, period: int) -> float:
    """Return the range of the column here, else over all of it, else 1."""
    for values in (surroundings(x, start, stop, period), x):
        low, high = np.quantile(values, [0.01, 0.99])
        if high > low:
            return high - low
    return np.ptp(x) or 1.0


def local_noise(
    x: np.ndarray, start: int, stop: int, period: int, rng: np.random.RandomState
) -> np.ndarray:
    """Draw white noise like that around the event."""
    # Second differences remove what is smooth; their median ignores steep flanks. The
    # variance of the second difference of white noise is 1 + 4 + 1 = 6 times its own.
    bends = np.diff(surroundings(x, start, stop, period), n=2)
    spread = np.median(np.abs(bends)) / 0.6745 if bends.size else 0.0
    return rng.normal(0.0, spread / np.sqrt(6), size=stop - start)


def blend(old: np.ndarray, new: np.ndarray, strength: float) -> np.ndarray:
    """Move from old to new, gently in the first and the last tenth of the rows."""
    n = len(old)
    edge = np.minimum(np.arange(1, n + 1), np.arange(n, 0, -1))
    share = np.minimum(1.0, edge / (n // 10 + 1))
    return old + min(strength, 1.0) * share * (new - old)


def read(x: np.ndarray, positions: np.ndarray) -> np.ndarray:
    """Interpolate the column at fractional rows, wrapping round at its ends."""
    return np.interp(positions, np.arange(len(x)), x, period=len(x))
