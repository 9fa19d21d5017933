"""The widths that ``"auto"`` chooses: of windows and of the smoothing of errors."""

import numpy as np

# Networks of a few sizes share their programs.
WINDOWS = np.array([16, 20, 24, 32, 40, 48, 64, 80, 96, 128])
# Shortest window taken for a short period: it then holds several.
LEAST_WINDOW = 32
# Rows in a window where the series has no period.
FALLBACK_WINDOW = 64
# Most values in a window that a network sees as a whole: more take longer to learn.
MOST_VALUES = 1024
# Rows over which errors are averaged: events last longer than the few rows of a short
# period, and those of a long period would be lost in an average over all of it.
LEAST_SMOOTHING, MOST_SMOOTHING = 64, 256


def nearest_window(period, kind, n_columns):
    """Return the window size for a series of a given period.

    Parameters
    ----------
    period : int or None
        Rows in a period, None where there is none.
    kind : {"window", "block"}
        Whether a network sees a window as a whole or row by row.
    n_columns : int
        Columns that are not constant.

    Returns
    -------
    window_size : int
        Rows in a window.
    """
    wanted = FALLBACK_WINDOW if period is None else max(period, LEAST_WINDOW)
    if kind == "window":
        wanted = min(wanted, MOST_VALUES // max(n_columns, 1))
    return int(WINDOWS[np.argmin(np.abs(WINDOWS - wanted))])


def smoothing_width(width):
    """Return over how many rows errors are averaged.

    Parameters
    ----------
    width : int
        Rows in a period or, where none is known, in a window.

    Returns
    -------
    smoothing : int
        Rows in the average: 1 for single rows, which have no neighbours.
    """
    return 1 if width == 1 else int(np.clip(width, LEAST_SMOOTHING, MOST_SMOOTHING))
