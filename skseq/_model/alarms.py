"""From scores of rows to alarms: when one begins, lasts, and is worth another."""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Integral, Real

import numpy as np

from skseq._series.runs import Events, find_events

# Columns are named until they make this share of the error of an event.
NAMED_SHARE = 0.8


@dataclass(frozen=True)
class AlarmPolicy:
    """What makes scores alarms, with defaults that alarm whatever ``predict`` marks.

    All that it looks at lies in the past of an alarm's last row, so a stream of rows
    gives the same alarms as a series at once.
    """

    max_gap: int = 0  # Most normal rows inside an alarm
    min_length: int = 1  # Fewest rows of an alarm
    release: float = 1.0  # Share of the threshold above which a row ends an alarm
    rest: int = 0  # Rows after an alarm in which no other is raised, ...
    escalation: float = 2.0  # ... unless its peak is so many times worse

    def alarms(
        self, scores: np.ndarray, offset: float, boundaries: np.ndarray
    ) -> Events:
        """Return the alarms of series by the scores of their rows."""
        events = find_events(
            held(scores, offset, self.release * offset, boundaries),
            boundaries,
            max_gap=self.max_gap,
            min_length=self.min_length,
        )
        return rested(events, scores, self.rest, self.escalation)


def alarm_policy(
    *, max_gap: int, min_length: int, release: float, rest: int, escalation: float
) -> AlarmPolicy:
    """Return the policy, or raise an error that names the option that is wrong."""
    n_rows = {"max_gap": (max_gap, 0), "min_length": (min_length, 1), "rest": (rest, 0)}
    for name, (value, minimum) in n_rows.items():
        if not isinstance(value, Integral) or value < minimum:
            raise ValueError(
                f"{name} must be an int of at least {minimum}, got {value!r}: give a "
                "number of rows."
            )
    if not isinstance(release, Real) or not 0 < release <= 1:
        raise ValueError(
            f"release must be above 0 and at most 1, got {release!r}: give a share of "
            "the threshold."
        )
    if not isinstance(escalation, Real) or not escalation >= 1:
        raise ValueError(
            f"escalation must be at least 1, got {escalation!r}: give a multiple of "
            "the lowest score of the event before."
        )
    return AlarmPolicy(max_gap, min_length, release, rest, escalation)


def held(
    scores: np.ndarray, opens: float, closes: float, boundaries: np.ndarray
) -> np.ndarray:
    """Tell which rows lie between one below ``opens`` and the next above ``closes``.

    Where both are the same it is the rows below it.
    """
    below = scores < opens
    # The last row that says one or the other, or the first of a series.
    decides = below | ~(scores < closes)
    decides[boundaries[:-1]] = True
    last = np.maximum.accumulate(np.where(decides, np.arange(len(scores)), 0))
    return below[last]


def rested(events: Events, scores: np.ndarray, rest: int, escalation: float) -> Events:
    """Leave out events in the rest after one before, unless they are far worse."""
    if rest == 0 or len(events) < 2:
        return events
    # The ends of events and of their gaps, in turn: every second minimum is a peak.
    ends = np.column_stack([events.starts, events.stops]).ravel()
    peaks = -np.minimum.reduceat(np.append(scores, np.inf), ends)[::2]
    kept = np.zeros(len(events), dtype=bool)
    last = 0
    for number in range(len(events)):
        kept[number] = (
            number == 0
            or events.series[number] != events.series[last]
            or events.starts[number] - events.stops[last] >= rest
            or peaks[number] > escalation * peaks[last]
        )
        last = number if kept[number] else last
    return Events(events.starts[kept], events.stops[kept], events.series[kept])


def main_columns(parts: np.ndarray, names: list[str]) -> list[str]:
    """Return the names of the columns that make most of an event, the largest first.

    ``parts`` are those of the scores of its rows; without names or parts there are
    none.
    """
    if not names or not len(parts):
        return []
    order = np.argsort(-parts, kind="stable")
    reached = np.cumsum(parts[order]) >= NAMED_SHARE * parts.sum()
    return [names[number] for number in order[: int(np.argmax(reached)) + 1]]
