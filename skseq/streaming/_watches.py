"""The alarms of many streams, of which few have any: by the places of their states."""

from __future__ import annotations

from typing import Any

import numpy as np

from skseq._streaming import Scored
from skseq._streaming.pipeline import Pipeline
from skseq.streaming._alarms import AlarmPolicy
from skseq.streaming._read import Table
from skseq.streaming._thresholds import Thresholds
from skseq.streaming._watch import AlarmChange, Row, Run, Tally, Watch, Watcher

# How the names of these parts of states begin.
PREFIX = "alarms/"
# Places of times in states: of the start, end and peak of a run, and of its gap's peak.
START, END, PEAK, GAP = range(4)


class Watches:
    """Streams in which something is going on, each with its :class:`Watch`."""

    def __init__(
        self, alarms: AlarmPolicy, table: Table, pipeline: Pipeline, offset: float
    ) -> None:
        self._watcher = Watcher(alarms._policy, table.column_names)
        self._thresholds: Thresholds[int] = Thresholds(alarms.offset, offset)
        self._pipeline = pipeline
        self.found: dict[int, Watch] = {}
        self._is_watched = np.zeros(0, dtype=bool)

    def make_room(self, n: int) -> None:
        """Have room for ``n`` streams."""
        room = np.zeros(n - len(self._is_watched), dtype=bool)
        self._is_watched = np.concatenate([self._is_watched, room])

    def go_on(self, other: Watches) -> None:
        """Have go on what goes on in the streams of another model."""
        self.found, self._is_watched = other.found, other._is_watched
        self._thresholds = self._thresholds.moved(other._thresholds)

    def is_quiet(self, place: int, scored: Scored) -> bool:
        """Tell whether nothing goes on in a stream, and its row is normal."""
        if self._thresholds.rule is not None:
            return False
        offset = self._thresholds.of(place)
        return not (scored.evidence[0] < offset or self._is_watched[place])

    def step(
        self,
        places: np.ndarray,
        numbers: np.ndarray,
        times: np.ndarray | None,
        scored: Scored,
    ) -> tuple[np.ndarray, list[tuple[int, AlarmChange]]]:
        """Return in which streams an alarm is open, and what a row of each changes.

        Changes are those of the stream of a number among them.
        """
        is_open, changes = np.zeros(len(places), dtype=bool), []
        offsets = self._thresholds.of_many(places.tolist())
        scores = self._alarming(scored, offsets)
        is_going = (scores < offsets) | self._is_watched[places]
        some = np.flatnonzero(is_going)
        if len(some):
            rows = self._rows(some, numbers, times, scores, scored)
            for number, row in zip(some.tolist(), rows, strict=True):
                place = int(places[number])
                watch = self._of(place)
                found = self._watcher.step(watch, row, self._thresholds.of(place))
                changes += [(number, change) for change in found]
                is_open[number] = watch.is_open
        if self._thresholds.rule is not None:
            for place, score in zip(places.tolist(), scored.scores, strict=True):
                self._thresholds.take(place, float(score), self.found.get(place))
        for number in some.tolist():
            place = int(places[number])
            if self._watcher.is_over(self.found[place], int(numbers[number])):
                self._leave(place)
        return is_open, changes

    def close(self, place: int) -> list[AlarmChange]:
        """Return what changes because the series of a stream ends."""
        watch = self.found.get(place)
        if watch is None:
            return []
        return self._watcher.close(watch, self._thresholds.of(place))

    def drop(self, places: Any) -> None:
        """Begin some streams anew."""
        for place in places:
            self._leave(place)
            self._thresholds.forget(place)

    def open_alarm(self, place: int) -> AlarmChange | None:
        """Return the alarm that is open in a stream, if one is."""
        watch = self.found.get(place)
        if watch is None or watch.run is None or not watch.is_open:
            return None
        return self._watcher.report("opened", watch.run, self._thresholds.of(place))

    def packed(self, places: list[int], time_type: Any) -> dict[str, np.ndarray]:
        """Return what goes on in some streams as arrays, zeros where nothing does."""
        n, n_features = len(places), self._pipeline.n_features
        arrays = {
            "flags": np.zeros((n, 4), dtype=bool),
            "rows": np.zeros((n, 5), dtype=np.int64),
            "values": np.zeros((n, 5)),
            "parts": np.zeros((n, 2, n_features)),
        }
        if time_type is not None:
            arrays["times"] = no_times((n, 4), time_type)
        for number, place in enumerate(places):
            if place in self.found:
                _pack(self.found[place], number, arrays)
        arrays |= self._thresholds.packed(places)
        return {PREFIX + name: array for name, array in arrays.items()}

    def put(self, places: list[int], states: dict[str, np.ndarray]) -> None:
        """Have go on in some streams what arrays say."""
        arrays = {name.removeprefix(PREFIX): x for name, x in states.items()}
        self.drop(places)
        self._thresholds.put(places, arrays)
        for number, place in enumerate(places):
            watch = _unpacked(number, arrays)
            if watch.run is not None or watch.is_held or watch.last is not None:
                self.found[place], self._is_watched[place] = watch, True

    def _of(self, place: int) -> Watch:
        """Return what goes on in a stream from now on."""
        if place not in self.found:
            self.found[place] = Watch()
            self._is_watched[place] = True
        return self.found[place]

    def _leave(self, place: int) -> None:
        """Have nothing go on in a stream."""
        self._is_watched[place] = False
        self.found.pop(place, None)

    def _alarming(self, scored: Scored, offsets: np.ndarray | float) -> np.ndarray:
        """Return the scores that make alarms: rows without one are normal."""
        lacks = np.isnan(scored.scores)
        if not lacks.any():
            return scored.scores
        return np.where(lacks, np.maximum(scored.evidence, offsets), scored.scores)

    def _rows(
        self,
        some: np.ndarray,
        numbers: np.ndarray,
        times: np.ndarray | None,
        scores: np.ndarray,
        scored: Scored,
    ) -> list[Row]:
        """Return the rows of some of the streams, with what made their scores."""
        own, shares = self._pipeline.explained(scored, some)
        parts = -scores[some, None] * shares
        return [
            Row(
                int(numbers[number]),
                None if times is None else _plain(times[number]),
                float(scores[number]),
                float(error),
                part.copy(),
            )
            for number, error, part in zip(some.tolist(), own, parts, strict=True)
        ]


def no_times(shape: tuple[int, ...], time_type: np.dtype) -> np.ndarray:
    """Return NaT, or NaN."""
    nothing = np.full(shape, "NaT" if time_type.kind in "mM" else np.nan)
    return nothing.astype(time_type)


def _plain(time: Any) -> Any:
    """Return a time as it is, and a number as one of Python."""
    return time.item() if isinstance(time, np.floating) else time


def _pack(watch: Watch, number: int, arrays: dict[str, np.ndarray]) -> None:
    """Write what goes on in a stream into arrays of many."""
    flags, rows, values = (arrays[name][number] for name in ("flags", "rows", "values"))
    flags[0] = watch.is_held
    if watch.last is not None:
        flags[1], rows[0], values[0] = True, *watch.last
    run = watch.run
    if run is None:
        return
    rows[1:4], values[1:3] = (run.start, run.stop, run.tally.peak), run.score
    values[2] = run.tally.own
    flags[2], values[3] = run.reported is not None, run.reported or 0.0
    arrays["parts"][number, 0] = run.tally.parts
    times = [run.start_time, run.end_time, run.tally.time, None]
    if run.gap is not None:
        flags[3], rows[4], values[4] = True, run.gap.peak, run.gap.own
        arrays["parts"][number, 1], times[GAP] = run.gap.parts, run.gap.time
    if "times" in arrays:
        for place, time in enumerate(times):
            if time is not None:
                arrays["times"][number, place] = time


def _unpacked(number: int, arrays: dict[str, np.ndarray]) -> Watch:
    """Return what goes on in one of many streams."""
    flags = arrays["flags"][number].tolist()
    rows, values = arrays["rows"][number].tolist(), arrays["values"][number].tolist()
    parts = arrays["parts"][number].copy()
    times = [None] * 4
    if "times" in arrays:
        times = [_plain(time) for time in arrays["times"][number]]
    is_held, has_last, is_reported, has_gap = flags
    watch = Watch(None, is_held, (rows[0], values[0]) if has_last else None)
    _, start, stop, peak, gap_peak = rows
    if stop:
        watch.run = Run(
            start,
            stop,
            times[START],
            times[END],
            values[1],
            Tally(values[2], peak, times[PEAK], parts[0]),
            Tally(values[4], gap_peak, times[GAP], parts[1]) if has_gap else None,
            values[3] if is_reported else None,
        )
    return watch
