"""The latent space of a trained network: rows as a few numbers, and back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from skseq._forward import (
    DECODED,
    RowNetwork,
    WindowNetwork,
    encodings,
    network_name,
)
from skseq._model.estimator import RowEstimator
from skseq._series.plans import scoring_plan
from skseq._series.series import Series


def has_latent_space(build: Callable[..., Any] | None) -> bool:
    """Tell whether the latent numbers of networks that are built so can be computed."""
    return build is not None and network_name(build) is not None


def can_decode(build: Callable[..., Any]) -> bool:
    """Tell whether such networks make rows of latent numbers alone."""
    return network_name(build) in DECODED


def n_latent(estimator: RowEstimator) -> int:
    """Return how many numbers a row becomes."""
    return _network(estimator).n_latent


def encode(estimator: RowEstimator, series: Series) -> np.ndarray:
    """Return the latent numbers of each row, float32, of filled series.

    They are those of the window that ends in the row, or what a network that reads row
    by row makes estimates from after it: no later row counts if the input is causal.
    """
    architecture, network = estimator.architecture, _network(estimator)
    plan = scoring_plan(architecture.plan, architecture.window_size, causal=True)
    read = estimator.input.rows(series).__getitem__
    found = np.empty((len(series), network.n_latent), dtype=np.float32)
    for segments, latent in encodings(network, plan, read, series.boundaries):
        rows = segments.rows()[:, plan.skipped :]
        is_there = segments.estimated()[:, :, 0]
        found[rows[is_there]] = latent[is_there]
    return found


def why_not_decoded(estimator: RowEstimator) -> str | None:
    """Return why rows cannot be made of their latent numbers, None where they can."""
    if not can_decode(estimator.architecture.build):
        return "its network has no decoder"
    if estimator.input.is_detrended.any():
        return "the latent numbers say nothing of the trend: set detrend=False"
    if estimator.columns.is_counter.any():
        return "the latent numbers say how counters grow, not where they stand"
    return None


def decode(estimator: RowEstimator, latent: np.ndarray) -> np.ndarray:
    """Return the rows that latent numbers stand for, in the units of X.

    Constant columns are their constants, and NaN if missing throughout training.
    """
    columns, network = estimator.columns, _network(estimator)
    assert not isinstance(network, RowNetwork)  # why_not_decoded says so
    rows = np.tile(columns.center, (len(latent), 1))
    if np.isfinite(columns.scale).any():
        decoded = network.decode(latent.astype(np.float32)).astype(np.float32)
        rows[:, columns.in_network] = columns.unstandardize(decoded.astype(np.float64))
    return rows


def _network(estimator: RowEstimator) -> RowNetwork | WindowNetwork:
    """Return the network in NumPy, which detectors with a latent space have.

    Its products are those of float64 numbers: libraries sum float32 ones by the place
    of a row in its batch, so its bits would depend on the rows beside it. What
    comes out is rounded to float32.
    """
    weights = [weight.astype(np.float64) for weight in estimator.weights]
    network = estimator.architecture.forward(estimator.columns, weights)
    assert network is not None  # has_latent_space says so
    return network
