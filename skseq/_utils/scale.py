"""A unit in which squares of values neither overflow nor vanish."""

from __future__ import annotations

import numpy as np


def binary_unit(values: np.ndarray) -> float:
    """Return the power of two below the largest magnitude, 1 where all are zero.

    To divide by it changes no digit, so results are the same bits where they were not
    out of range.
    """
    largest = np.abs(values).max(initial=0.0)
    # Of the smallest numbers the reciprocal would be out of range.
    exponent = max(int(np.frexp(largest)[1]) - 1, -1000)
    return float(np.ldexp(1.0, exponent)) if largest > 0 else 1.0
