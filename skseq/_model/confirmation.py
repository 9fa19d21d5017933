"""What confirms an anomaly: the local level, and the event that a row belongs to."""

from __future__ import annotations

import numpy as np

# Streams take constants from here and load nothing but NumPy: scipy is imported where
# it is used.

# Edges are looked for in averages over a quarter of the smoothing: narrow enough to
# place them, wide enough that single noisy rows place none.
NARROW = 4
# A row belongs to an event where its narrow error is this share of the largest near it.
EDGE_SHARE = 0.3
# The local level is a high percentile of the evidence over so many smoothing sizes in
# the past: an event has to fill 30 % of them to become the level itself. Causal
# averages are narrower, so they look back as far over more of them.
LEVEL_SIZES, CAUSAL_LEVEL_SIZES, LEVEL_PERCENTILE = 32, 256, 70
# Evidence above the threshold counts as the threshold itself for so many of these rows,
# 1 in 16, and again once it has been below for as many: events must not hide the next
# one. What is above for longer, with short breaks, becomes the level.
EVENT_DIVISOR = 16
# The level is looked at this often per smoothing size: it moves slowly.
LEVEL_STEPS, CAUSAL_LEVEL_STEPS = 8, 1


def narrow_size(smoothing: int) -> int:
    """Return over how many rows errors are averaged where edges are looked for."""
    return max(smoothing // NARROW, 1)


def local_level(
    evidence: np.ndarray, smoothing: int, usual: float, *, causal: bool
) -> np.ndarray:
    """Return how far the past of each row is above the usual level, at least 1.

    Evidence and the usual level are in units of the threshold. What came before a
    series is taken for usual. The level is 1 outside :func:`_excursions`.
    """
    from scipy.ndimage import percentile_filter

    n_rows = level_rows(smoothing, causal=causal)
    step = level_step(smoothing, causal=causal)
    size = n_rows // step + 1
    seen = _without_events(evidence, n_rows // EVENT_DIVISOR)
    ended = np.minimum(seen, 1.0)
    level = np.ones(len(evidence))
    for start, stop in _excursions(evidence, n_rows // EVENT_DIVISOR):
        first = max(start // step - size, 0) * step
        some = np.concatenate([ended[first:start], seen[start:stop]])[::step]
        padded = np.concatenate([np.full(size, usual), some])
        # The origin puts a row at the end of its window.
        found = percentile_filter(
            padded, LEVEL_PERCENTILE, size=size, origin=(size - 1) // 2
        )[size:]
        rows = np.arange(start - first, stop - first)
        level[start:stop] = np.maximum(found[rows // step] / usual, 1.0)
    return level


def level_step(smoothing: int, *, causal: bool) -> int:
    """Return how many rows apart the local level is looked at."""
    wanted = max(smoothing // (CAUSAL_LEVEL_STEPS if causal else LEVEL_STEPS), 1)
    # A power of two: chunks start where both a step and a segment do.
    return 1 << (wanted.bit_length() - 1)


def belongs(narrow: np.ndarray, smoothing: int) -> np.ndarray:
    """Tell which rows belong to the strongest event near them."""
    from scipy.ndimage import maximum_filter1d

    # No filter looks beyond both ends of a series: that would only take memory.
    largest = maximum_filter1d(narrow, 2 * min(smoothing, len(narrow)) + 1)
    return closed(narrow, smoothing) >= EDGE_SHARE * largest


def closed(values: np.ndarray, gap: int) -> np.ndarray:
    """Fill what is lower for fewer rows than a gap (a grey closing)."""
    from scipy.ndimage import maximum_filter1d, minimum_filter1d

    size = min(gap // 2, len(values)) * 2 + 1
    padded = np.pad(values, size, mode="edge")
    return minimum_filter1d(maximum_filter1d(padded, size), size)[size:-size]


def decision_reach(smoothing: int, *, causal: bool) -> tuple[int, int]:
    """Return how many smoothed rows before and after a row its score depends on."""
    if smoothing == 1:
        return 0, 0
    step = level_step(smoothing, causal=causal)
    n_rows = level_rows(smoothing, causal=causal)
    past = n_rows + step + n_rows // EVENT_DIVISOR
    if causal:
        return past, 0
    near = 2 * (smoothing // 2)  # of a closing
    around = near + max(near, smoothing)
    return max(past + near, around), around


def _excursions(evidence: np.ndarray, gap: int) -> list[tuple[int, int]]:
    """Return where evidence is above 1, joined over fewer rows than a gap."""
    above = np.flatnonzero(evidence > 1.0)
    if not len(above):
        return []
    breaks = np.flatnonzero(np.diff(above) > gap)
    starts, stops = above[np.append(0, breaks + 1)], above[np.append(breaks, -1)] + 1
    return list(zip(starts.tolist(), stops.tolist(), strict=True))


def _without_events(evidence: np.ndarray, n_rows: int) -> np.ndarray:
    """Return evidence that is at most 1 in the first rows in which it is above."""
    rows = np.arange(len(evidence))
    last_below = np.maximum.accumulate(np.where(evidence <= 1, rows, -1))
    return np.where(rows - last_below <= n_rows, np.minimum(evidence, 1.0), evidence)


def level_rows(smoothing: int, *, causal: bool) -> int:
    """Return over how many rows the local level is taken."""
    return (CAUSAL_LEVEL_SIZES if causal else LEVEL_SIZES) * smoothing
