"""Segments: where the runs of rows that a network reads lie in series.

Segments are gathered from a series by index, batch by batch: no array of all of them is
ever made.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from skseq._series.plans import SegmentPlan


@dataclass(frozen=True)
class Segments:
    """Where some segments lie: their first rows, and those of their series.

    Rows outside the series repeat its first or its last one: nothing is read across a
    boundary.
    """

    plan: SegmentPlan
    starts: np.ndarray
    series_starts: np.ndarray
    series_ends: np.ndarray

    def __len__(self) -> int:
        return len(self.starts)

    def rows(self) -> np.ndarray:
        """Return the row that each place reads, of shape (n_segments, length)."""
        rows = self.starts[:, None] + np.arange(self.plan.length)
        return np.clip(rows, self.series_starts[:, None], self.series_ends[:, None] - 1)

    def estimated_places(self) -> tuple[np.ndarray, np.ndarray]:
        """Return between which places of the valid part each estimate is made.

        Both arrays have the shape (n_segments, n_estimates). At these places the
        network has read as much as the lag asks for and, in all but the first segment
        of a series, no longer warms up; there are none unless ``first < stop``.
        """
        plan, delays = self.plan, np.array(self.plan.delays)
        # Between which rows of a segment its series lies.
        before, after = self.series_starts - self.starts, self.series_ends - self.starts
        # An estimate is known when its row has been reached, or later.
        warm_up = plan.warm_up * (plan.cold_start & (before != 0))
        first = np.maximum(warm_up[:, None] - delays, before[:, None])
        stop = np.minimum(after, plan.length)[:, None] - delays
        return np.maximum(first - plan.skipped, 0), stop - plan.skipped

    def estimated(self) -> np.ndarray:
        """Return where each estimate is made, (n_segments, n_valid, n_estimates)."""
        # Small numbers compare several times as fast.
        first, stop = (
            each.astype(np.int32)[:, None] for each in self.estimated_places()
        )
        places = np.arange(self.plan.n_valid, dtype=np.int32)[:, None]
        return (places >= first) & (places < stop)

    def runs(self) -> list[slice]:
        """Return all segments, in order, as runs at the stride within one series."""
        if len(self) == 1:
            return [slice(0, 1)]
        follows = np.diff(self.starts) == self.plan.stride
        follows &= np.diff(self.series_starts) == 0
        ends = [0, *(np.flatnonzero(~follows) + 1), len(self)]
        return [slice(*pair) for pair in itertools.pairwise(ends)]

    def loss_weights(self, mask: np.ndarray | None = None) -> np.ndarray:
        """Return 1 for each estimate of an observed value and 0 for the others.

        They are float32, of shape (n_segments, length, n_estimates, 1 or n_features).
        """
        shape = len(self), self.plan.length, len(self.plan.lags), 1
        weights = np.zeros(shape, dtype=np.float32)
        weights[:, self.plan.skipped :, :, 0] = self.estimated()
        if mask is not None:
            weights = weights * mask[self.rows()][:, :, None]
        return weights


@dataclass(frozen=True)
class Layout:
    """Segments laid over series so that every row from the cuts on is estimated.

    They are computed when asked for, so a layout takes no memory of its own.
    """

    plan: SegmentPlan
    boundaries: ArrayLike
    # First row to be estimated in each series; None = the first of the series.
    cuts: np.ndarray | None = None

    def __len__(self) -> int:
        return int(self._ends[-1])

    def __getitem__(self, numbers: ArrayLike) -> Segments:
        """Return the segments of the given numbers, in that order."""
        numbers = np.asarray(numbers)
        series = np.searchsorted(self._ends, numbers, side="right")
        place = numbers - (self._ends - self._counts)[series]
        series_starts, series_ends = _starts_and_ends(self.boundaries)
        starts = self._firsts[series] - self.plan.skipped + place * self.plan.stride
        if self.plan.look_ahead and not self.plan.cold_start:
            starts = np.minimum(starts, series_ends[series] - self.plan.length)
        return Segments(self.plan, starts, series_starts[series], series_ends[series])

    def batches(self, size: int) -> Iterator[Segments]:
        """Yield the segments in order, ``size`` at a time."""
        for first in range(0, len(self), size):
            yield self[np.arange(first, min(first + size, len(self)))]

    @cached_property
    def _firsts(self) -> np.ndarray:
        """Return the first row that is to be estimated in each series."""
        starts, _ = _starts_and_ends(self.boundaries)
        return starts if self.cuts is None else self.cuts

    @cached_property
    def _counts(self) -> np.ndarray:
        """Return how many segments each series has, none where it has no rows."""
        plan, (_, series_ends) = self.plan, _starts_and_ends(self.boundaries)
        n_rows = series_ends - self._firsts
        if plan.cold_start or plan.look_ahead == 0:
            # The last segment may stick out of its series: what follows a row cannot
            # change its estimate.
            covered = plan.warm_up if plan.cold_start else 0
            counts = -(-np.maximum(n_rows - covered, 1) // plan.stride)
        else:
            # Estimates look ahead, so the last segment ends with its series, and
            # starts before it where the series is short.
            counts = -(-np.maximum(n_rows - plan.length, 0) // plan.stride) + 1
        return np.where(n_rows > 0, counts, 0)

    @cached_property
    def _ends(self) -> np.ndarray:
        """Return how many segments there are up to the end of each series."""
        return np.cumsum(self._counts)


def validation_cuts(boundaries: ArrayLike, fraction: float) -> np.ndarray:
    """Return the first row of the tail that is kept from training in each series.

    It is the row after the last where there is no tail. With a fraction above 0 some
    row is kept and, of two rows and more, some is not.
    """
    series_starts, series_ends = _starts_and_ends(boundaries)
    if fraction == 0:
        return series_ends
    n_rows = series_ends - series_starts
    n_kept = np.clip(np.rint(fraction * n_rows).astype(int), 0, n_rows - 1)
    if not n_kept.any():
        n_kept[n_rows == n_rows.max()] = 1
        # Where all series are single rows, the last of them is kept.
        n_kept[:-1] = np.minimum(n_kept[:-1], n_rows[:-1] - 1)
    return series_ends - n_kept


def draw_segments(
    plan: SegmentPlan,
    boundaries: ArrayLike,
    n_segments: int,
    rng: np.random.Generator,
    cuts: np.ndarray | None = None,
) -> Segments:
    """Draw segments, with replacement, each place of each series as likely as any.

    If cuts are given, no row from the cut of its series on is drawn.
    """
    series_starts, series_ends = _starts_and_ends(boundaries)
    if cuts is not None:
        has_rows = series_starts < cuts
        series_starts, series_ends = series_starts[has_rows], cuts[has_rows]
    firsts = series_starts - plan.skipped
    n_places = np.maximum(series_ends - plan.length - firsts, 0) + 1
    ends = np.cumsum(n_places)
    place = rng.integers(ends[-1], size=n_segments)
    series = np.searchsorted(ends, place, side="right")
    offset = place - (ends[series] - n_places[series])
    return Segments(
        plan, firsts[series] + offset, series_starts[series], series_ends[series]
    )


def tail_segments(
    plan: SegmentPlan, boundaries: ArrayLike, cuts: np.ndarray, max_segments: int
) -> Segments:
    """Return segments spread evenly over the tails of series.

    They may read rows of the same series before the cut, and estimate them only where
    a window is longer than the tail.
    """
    layout = Layout(plan, boundaries, cuts)
    n_segments = min(max_segments, len(layout))
    return layout[np.linspace(0, len(layout) - 1, n_segments).astype(int)]


def _starts_and_ends(boundaries: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Return the first row of each series, and the row after its last."""
    boundaries = np.asarray(boundaries)
    return boundaries[:-1], boundaries[1:]
