"""Quantiles of the values of each column that are known."""

from __future__ import annotations

import numpy as np


def known_quantiles(
    values: np.ndarray, mask: np.ndarray | None, quantile: float
) -> np.ndarray:
    """Return a quantile of what is known of each column, zero where nothing is.

    The mask is that of each value, or of each row.
    """
    if mask is None:
        return np.quantile(values, quantile, axis=0)
    known = np.broadcast_to(mask, values.shape)
    return np.array(
        [
            np.quantile(column[rows], quantile) if rows.any() else 0.0
            for column, rows in zip(values.T, known.T, strict=True)
        ]
    )
