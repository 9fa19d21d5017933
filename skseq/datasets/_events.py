"""Where the events of a generated series lie, and how they are put into it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np

from skseq.datasets._inject import anomalous_values

# These start where a cycle starts.
_WHOLE_CYCLES = "missing_beat", "holiday"

Lengths = Mapping[str, tuple[float, float]]


class PlannedEvent(NamedTuple):
    """An event to come."""

    start: int
    length: int
    kind: str

    def described(self, columns: Iterable[int]) -> dict[str, Any]:
        """Return the event as users read it."""
        return {
            "start": int(self.start),
            "stop": int(self.start + self.length),
            "kind": self.kind,
            "columns": tuple(int(c) for c in columns),
        }


def plan_events(
    n_timestamps: int,
    n_train: int,
    period: int,
    kinds: list[str],
    n_anomalies: int,
    lengths: Lengths,
    rng: np.random.RandomState,
) -> list[PlannedEvent]:
    """Draw the events in time order.

    ``lengths`` are the shortest and the longest event of each kind, in periods.
    """
    # The room that events may take does not depend on the seed, so that parameters that
    # work with one seed work with all.
    if n_anomalies == 0:
        return []
    kinds = [kinds[i % len(kinds)] for i in range(n_anomalies)]
    ranges = [_length_range(lengths[kind], period) for kind in kinds]
    rooms = [
        # An event of whole cycles starts where a cycle starts, up to a period later.
        longest + period - 1 if kind in _WHOLE_CYCLES else longest
        for kind, (_, longest) in zip(kinds, ranges, strict=True)
    ]
    needed = n_train + sum(rooms) + (n_anomalies + 1) * period
    if needed > n_timestamps:
        raise ValueError(
            f"n_anomalies={n_anomalies} with period={period} and {n_train} rows before "
            f"the first need n_timestamps={needed}, got {n_timestamps}; ask for fewer "
            "anomalies or more rows."
        )
    spare = rng.randint(0, n_timestamps - needed + 1, size=n_anomalies)
    planned, row = [], n_train
    order = rng.permutation(n_anomalies)
    for i, extra in zip(order, np.diff(np.sort(spare), prepend=0), strict=True):
        row += period + extra
        low, high = ranges[i]
        length = rng.randint(low, high + 1)
        if kinds[i] in _WHOLE_CYCLES:
            start = -(-row // period) * period
        else:
            start = row + rng.randint(0, rooms[i] - length + 1)
        planned.append(PlannedEvent(start, length, kinds[i]))
        row += rooms[i]
    return planned


def put_event(
    X: np.ndarray,
    clean: np.ndarray,
    kept: np.ndarray,
    event: PlannedEvent,
    period: int,
    strength: float,
    rng: np.random.RandomState,
) -> dict[str, Any]:
    """Put an event into X, computed from the clean series; describe it.

    ``kept`` is the part of the clean series that the event does not change.
    """
    start, length, kind = event
    rows = slice(start, start + length)
    columns, values = anomalous_values(
        clean - kept, kind, start, length, period, strength, rng
    )
    X[rows, columns] = values + kept[rows][:, columns]
    return event.described(columns)


def labels_of(events: list[dict[str, Any]], n_timestamps: int) -> np.ndarray:
    """Return 1 in the rows of events, else 0."""
    y = np.zeros(n_timestamps, dtype=np.int64)
    for event in events:
        y[event["start"] : event["stop"]] = 1
    return y


def _length_range(cycles: tuple[float, float], period: int) -> tuple[int, int]:
    """Return the shortest and the longest length of an event in rows."""
    low, high = (max(1, round(part * period)) for part in cycles)
    return low, high
