"""One pass of a trained network over series, at one fixed shape."""

from collections import deque

import jax
import numpy as np

from skseq._engine.programs import get_programs
from skseq._segments import Layout

# Rows in a batch of segments: enough to keep two cores busy, small enough for caches.
ROWS_PER_BATCH = 2**15


def batch_size(plan):
    """Return how many segments are estimated at a time: a power of two."""
    return 2 ** int(np.log2(np.clip(ROWS_PER_BATCH // plan.length, 1, 4096)))


def estimates(network, weights, plan, read, borders):
    """Estimate the rows of series, batch by batch.

    Every batch has the same shape, the last one filled up with rows that are thrown
    away. So an estimate does not change by a bit with the batch it falls in, and
    nothing is compiled for another number of rows.

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
    programs = get_programs(network, plan.length)
    weights = jax.device_put(weights)
    size = batch_size(plan)
    pending = deque()
    for segments in Layout(plan, borders).batches(size):
        filling = ((0, size - len(segments)), (0, 0))
        rows = read(np.pad(segments.rows(), filling, mode="edge"))
        pending.append((segments, rows, programs.estimate(weights, rows)))
        # One batch is computed while the one before it is being used.
        if len(pending) > 1:
            yield _payload(plan, *pending.popleft())
    while pending:
        yield _payload(plan, *pending.popleft())


def _payload(plan, segments, rows, estimated):
    used = slice(len(segments)), slice(plan.skipped, None)
    return segments, rows[used], np.asarray(estimated)[used]
