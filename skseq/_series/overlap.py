"""From the estimates of overlapping segments to one mean for each row."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from skseq._series.plans import SegmentPlan
from skseq._series.segments import Segments


class OverlapAverage:
    """Mean of each row over the estimates of it, column by column.

    Every sum is taken in the order of the segments, and within a segment in that of
    its estimates. So it depends only on what is summed, not on the batches.
    """

    def __init__(
        self, n_rows: int, n_features: int, plan: SegmentPlan, delays: tuple[int, ...]
    ) -> None:
        # For each estimate of a row: to the row how many rows later it is added.
        self._delays = delays
        # Segments may stick out of the series on both sides.
        self._rows = slice(plan.length, plan.length + n_rows)
        self._sums = np.zeros((n_rows + 3 * plan.length, n_features))
        self._counts = np.zeros((len(self._sums), 1), dtype=np.int32)

    def add(
        self,
        segments: Segments,
        values: Iterable[np.ndarray],
        known: np.ndarray | None = None,
    ) -> None:
        """Add the values of each estimate in the segments after those added before.

        ``values`` and ``known``, which of them are observed, have the shape
        (n_segments, n_valid, n_features); ``known`` is given always or never.
        """
        n_features = self._sums.shape[1]
        shape = len(segments), segments.plan.n_valid
        sums = np.zeros((*shape, n_features))
        n_counts = 1 if known is None else n_features
        counts = np.zeros((*shape, n_counts), dtype=np.int32)
        places = _same_places(segments) if known is None else None
        if places is None:
            self._sum_masked(segments, values, known, sums, counts)
        else:
            self._sum_places(places, values, sums, counts)
        if self._counts.shape[1] != n_counts:
            self._counts = np.zeros(self._sums.shape, dtype=np.int32)
        stride = segments.plan.stride
        for run in segments.runs():
            first = self._rows.start + segments.plan.skipped
            first += int(segments.starts[run.start])
            _add_run(self._sums, sums[run], first, stride)
            _add_run(self._counts, counts[run], first, stride)

    def _sum_places(
        self,
        places: list[tuple[int, int]],
        values: Iterable[np.ndarray],
        sums: np.ndarray,
        counts: np.ndarray,
    ) -> None:
        """Sum estimates within segments, all of which are estimated alike."""
        for (first, stop), of_estimate, delay in zip(
            places, values, self._delays, strict=True
        ):
            if first < stop:
                sums[:, first + delay : stop + delay] += of_estimate[:, first:stop]
                counts[:, first + delay : stop + delay] += 1

    def _sum_masked(
        self,
        segments: Segments,
        values: Iterable[np.ndarray],
        known: np.ndarray | None,
        sums: np.ndarray,
        counts: np.ndarray,
    ) -> None:
        """Sum estimates within segments, each by its own mask."""
        estimated = segments.estimated()
        for number, (of_estimate, delay) in enumerate(
            zip(values, self._delays, strict=True)
        ):
            mask = estimated[:, :, number, None]
            mask = mask if known is None else mask & known
            n_places = mask.shape[1] - delay
            sums[:, delay:] += np.where(mask, of_estimate, 0)[:, :n_places]
            counts[:, delay:] += mask[:, :n_places]

    def mean(self) -> np.ndarray:
        """Return the mean of each row and column, zero outside the :meth:`mask`."""
        return self._sums[self._rows] / np.maximum(self._counts[self._rows], 1)

    def mask(self) -> np.ndarray:
        """Return which values have a mean, as a view that cannot be written to."""
        shape = self._sums[self._rows].shape
        return np.broadcast_to(self._counts[self._rows] > 0, shape)


def _same_places(segments: Segments) -> list[tuple[int, int]] | None:
    """Return the estimated places, if all segments have the same, else None.

    So they have within a long series, all but the first and the last.
    """
    first, stop = segments.estimated_places()
    if (first == first[0]).all() and (stop == stop[0]).all():
        return list(zip(first[0].tolist(), stop[0].tolist(), strict=True))
    return None


def _add_run(target: np.ndarray, parts: np.ndarray, first: int, stride: int) -> None:
    """Add parts, each of which starts ``stride`` rows after the one before it."""
    n_parts, n_valid, n_columns = parts.shape
    # The strips of all parts that do not overlap at once; the last strip first, so that
    # what reaches a row from several parts is added in their order.
    for offset in reversed(range(0, n_valid, stride)):
        strip = parts[:, offset : offset + stride]
        rows = target[first + offset : first + offset + n_parts * stride]
        rows.reshape(n_parts, stride, n_columns)[:, : strip.shape[1]] += strip
