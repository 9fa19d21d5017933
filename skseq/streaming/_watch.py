"""One series and its alarm: what a row changes, and what is carried to the next one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypedDict

import numpy as np

from skseq._model.alarms import AlarmPolicy, main_columns
from skseq._model.p_values import severities


class AlarmChange(TypedDict):
    """What has become of an alarm: an event of ``predict_events`` so far."""

    change: Literal["opened", "escalated", "closed"]
    series: Any
    start: Any
    end: Any
    peak: Any
    peak_score: float
    severity: float
    columns: list[str]
    start_row: int
    stop_row: int


def named(change: AlarmChange, series: Any) -> AlarmChange:
    """Return a change in the alarms of a series of this name."""
    return {**change, "series": series}


@dataclass
class Row:
    """A row: its number in its series, its time if it has one, and its score.

    ``own`` is the error that makes it the peak, ``parts`` are those of the columns.
    """

    number: int
    time: Any
    score: float
    own: float
    parts: np.ndarray


@dataclass
class Tally:
    """The worst of some rows, and the sum of the parts of their columns."""

    own: float
    peak: int
    time: Any
    parts: np.ndarray

    def add(self, other: Tally) -> None:
        """Count other rows, too."""
        if other.own > self.own:
            self.own, self.peak, self.time = other.own, other.peak, other.time
        self.parts = self.parts + other.parts


@dataclass
class Run:
    """Rows that may be an alarm: they are below the threshold, or held by it."""

    start: int
    stop: int
    start_time: Any
    end_time: Any
    score: float  # the lowest
    tally: Tally
    gap: Tally | None = None  # of rows since, which count if the run goes on
    reported: float | None = None  # its score when it was last reported, if it was


@dataclass
class Watch:
    """What is known of a series in which something is going on."""

    run: Run | None = None
    is_held: bool = False
    last: tuple[int, float] | None = None  # Stop and lowest score of the last alarm

    @property
    def is_open(self) -> bool:
        """Whether an alarm is open that was reported."""
        return self.run is not None and self.run.reported is not None


@dataclass(frozen=True)
class Watcher:
    """A policy, and what reports need."""

    policy: AlarmPolicy
    names: list[str]  # of the columns; none where they are unknown

    def step(self, watch: Watch, row: Row, offset: float) -> list[AlarmChange]:
        """Take note of a row, and return what it changes."""
        policy, found = self.policy, []
        is_below = row.score < offset
        # Between the threshold and its release a row is what the row before it was.
        is_between = row.score < policy.release * offset
        watch.is_held = is_below or (is_between and watch.is_held)
        run = watch.run
        if run is not None and row.number - run.stop >= policy.max_gap + watch.is_held:
            found += self.close(watch, offset)
            run = None
        if watch.is_held:
            run = _grown(run, row)
        elif run is not None:
            _count_gap(run, row)
        watch.run = run
        if not watch.is_held or run is None:
            return found
        if run.reported is None:
            change = "opened" if self._opens(watch, run) else None
        else:
            is_worse = run.score < policy.escalation * run.reported
            change = "escalated" if is_worse else None
        if change is not None:
            run.reported = run.score
            found.append(self.report(change, run, offset))
        return found

    def close(self, watch: Watch, offset: float) -> list[AlarmChange]:
        """End the run of a series, and return what that changes."""
        run, watch.run = watch.run, None
        if run is None or run.reported is None:
            return []
        watch.last = run.stop, run.score
        return [self.report("closed", run, offset)]

    def is_over(self, watch: Watch, row: int) -> bool:
        """Tell whether nothing is left that a row after this one depends on."""
        is_resting = (
            watch.last is not None and row + 1 - watch.last[0] < self.policy.rest
        )
        return watch.run is None and not watch.is_held and not is_resting

    def report(
        self, change: Literal["opened", "escalated", "closed"], run: Run, offset: float
    ) -> AlarmChange:
        """Return what is said of an alarm; its series has no name yet."""
        peak = run.tally
        return {
            "change": change,
            "series": None,
            "start": _label(run.start_time, run.start),
            "end": _label(run.end_time, run.stop - 1),
            "peak": _label(peak.time, peak.peak),
            "peak_score": run.score,
            "severity": float(severities(np.array(run.score), offset)),
            "columns": main_columns(peak.parts, self.names),
            "start_row": run.start,
            "stop_row": run.stop,
        }

    def _opens(self, watch: Watch, run: Run) -> bool:
        """Tell whether rows are an alarm: long enough, and rested or far worse."""
        if run.stop - run.start < self.policy.min_length:
            return False
        if watch.last is None:
            return True
        stop, score = watch.last
        is_rested = run.start - stop >= self.policy.rest
        return is_rested or run.score < self.policy.escalation * score


def _grown(run: Run | None, row: Row) -> Run:
    """Return a run that ends with a row, and counts the rows of the gap before it."""
    tally = Tally(row.own, row.number, row.time, row.parts)
    if run is None:
        stop, time = row.number + 1, row.time
        return Run(row.number, stop, time, time, row.score, tally)
    if run.gap is not None:
        run.tally.add(run.gap)
        run.gap = None
    run.tally.add(tally)
    run.stop, run.end_time = row.number + 1, row.time
    run.score = min(run.score, row.score)
    return run


def _count_gap(run: Run, row: Row) -> None:
    """Keep what a normal row adds to a run that may go on."""
    tally = Tally(row.own, row.number, row.time, row.parts)
    if run.gap is None:
        run.gap = tally
    else:
        run.gap.add(tally)


def _label(time: Any, number: int) -> Any:
    """Return the time of a row, its number if it has none."""
    return number if time is None or time != time else time
