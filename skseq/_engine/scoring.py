"""One pass of a trained network over series, at one fixed shape."""

from collections import deque

import jax
import numpy as np

from skseq._engine.programs import get_programs
from skseq._segments import Layout

# Blocks that are estimated at a time: enough that the time between two steps counts
# little. Up to FEW_BLOCKS there are fewer, so that a new row does not wait for a batch
# that is mostly filling. They get the same bits: on a CPU JAX multiplies 2 to 32 rows,
# those of a step, by kernels that sum in the same order (from networks of 4 units on),
# and so it does 64 rows and more, those of all steps.
BLOCKS_AT_A_TIME, FEW_AT_A_TIME, FEW_BLOCKS, ROWS_OF_FEW = 32, 2, 16, 64
# Rows that a batch of windows estimates and reads, at most: enough that what is done
# once per batch costs little, few enough for the caches.
ROWS_PER_BATCH, ROWS_READ_PER_BATCH = 2**14, 2**15


def batch_size(plan, n_segments):
    """Return how many segments are estimated at a time.

    Parameters
    ----------
    plan : SegmentPlan
        How segments are cut.
    n_segments : int
        How many there are. It only matters to blocks.

    Returns
    -------
    size : int
        A power of two.
    """
    if plan.cold_start and n_segments > FEW_BLOCKS:
        return BLOCKS_AT_A_TIME
    if plan.cold_start:
        return max(FEW_AT_A_TIME, ROWS_OF_FEW // plan.length)
    most = min(ROWS_PER_BATCH // plan.stride, ROWS_READ_PER_BATCH // plan.length)
    return 2 ** int(np.log2(np.clip(most, 1, 4096)))


def estimates(network, weights, plan, read, borders):
    """Estimate the rows of series, batch by batch.

    Batches have one shape, the last one filled up with rows that are thrown away, or
    another one for few blocks. So an estimate does not change by a bit with the batch
    it falls in, and nothing is compiled for another number of rows.

    Parameters
    ----------
    network : Network
        The network.
    weights : list of ndarray
        Its weights.
    plan : SegmentPlan
        How segments are cut.
    read : callable
        ``read(rows)`` returns the rows of these indices, float32, of shape
        ``(*rows.shape, n_features)``.
    borders : array-like of int of shape (n_series + 1,)
        First row of each series, then the number of rows.

    Yields
    ------
    segments : Segments
        Consecutive segments.
    rows : ndarray of shape (n_segments, payload, n_features)
        What their payloads hold.
    estimates : ndarray of shape (n_segments, payload, n_estimates, n_features)
        What the network expects there.
    """
    plan = plan.for_rows(np.diff(borders).max())
    layout, pending = Layout(plan, borders), deque()
    size = batch_size(plan, len(layout))
    programs = get_programs(network, plan.length)
    if len(layout) > size:
        # Once for all batches. For a single one it would take longer than the batch.
        weights = jax.device_put(weights)
    for segments in layout.batches(size):
        rows = read(segments.rows())
        batch = _filled_up(rows, size)
        pending.append((segments, rows, programs.estimate(weights, batch)))
        # One batch is computed while the one before it is being used.
        if len(pending) > 1:
            yield _payload(*pending.popleft())
    while pending:
        yield _payload(*pending.popleft())


def _filled_up(rows, size):
    """Return a batch of so many segments, the last one repeated as often as needed."""
    if len(rows) == size:
        return rows
    return rows[np.minimum(np.arange(size), len(rows) - 1)]


def _payload(segments, rows, estimated):
    skipped = segments.plan.skipped
    return segments, rows[:, skipped:], np.asarray(estimated)[: len(rows), skipped:]
