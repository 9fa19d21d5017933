"""The estimates of series by a network without JAX, and when NumPy takes its place."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

import numpy as np

from skseq._forward.network import SegmentNetwork, WindowNetwork
from skseq._forward.recurrent import RowNetwork
from skseq._series.plans import SegmentPlan
from skseq._series.segments import Layout, Segments
from skseq._utils.processes import has_lost_keras, keras_backend

# Values that the segments of a batch read, about: enough that the time between two
# steps matters little, few enough for the caches.
VALUES_PER_BATCH = 2**15
# Batches are this many segments, or two, four, ... times as many. Libraries of linear
# algebra take 4, 6, 8, 12, 16 or 24 rows of a product at a time, and sum the rows that
# are left over in another order: here none is left over.
LEAST_BATCH = 48
# Rows that segments read, at most, for which JAX is not imported where it has not been.
FEW_ROWS_READ = 2**18


def estimates(
    network: SegmentNetwork,
    plan: SegmentPlan,
    read: Callable[[np.ndarray], np.ndarray],
    boundaries: np.ndarray,
) -> Iterator[tuple[Segments, np.ndarray, np.ndarray]]:
    """Yield segments, what their valid parts hold and what the network expects there.

    The shapes are those of :func:`skseq._engine.scoring.estimates`.
    """
    plan = plan.for_rows(int(np.diff(boundaries).max()))
    layout, skipped = Layout(plan, boundaries), plan.skipped
    wanted = min(VALUES_PER_BATCH // (plan.length * network.n_features), len(layout))
    size = _batch_size(wanted)
    for segments in layout.batches(size):
        rows = read(segments.rows())
        found = network(_filled_up(rows, size))[: len(rows)]
        yield segments, rows[:, skipped:], found[:, skipped:]


def encodings(
    network: RowNetwork | WindowNetwork,
    plan: SegmentPlan,
    read: Callable[[np.ndarray], np.ndarray],
    boundaries: np.ndarray,
) -> Iterator[tuple[Segments, np.ndarray]]:
    """Yield segments and the latent numbers of each row of their valid parts.

    The shape of these is (n_segments, n_valid, n_latent). The size of a batch does not
    depend on how many rows there are, and how a product is summed depends on its size.
    """
    plan = plan.for_rows(int(np.diff(boundaries).max()))
    size = LEAST_BATCH
    if not plan.cold_start:
        size = _batch_size(VALUES_PER_BATCH // (plan.length * network.n_features))
    for segments in Layout(plan, boundaries).batches(size):
        rows = read(segments.rows())
        found = network.encode(_filled_up(rows, size))[: len(rows)]
        yield segments, found[:, -plan.n_valid :]


def _batch_size(wanted: int) -> int:
    """Return the size of batches, at least as many segments as wanted."""
    size = LEAST_BATCH
    while size < wanted:
        size *= 2
    return size


def _filled_up(rows: np.ndarray, size: int) -> np.ndarray:
    """Return a batch of so many segments, the last one repeated as often as needed."""
    return rows[np.minimum(np.arange(size), len(rows) - 1)]


def should_run(plan: SegmentPlan, boundaries: np.ndarray) -> bool:
    """Tell whether series are to be estimated in NumPy, not by JAX.

    So they are where JAX cannot run, where Keras runs elsewhere, and where JAX would
    take longer to import.
    """
    if has_lost_keras() or keras_backend() != "jax":
        return True
    if "jax" in sys.modules:
        return False
    return len(Layout(plan, boundaries)) * plan.length <= FEW_ROWS_READ
