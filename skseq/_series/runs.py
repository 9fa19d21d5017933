"""Events: maximal runs of anomalous rows, none across the boundary of two series."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Events:
    """Half-open row ranges of events, in row order, and the number of their series."""

    starts: np.ndarray
    stops: np.ndarray
    series: np.ndarray

    def __len__(self) -> int:
        return len(self.starts)

    @property
    def lengths(self) -> np.ndarray:
        """Number of rows of each event."""
        return self.stops - self.starts

    def hit_by(self, flagged: np.ndarray) -> np.ndarray:
        """Say of each event whether any of its rows is flagged."""
        before = np.concatenate([[0], np.cumsum(flagged)])
        return before[self.stops] > before[self.starts]

    def overlaps_with(self, others: Events) -> tuple[np.ndarray, np.ndarray]:
        """Return the first and the last (exclusive) of the others that each touches."""
        first = np.searchsorted(others.stops, self.starts, side="right")
        return first, np.searchsorted(others.starts, self.stops, side="left")


def find_events(
    anomalous: np.ndarray,
    boundaries: np.ndarray,
    *,
    max_gap: int = 0,
    min_length: int = 1,
) -> Events:
    """Return the runs of True within each series.

    Runs with at most ``max_gap`` normal rows between them are one event; events of
    fewer than ``min_length`` rows, those of their gaps included, are left out.
    """
    is_first = np.zeros(len(anomalous) + 1, dtype=bool)
    is_first[boundaries] = True
    starts_run = anomalous.copy()
    starts_run[1:] &= ~anomalous[:-1] | is_first[1:-1]
    ends_run = anomalous.copy()
    ends_run[:-1] &= ~anomalous[1:] | is_first[1:-1]
    starts, stops = np.flatnonzero(starts_run), np.flatnonzero(ends_run) + 1
    series = np.searchsorted(boundaries, starts, side="right") - 1
    is_joined = (starts[1:] - stops[:-1] <= max_gap) & (series[1:] == series[:-1])
    is_start = np.r_[True, ~is_joined][: len(starts)]
    starts, series = starts[is_start], series[is_start]
    stops = stops[np.r_[~is_joined, True][: len(stops)]]
    is_long = stops - starts >= min_length
    return Events(starts[is_long], stops[is_long], series[is_long])
