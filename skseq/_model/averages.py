"""Signals smoothed along series: errors of columns, and activities behind them."""

from __future__ import annotations

import numpy as np

from skseq._model.calm import calm_size
from skseq._series.series import Series
from skseq._series.smoothing import average_masked, smooth_masked


def smoothed(
    signals: np.ndarray,
    mask: np.ndarray | None,
    size: int,
    series: Series,
    *,
    causal: bool,
) -> tuple[np.ndarray, np.ndarray | None]:
    """Return the smoothed signals of columns, and their shares that are known.

    ``size`` is that of errors; causal activities are averaged over more rows.
    """
    n_features = series.values.shape[1]
    if not causal or signals.shape[1] == n_features:
        return smooth_masked(signals, mask, size, series.boundaries, causal=causal)
    parts = []
    for columns, rows in (
        (slice(None, n_features), size),
        (slice(n_features, None), calm_size(size, causal=causal)),
    ):
        known = None if mask is None else mask[:, columns]
        parts.append(
            smooth_masked(
                signals[:, columns], known, rows, series.boundaries, causal=causal
            )
        )
    sums, shares = zip(*parts, strict=True)
    if mask is None:
        return np.hstack(sums), None
    return np.hstack(sums), np.hstack(shares)


def averages(
    signals: np.ndarray,
    mask: np.ndarray | None,
    size: int,
    series: Series,
    median: np.ndarray,
    *,
    causal: bool,
) -> np.ndarray:
    """Return averages of what is known, made up with medians where little is."""
    sums, shares = smoothed(signals, mask, size, series, causal=causal)
    return average_masked(sums, shares, median)
