"""One pass of a trained network over series, at one fixed shape."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator

import jax
import numpy as np

from skseq._engine.memory import naming_sizes
from skseq._engine.network import Network
from skseq._engine.programs import get_programs
from skseq._engine.shutdown import at_work
from skseq._series.plans import SegmentPlan
from skseq._series.segments import Layout, Segments

# Segments that are estimated at a time, or two, four, ... times as many: enough that
# the time between two steps of a block matters little. Few are filled up to as many.
# Products take 8, 12, 16, 24 or 48 rows at a time, by processor and version of JAX, and
# may sum those that are left over in another order: here none is left over.
LEAST_BATCH, LARGEST_BATCH = 48, 3072
# Rows that a batch of windows estimates and reads, at most: enough that what is done
# once per batch costs little, few enough for the caches.
ROWS_PER_BATCH, ROWS_READ_PER_BATCH = 2**14, 2**15


def batch_size(plan: SegmentPlan) -> int:
    """Return how many segments are estimated at a time."""
    if plan.cold_start:
        return LEAST_BATCH
    most = min(ROWS_PER_BATCH // plan.stride, ROWS_READ_PER_BATCH // plan.length)
    most, size = min(most, LARGEST_BATCH), LEAST_BATCH
    while 2 * size <= most:
        size *= 2
    return size


def estimates(
    network: Network,
    weights: list[np.ndarray],
    plan: SegmentPlan,
    read: Callable[[np.ndarray], np.ndarray],
    boundaries: np.ndarray,
) -> Iterator[tuple[Segments, np.ndarray, np.ndarray]]:
    """Yield segments, what their valid parts hold and what the network expects there.

    The shapes are (n_segments, n_valid, n_features) and (n_segments, n_valid,
    n_estimates, n_features). Batches have one shape and are filled up, so an estimate
    does not change by a bit with the batch it falls in.
    """
    plan = plan.for_rows(np.diff(boundaries).max())
    layout = Layout(plan, boundaries)
    size = batch_size(plan)
    with naming_sizes(network, plan.length, size):
        yield from _estimates(network, weights, layout, read, size)


def _estimates(
    network: Network,
    weights: list[np.ndarray],
    layout: Layout,
    read: Callable[[np.ndarray], np.ndarray],
    size: int,
) -> Iterator[tuple[Segments, np.ndarray, np.ndarray]]:
    """Yield segments and their estimates, so many segments at a time."""
    programs, pending = get_programs(network, layout.plan.length), deque()
    programs.refuse_other_shapes(weights)
    given = weights
    if len(layout) > size:
        # Once for all batches. For a single one it would take longer than the batch.
        with at_work():
            given = programs.placed(weights)
    for segments in layout.batches(size):
        rows = read(segments.rows())
        batch = _filled_up(rows, size)
        with at_work():
            pending.append((segments, rows, programs.estimate(given, batch)))
        # One batch is computed while the one before it is being used.
        if len(pending) > 1:
            yield _valid_part(*pending.popleft())
    while pending:
        yield _valid_part(*pending.popleft())


def _filled_up(rows: np.ndarray, size: int) -> np.ndarray:
    """Return a batch of so many segments, the last one repeated as often as needed."""
    if len(rows) == size:
        return rows
    return rows[np.minimum(np.arange(size), len(rows) - 1)]


def _valid_part(
    segments: Segments, rows: np.ndarray, estimated: jax.Array
) -> tuple[Segments, np.ndarray, np.ndarray]:
    """Return the rows and the estimates of the valid parts of a batch."""
    skipped = segments.plan.skipped
    with at_work():
        found = np.asarray(estimated)
    return segments, rows[:, skipped:], found[: len(rows), skipped:]
