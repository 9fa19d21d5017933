"""The sizes that ``"auto"`` chooses: of windows and of the smoothing of errors."""

from __future__ import annotations

import numpy as np

from skseq._series.plans import Kind

# Networks of a few sizes share their programs.
WINDOWS = np.array([16, 20, 24, 32, 40, 48, 64, 80, 96, 128])
# Of longer periods no window sees enough to tell their phases apart.
LONGEST_PERIOD = 2 * int(WINDOWS[-1])
# Shortest window taken for a short period: it then holds several.
MIN_WINDOW = 32
# Rows in a window where the series has no period.
FALLBACK_WINDOW = 64
# Most values in a window that a network sees as a whole: more take longer to learn.
MAX_VALUES_PER_WINDOW = 1024
# Rows over which errors are averaged: events last longer than the few rows of a short
# period, and those of a long period would be lost in an average over all of it.
MIN_SMOOTHING, MAX_SMOOTHING = 64, 256
# A causal average is so many times narrower: it tells of an event before it has passed.
CAUSAL_DIVISOR = 16


def nearest_window(period: int | None, kind: Kind, n_columns: int) -> int:
    """Return the window size for a period, if any, and columns that vary."""
    wanted = FALLBACK_WINDOW if period is None else max(period, MIN_WINDOW)
    if kind == "window":
        wanted = min(wanted, MAX_VALUES_PER_WINDOW // max(n_columns, 1))
    return int(WINDOWS[np.argmin(np.abs(WINDOWS - wanted))])


def smoothing_size(size: int, *, causal: bool) -> int:
    """Return over how many rows errors are averaged, by the size of a period.

    It is that of a window where no period is known. Single rows have no neighbours.
    """
    if size == 1:
        return 1
    smoothing = int(np.clip(size, MIN_SMOOTHING, MAX_SMOOTHING))
    return smoothing // CAUSAL_DIVISOR if causal else smoothing
