"""Segments: where the runs of rows that a network reads lie in series.

Segments are gathered from a series by index, batch by batch: no array of all of them is
ever made.
"""

import itertools
from dataclasses import dataclass

import numpy as np

from skseq._plans import SegmentPlan


@dataclass(frozen=True)
class Segments:
    """Where the segments of one or more series lie.

    Segment ``i`` holds rows ``starts[i]`` to ``starts[i] + plan.length - 1``. A row
    before ``lows[i]`` repeats row ``lows[i]`` and one from ``highs[i]`` on repeats row
    ``highs[i] - 1``: nothing is read across the border of a series.

    Parameters
    ----------
    plan : SegmentPlan
        The plan that was followed.
    starts, lows, highs : ndarray of shape (n_segments,)
        First row of each segment, first row of its series, and the row after the last
        of its series.
    """

    plan: SegmentPlan
    starts: np.ndarray
    lows: np.ndarray
    highs: np.ndarray

    def __len__(self):
        return len(self.starts)

    def rows(self):
        """Return the row that each place of each segment reads.

        Returns
        -------
        rows : ndarray of shape (n_segments, length)
            Indices into the series.
        """
        rows = self.starts[:, None] + np.arange(self.plan.length)
        return np.clip(rows, self.lows[:, None], self.highs[:, None] - 1)

    def estimated_places(self):
        """Return between which places of its payload each estimate is made.

        Returns
        -------
        first, stop : ndarray of int of shape (n_segments, n_estimates)
            Places within the series, where the network has read as much as the horizon
            asks for and, in all but the first segment of a series, no longer warms up.
            There are none where ``stop`` is not above ``first``.
        """
        plan, late = self.plan, np.array(self.plan.lateness)
        # Rows of a segment that its series has.
        before, after = self.lows - self.starts, self.highs - self.starts
        # An estimate is known when its row has been reached, or later.
        warm_up = plan.warm_up * (plan.cold_start & (before != 0))
        first = np.maximum(warm_up[:, None] - late, before[:, None])
        stop = np.minimum(after, plan.length)[:, None] - late
        return np.maximum(first - plan.skipped, 0), stop - plan.skipped

    def estimated(self):
        """Return which of its rows each payload estimates.

        Returns
        -------
        estimated : ndarray of bool of shape (n_segments, payload, n_estimates)
            Whether a place is one of the :meth:`estimated_places`.
        """
        # Small numbers compare several times as fast.
        first, stop = (
            each.astype(np.int32)[:, None] for each in self.estimated_places()
        )
        places = np.arange(self.plan.payload, dtype=np.int32)[:, None]
        return (places >= first) & (places < stop)

    def payload_rows(self):
        """Return the row that each place of each payload estimates.

        Returns
        -------
        rows : ndarray of shape (n_segments, payload, n_estimates)
            Indices into the series, -1 where nothing is :meth:`estimated`.
        """
        places = np.arange(self.plan.skipped, self.plan.length)
        rows = self.starts[:, None] + places
        return np.where(self.estimated(), rows[:, :, None], -1)

    def runs(self):
        """Return where segments of one series follow each other at the stride.

        Returns
        -------
        runs : list of slice
            Together they are all segments, in order.
        """
        if len(self) == 1:
            return [slice(0, 1)]
        follows = np.diff(self.starts) == self.plan.stride
        follows &= np.diff(self.lows) == 0
        ends = [0, *(np.flatnonzero(~follows) + 1), len(self)]
        return [slice(*pair) for pair in itertools.pairwise(ends)]

    def payload_weights(self, counted=None):
        """Return 1 for each estimate of a value that counts, 0 for the others.

        Parameters
        ----------
        counted : ndarray of bool of shape (n_rows, 1) or (n_rows, n_features), \
                default=None
            Which values count, of each row or of each column, too; None = all.

        Returns
        -------
        weights : ndarray of dtype float32 and shape \
                (n_segments, length, n_estimates, 1 or n_features)
            0 where nothing is :meth:`estimated`.
        """
        shape = len(self), self.plan.length, len(self.plan.horizons), 1
        weights = np.zeros(shape, dtype=np.float32)
        weights[:, self.plan.skipped :, :, 0] = self.estimated()
        if counted is not None:
            weights = weights * counted[self.rows()][:, :, None]
        return weights


class Layout:
    """Segments laid over whole series so that every row is estimated.

    They are computed when asked for, so a layout takes no memory of its own.

    Parameters
    ----------
    plan : SegmentPlan
        The plan to follow.
    borders : array-like of int of shape (n_series + 1,)
        First row of each series, then the number of rows.
    """

    def __init__(self, plan, borders):
        borders = np.asarray(borders)
        self._lay(plan, borders[:-1], borders[1:])

    @classmethod
    def _over(cls, plan, lows, highs):
        """Lay segments over runs of rows that need not follow each other."""
        layout = cls.__new__(cls)
        layout._lay(plan, lows, highs)
        return layout

    def _lay(self, plan, lows, highs):
        self.plan = plan
        self._lows, self._highs = lows, highs
        n_rows = self._highs - self._lows
        if plan.cold_start or plan.look_ahead == 0:
            # The last segment may stick out of its series: what follows a row cannot
            # change its estimate.
            covered = plan.warm_up if plan.cold_start else 0
            counts = -(-np.maximum(n_rows - covered, 1) // plan.stride)
        else:
            # Estimates look ahead, so the last segment ends with its series, and
            # starts before it where the series is short.
            counts = -(-np.maximum(n_rows - plan.length, 0) // plan.stride) + 1
        self._ends = np.cumsum(counts)
        self._counts = counts

    def __len__(self):
        return int(self._ends[-1])

    def __getitem__(self, numbers):
        """Return the segments of the given numbers, in that order."""
        numbers = np.asarray(numbers)
        series = np.searchsorted(self._ends, numbers, side="right")
        place = numbers - (self._ends - self._counts)[series]
        lows, highs = self._lows[series], self._highs[series]
        starts = lows - self.plan.skipped + place * self.plan.stride
        if self.plan.look_ahead and not self.plan.cold_start:
            starts = np.minimum(starts, highs - self.plan.length)
        return Segments(self.plan, starts, lows, highs)

    def batches(self, size):
        """Yield the segments in order, ``size`` at a time."""
        for first in range(0, len(self), size):
            yield self[np.arange(first, min(first + size, len(self)))]


def validation_cuts(borders, fraction):
    """Return where the tail begins that is kept from training in each series.

    Parameters
    ----------
    borders : array-like of int of shape (n_series + 1,)
        First row of each series, then the number of rows.
    fraction : float
        Share of the rows of each series to keep, at least 0.

    Returns
    -------
    cuts : ndarray of int of shape (n_series,)
        First row of each tail; the row after the last where there is none. With a
        fraction above 0 some row is kept and, of two rows and more, some is not.
    """
    borders = np.asarray(borders)
    lows, highs = borders[:-1], borders[1:]
    if fraction == 0:
        return highs
    n_rows = highs - lows
    n_kept = np.clip(np.rint(fraction * n_rows).astype(int), 0, n_rows - 1)
    if not n_kept.any():
        n_kept[n_rows == n_rows.max()] = 1
        # Where all series are single rows, the last of them is kept.
        n_kept[:-1] = np.minimum(n_kept[:-1], n_rows[:-1] - 1)
    return highs - n_kept


def draw_segments(plan, borders, n_segments, rng, cuts=None):
    """Draw segments at random, each place of each series as likely as any other.

    Parameters
    ----------
    plan : SegmentPlan
        The plan to follow.
    borders : array-like of int of shape (n_series + 1,)
        First row of each series, then the number of rows.
    n_segments : int
        How many segments to draw, with replacement.
    rng : numpy.random.Generator
        Source of randomness.
    cuts : ndarray of int of shape (n_series,), default=None
        If given, no row from the cut of its series on is drawn.

    Returns
    -------
    segments : Segments
        The drawn segments.
    """
    lows = np.asarray(borders[:-1])
    highs = np.asarray(borders[1:] if cuts is None else cuts)
    lows, highs = lows[lows < highs], highs[lows < highs]
    firsts = lows - plan.skipped
    n_places = np.maximum(highs - plan.length - firsts, 0) + 1
    ends = np.cumsum(n_places)
    place = rng.integers(ends[-1], size=n_segments)
    series = np.searchsorted(ends, place, side="right")
    offset = place - (ends[series] - n_places[series])
    return Segments(plan, firsts[series] + offset, lows[series], highs[series])


def tail_segments(plan, borders, cuts, n_segments):
    """Choose segments spread evenly over the tails of series.

    Parameters
    ----------
    plan : SegmentPlan
        The plan to follow.
    borders : array-like of int of shape (n_series + 1,)
        First row of each series, then the number of rows.
    cuts : ndarray of int of shape (n_series,)
        First row of each tail, see :func:`validation_cuts`.
    n_segments : int
        How many segments to choose at most.

    Returns
    -------
    segments : Segments
        Segments of the tails. They may read rows of the same series before the cut,
        and estimate them only where a window is longer than the tail.
    """
    borders = np.asarray(borders)
    lows, highs = borders[:-1], borders[1:]
    kept = cuts < highs
    layout = Layout._over(plan, cuts[kept], highs[kept])
    n_segments = min(n_segments, len(layout))
    chosen = layout[np.linspace(0, len(layout) - 1, n_segments).astype(int)]
    series = np.searchsorted(lows, chosen.lows, side="right") - 1
    return Segments(plan, chosen.starts, lows[series], chosen.highs)
