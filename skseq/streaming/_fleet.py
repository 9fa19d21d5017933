"""The states of many streams, and rows given to any of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from skseq._forward.arrays import State
from skseq._streaming import Pipeline, Scored, StreamModel
from skseq._streaming.at import At, write_ring
from skseq._streaming.pipeline import MISSING
from skseq._streaming.states import flat, joined, nested, put, taken
from skseq.streaming._alarms import AlarmPolicy
from skseq.streaming._read import Table
from skseq.streaming._watch import AlarmChange
from skseq.streaming._watches import PREFIX, Watches, no_times

# Streams for which there is room at first; there is twice as much when it is full.
FIRST_ROOM = 1
# Streams that are taken one row further at a time: more would not fit into the caches.
AT_A_TIME = 1024
# Parts of states that are there only once they are needed.
LATER = f"{MISSING}/", "time", PREFIX


@dataclass
class Pushed:
    """What comes of rows: their scores, and what they change in alarms."""

    scores: np.ndarray
    is_open: np.ndarray  # whether an alarm is, after a row
    changes: list[tuple[int, AlarmChange]] = field(default_factory=list)  # by the row

    @classmethod
    def none(cls, n: int) -> Pushed:
        """Return what comes of rows that have not been pushed."""
        return cls(np.full(n, np.nan), np.zeros(n, dtype=bool))


class Fleet:
    """Streams of one model, each with its state in a place of its own.

    Besides what scores are made of, a state has the number of rows so far (``place``,
    and ``before`` those of another model), the last ``keep_rows`` rows, and the last
    time once rows have one.
    """

    def __init__(
        self, model: StreamModel, table: Table, alarms: AlarmPolicy, keep_rows: int
    ) -> None:
        self._pipeline = Pipeline(model)
        self.watches = Watches(alarms, table, self._pipeline, model.offset)
        self.watches.make_room(FIRST_ROOM)
        self._keep_rows = keep_rows
        self.n_rooms = FIRST_ROOM
        self.state: Any = self._new(FIRST_ROOM)
        self._fresh = self._new(1)

    def make_room(self, n: int) -> None:
        """Have room for at least ``n`` streams."""
        if n > self.n_rooms:
            n_rooms = max(n, 2 * self.n_rooms)
            self.state = joined(self.state, self._new(n_rooms - self.n_rooms))
            self.n_rooms = n_rooms
            self.watches.make_room(n_rooms)

    def begin(self, places: np.ndarray) -> None:
        """Begin new series in some places."""
        put(self.state, places, self._fresh)
        self.watches.drop(places.tolist())

    def taken(self, places: np.ndarray) -> dict[str, np.ndarray]:
        """Return copies of the states of some streams."""
        time = self.state["time"].dtype if "time" in self.state else None
        arrays = flat(taken(self.state, places))
        return arrays | self.watches.packed(places.tolist(), time)

    def times(self, places: np.ndarray, dtype: np.dtype) -> np.ndarray:
        """Return the last times of streams, which are of this type from now on.

        Their unit is that of the first ones.
        """
        if "time" not in self.state:
            self.state["time"] = no_times((self.n_rooms,), dtype)
            self._fresh = self._new(1)
        elif self.state["time"].dtype.kind != dtype.kind:
            raise ValueError(
                f"the index of X holds {dtype}, but that of earlier rows held "
                f"{self.state['time'].dtype}: give the same kind of times."
            )
        return self.state["time"][places]

    def know_missing(self) -> None:
        """Have states know which values were missing, from now on."""
        if MISSING not in self.state:
            self.state[MISSING] = self._pipeline.init_missing(self.n_rooms)
            self._fresh = self._new(1)

    def replay(self, place: int, rows: np.ndarray) -> None:
        """Give a stream rows that raise no alarms."""
        for number in range(len(rows)):
            at = At(slice(place, place + 1), number)
            self._step(at, rows[number : number + 1])
        self.state["place"][place] = len(rows)

    def push_one(self, place: int, rows: np.ndarray) -> Pushed:
        """Return what comes of the next rows of one stream."""
        which, counts = slice(place, place + 1), self.state["place"]
        first, before = int(counts[place]), self.state["before"][which]
        pushed = Pushed(np.empty(len(rows)), np.zeros(len(rows), dtype=bool))
        for number in range(len(rows)):
            row = rows[number : number + 1]
            scored = self._step(At(which, first + number), row)
            pushed.scores[number] = scored.scores[0]
            if not self.watches.is_quiet(place, scored):
                numbers = before + (first + number)
                found = self.watches.step(np.array([place]), numbers, None, scored)
                pushed.is_open[number] = found[0][0]
                pushed.changes += [(number, change) for _, change in found[1]]
        counts[place] = first + len(rows)
        return pushed

    def push_round(
        self, places: np.ndarray, rows: np.ndarray, times: np.ndarray | None
    ) -> Pushed:
        """Return what comes of a row of each of some streams, sorted by place."""
        pushed, state = Pushed.none(len(rows)), self.state
        numbers = state["place"][places] + state["before"][places]
        for first in range(0, len(rows), AT_A_TIME):
            some = slice(first, first + AT_A_TIME)
            scored = self._step(self._at(places[some]), rows[some])
            pushed.scores[some] = scored.scores
            time = None if times is None else times[some]
            pushed.is_open[some], changes = self.watches.step(
                places[some], numbers[some], time, scored
            )
            pushed.changes += [(first + number, change) for number, change in changes]
        state["place"][places] += 1
        return pushed

    def n_rows(self, place: int) -> int:
        """Return how many rows of its series a stream has had, of any model."""
        return int(self.state["place"][place] + self.state["before"][place])

    def kept(self, place: int) -> np.ndarray:
        """Return the last rows of a stream, oldest first."""
        n_rows = min(int(self.state["place"][place]), self._keep_rows)
        ring, end = self.state["kept"]["rows"][place], self.state["place"][place]
        return ring[np.arange(end - n_rows, end) % max(self._keep_rows, 1)]

    def checked(self, n: int, state: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Return the states of ``n`` streams, or raise where they are of another model.

        Parts that came later are new in states that do not have them yet.
        """
        time = self.state["time"].dtype if "time" in self.state else None
        expected = flat(self._fresh) | self.watches.packed([-1], time)
        later = {
            name: np.repeat(array, n, axis=0)
            for name, array in expected.items()
            if name.startswith(LATER)
        }
        state = later | state
        if expected.keys() != state.keys():
            name = sorted(expected.keys() ^ state.keys())[0]
            raise ValueError(
                f"the states differ in {name!r} from those of this stream: give "
                "states of the same detector."
            )
        for name, array in state.items():
            shape, dtype = (n, *expected[name].shape[1:]), expected[name].dtype
            if array.shape != shape or array.dtype != dtype:
                raise ValueError(
                    f"the state {name!r} is of the shape {array.shape} and the type "
                    f"{array.dtype}, not {shape} and {dtype}: give states of the same "
                    "detector."
                )
        return state

    def put(self, places: np.ndarray, states: dict[str, np.ndarray]) -> None:
        """Give some streams states of others, which have been checked."""
        is_watch = {name: name.startswith(PREFIX) for name in states}
        state = {name: x for name, x in states.items() if not is_watch[name]}
        put(self.state, places, nested(state))
        watches = {name: x for name, x in states.items() if is_watch[name]}
        self.watches.put(places.tolist(), watches)

    def _new(self, n: int) -> State:
        """Return the state of new streams, with the parts that there are."""
        old: Any = getattr(self, "state", {})
        state: State = {
            "place": np.zeros(n, dtype=np.int64),
            "before": np.zeros(n, dtype=np.int64),
            "kept": {"rows": np.zeros((n, self._keep_rows, self._pipeline.n_features))},
        }
        if "time" in old:
            state["time"] = no_times((n,), old["time"].dtype)
        return state | self._pipeline.init(n, missing=MISSING in old)

    def _at(self, places: np.ndarray) -> At:
        """Return where a row of each of some streams stands, as simply as it can be."""
        counts = self.state["place"][places]
        first, last = int(places[0]), int(places[-1])
        if (counts == counts[0]).all():
            is_run = last - first == len(places) - 1
            which = slice(first, last + 1) if is_run else places
            return At(which, int(counts[0]))
        return At(places, counts)

    def _step(self, at: At, rows: np.ndarray) -> Scored:
        """Take a row of each stream, and keep it."""
        if self._keep_rows:
            write_ring(self.state["kept"]["rows"], at, rows)
        return self._pipeline.step(self.state, at, rows)
