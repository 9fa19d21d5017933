"""The trend of series: a wide average, straight up to both ends of a series.

An average of the rows on one side of a row lies behind a straight line, by the slope
times the distance to the middle of the rows. So it is at the ends of a series. There
the slope is taken from averages that are apart, which a season hardly moves. A trend
that may depend on no later row lies behind everywhere, and by the same in all rows but
the first ones.
"""

from __future__ import annotations

import itertools
from functools import lru_cache

import numpy as np

from skseq._series.smoothing import smooth, smoothing_reach

# The slope is that between averages so many sizes apart.
SIZES_PER_SLOPE = 1


def trend(
    rows: np.ndarray, size: int, boundaries: np.ndarray, *, causal: bool
) -> np.ndarray:
    """Return the trend of float64 rows: averages over ``size`` rows, taken twice."""
    means = smooth(rows, size, boundaries, causal=causal)
    if not causal:
        for start, stop in itertools.pairwise(boundaries):
            _straighten_ends(means[start:stop], size)
    return means


def trend_reach(size: int, *, causal: bool) -> tuple[int, int]:
    """Return how many rows before and after a row its trend depends on."""
    if causal:
        return smoothing_reach(size, causal=True)
    reach = (SIZES_PER_SLOPE + 2) * size
    return reach, reach


def _straighten_ends(means: np.ndarray, size: int) -> None:
    """Correct averages around the rows of a series at both of its ends."""
    apart = SIZES_PER_SLOPE * size
    if len(means) < 2 * size + apart:
        return  # too short to tell a slope from a season
    at_start, at_end = _behind(size)
    first = (means[size + apart] - means[size]) / apart
    last = (means[-1 - size] - means[-1 - size - apart]) / apart
    means[:size] += at_start * first
    means[-size:] += at_end * last


@lru_cache(maxsize=16)
def _behind(size: int) -> tuple[np.ndarray, np.ndarray]:
    """Return by how far the first and last averages lie behind a line, (size, 1)."""
    line = np.arange(3.0 * size)[:, None]
    behind = line - smooth(line, size, np.array([0, len(line)]))
    return behind[:size], behind[-size:]
