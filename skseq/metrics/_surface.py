"""Curves with soft label boundaries, for all thresholds and boundary widths at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from skseq._series.runs import Events, find_events
from skseq.metrics._events import Rows

# Far enough that no buffer reaches it, small enough that sums do not overflow
_NEVER = np.iinfo(np.int64).max // 4


@dataclass(frozen=True)
class Sweep:
    """Labels, and the first of the descending thresholds that flags each row."""

    # One histogram of ``first`` answers for every threshold.

    first: np.ndarray
    anomalous: np.ndarray
    events: Events
    rows: Rows
    n_thresholds: int

    @classmethod
    def at_ranks(
        cls, anomalous: np.ndarray, scores: np.ndarray, rows: Rows, n_thresholds: int
    ) -> Sweep:
        """Set the thresholds at equally spaced ranks of the scores."""
        # More thresholds than rows stand at every rank.
        ranks = np.arange(scores.size)
        if n_thresholds <= scores.size:
            ranks = np.linspace(0, scores.size - 1, n_thresholds).astype(int)
        # Thresholds fall, so their negatives rise, as searchsorted wants. Of equal ones
        # one is enough: there is no area between them.
        rising = np.unique(np.sort(-scores)[ranks])
        first = np.searchsorted(rising, -scores, side="left")
        events = find_events(anomalous, rows.boundaries)
        return cls(first, anomalous, events, rows, rising.size)

    def cumulate(self, first: np.ndarray) -> np.ndarray:
        """Count the given rows flagged at each threshold."""
        return np.cumsum(np.bincount(first, minlength=self.n_thresholds))


def surfaces(
    sweep: Sweep, buffers: Sequence[int]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Recall, false positive rate and precision, (n_buffers, n_thresholds) each."""
    n_rows, n_anomalous = sweep.first.size, np.count_nonzero(sweep.anomalous)
    n_flagged = sweep.cumulate(sweep.first)
    hit_rows = sweep.cumulate(sweep.first[sweep.anomalous])
    boundary, existence = _boundaries(sweep, list(buffers))
    positives = n_anomalous + boundary / 2
    true_positives = hit_rows + boundary
    recall = np.minimum(true_positives / positives, 1.0) * existence
    negatives = n_rows - positives
    fall_out = np.divide(
        n_flagged - true_positives,
        negatives,
        out=np.ones_like(negatives),
        where=negatives > 0,
    )
    return recall, fall_out, true_positives / n_flagged


def _boundaries(sweep: Sweep, buffers: list[int]) -> tuple[np.ndarray, np.ndarray]:
    """Degrees of the flagged boundary rows, and the share of events found."""
    # A row near two events counts fully, since each alone gives it at least sqrt(1/2);
    # near one, by its distance. So two tables suffice, whatever the number of events:
    # how many rows have a given distance and first threshold, and how many are near two
    # events. Both change by a few rows when the boundary grows by one.
    # No row is farther from an event than there are rows.
    reach = min(max(buffers) // 2, sweep.first.size)
    nearest, second, first = _boundary_rows(sweep, reach)
    enters = np.argsort(nearest, kind="stable")
    leaves = np.argsort(second, kind="stable")
    steps = np.arange(reach + 2)
    enter_at = np.searchsorted(nearest[enters], steps)
    leave_at = np.searchsorted(second[leaves], steps)
    by_distance = np.zeros((reach + 1, sweep.n_thresholds))
    near_two = np.zeros(sweep.n_thresholds)
    found = _FoundEvents(sweep)
    wanted = {buffer: i for i, buffer in enumerate(buffers)}
    boundary = np.empty((len(buffers), sweep.n_thresholds))
    existence = np.empty_like(boundary)
    share = np.empty(0)
    for half in range(reach + 1):
        new = enters[enter_at[half] : enter_at[half + 1]]
        by_distance[half] += np.bincount(first[new], minlength=sweep.n_thresholds)
        old = leaves[leave_at[half] : leave_at[half + 1]]
        np.subtract.at(by_distance, (nearest[old], first[old]), 1)
        near_two += np.bincount(first[old], minlength=sweep.n_thresholds)
        share = found.share_within(half)
        for buffer in (2 * half, 2 * half + 1):
            if buffer not in wanted:
                continue
            degrees = _degrees(half, max(buffer, 1))
            at_threshold = degrees @ by_distance[1 : half + 1] + near_two
            boundary[wanted[buffer]] = np.cumsum(at_threshold)
            existence[wanted[buffer]] = share
    # Wider ones reach the same rows, whose degrees alone still grow.
    wide = [buffer for buffer in buffers if buffer // 2 > reach]
    if wide:
        degrees = _degrees(reach, np.array(wide)[:, None])
        places = [wanted[buffer] for buffer in wide]
        boundary[places] = np.cumsum(degrees @ by_distance[1:] + near_two, axis=1)
        existence[places] = share
    return boundary, existence


def _degrees(half: int, buffer: int | np.ndarray) -> np.ndarray:
    """Return the degrees of rows at the distances 1, 2, ..., half from an event."""
    return np.sqrt(1 - np.arange(1, half + 1) / buffer)


def _boundary_rows(
    sweep: Sweep, reach: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Distances of the rows near an event to the nearest and second nearest event."""
    events, rows = sweep.events, sweep.rows
    edges = np.zeros(sweep.first.size + 1, dtype=np.int64)
    low = np.maximum(events.starts - reach, rows.starts[events.series])
    high = np.minimum(events.stops + reach, rows.stops[events.series])
    np.add.at(edges, low, 1)
    np.add.at(edges, high, -1)
    near = np.flatnonzero((np.cumsum(edges[:-1]) > 0) & ~sweep.anomalous)
    after = np.searchsorted(events.starts, near)
    series = rows.series_of(near)
    candidates = np.sort(
        [
            _distance(events, near, series, after + shift, before=shift < 0)
            for shift in (-2, -1, 0, 1)
        ],
        axis=0,
    )
    return candidates[0], candidates[1], sweep.first[near]


def _distance(
    events: Events,
    near: np.ndarray,
    series: np.ndarray,
    index: np.ndarray,
    before: bool,
) -> np.ndarray:
    """Rows from each row to the event of that index, if it is in the same series."""
    exists = (index >= 0) & (index < len(events))
    index = np.where(exists, index, 0)
    exists &= events.series[index] == series
    if before:
        distance = near - (events.stops[index] - 1)
    else:
        distance = events.starts[index] - near
    return np.where(exists, distance, _NEVER)


class _FoundEvents:
    """Share of the widened, merged events found, as the boundary grows row by row."""

    def __init__(self, sweep: Sweep) -> None:
        self.sweep = sweep
        self.events = sweep.events
        spans = np.column_stack([self.events.starts, self.events.stops]).ravel()
        # Reduceat takes every other span; the sentinel lets the last one end at n
        padded = np.append(sweep.first, sweep.n_thresholds)
        self.first = np.minimum.reduceat(padded, spans)[::2]
        same_series = np.diff(self.events.series) == 0
        gaps = self.events.starts[1:] - (self.events.stops[:-1] - 1)
        self.gaps = np.where(same_series, gaps, _NEVER)

    def share_within(self, half: int) -> np.ndarray:
        """Share found with boundaries of 0, 1, 2, ... rows, asked for in this order."""
        events, rows = self.events, self.sweep.rows
        low = np.maximum(events.starts - half, rows.starts[events.series])
        high = np.minimum(events.stops - 1 + half, rows.stops[events.series] - 1)
        for edge in (low, high):
            np.minimum(self.first, self.sweep.first[edge], out=self.first)
        leaders = np.flatnonzero(np.r_[True, self.gaps > 2 * half])
        merged = np.minimum.reduceat(self.first, leaders)
        return self.sweep.cumulate(merged) / leaders.size
