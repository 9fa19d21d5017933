"""The states of many streams, and rows given to any of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from skseq._forward.arrays import State
from skseq._streaming import Pipeline, StreamModel
from skseq._streaming.at import At, write_ring
from skseq._streaming.pipeline import MISSING
from skseq._streaming.states import flat, joined, nested, put

# Streams for which there is room at first; there is twice as much when it is full.
FIRST_ROOM = 1
# Streams that are taken one row further at a time: more would not fit into the caches.
AT_A_TIME = 1024
# Parts of states that are there only once they are needed.
LATER = f"{MISSING}/", "time"


class Fleet:
    """Streams of one model, each with its state in a place of its own.

    Besides what scores are made of, a state has the number of rows so far (``place``),
    the last ``keep_rows`` rows, and the last time once rows have one.
    """

    def __init__(self, model: StreamModel, keep_rows: int) -> None:
        self._pipeline = Pipeline(model)
        self._n_features = len(model.estimator.columns.center)
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

    def begin(self, places: np.ndarray) -> None:
        """Begin new series in some places."""
        put(self.state, places, self._fresh)

    def times(self, places: np.ndarray, dtype: np.dtype) -> np.ndarray:
        """Return the last times of streams, which are of this type from now on.

        Their unit is that of the first ones.
        """
        if "time" not in self.state:
            nothing = np.full(self.n_rooms, "NaT" if dtype.kind in "mM" else np.nan)
            self.state["time"] = nothing.astype(dtype)
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

    def push_one(self, place: int, rows: np.ndarray) -> np.ndarray:
        """Return the scores of the next rows of one stream."""
        which, counts = slice(place, place + 1), self.state["place"]
        first = int(counts[place])
        scores = np.empty(len(rows))
        for number in range(len(rows)):
            row = rows[number : number + 1]
            scores[number] = self._step(At(which, first + number), row)[0]
        counts[place] = first + len(rows)
        return scores

    def push_round(self, places: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Return the scores of a row of each of some streams, sorted by place."""
        scores = np.empty(len(rows))
        for first in range(0, len(rows), AT_A_TIME):
            some = slice(first, first + AT_A_TIME)
            scores[some] = self._step(self._at(places[some]), rows[some])
        self.state["place"][places] += 1
        return scores

    def kept(self, place: int) -> np.ndarray:
        """Return the last rows of a stream, oldest first."""
        n_rows = min(int(self.state["place"][place]), self._keep_rows)
        ring, end = self.state["kept"]["rows"][place], self.state["place"][place]
        return ring[np.arange(end - n_rows, end) % max(self._keep_rows, 1)]

    def checked(self, n: int, state: dict[str, np.ndarray]) -> State:
        """Return the states of ``n`` streams, or raise where they are of another model.

        Parts that came later are new in states that do not have them yet.
        """
        expected = flat(self._fresh)
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
        return nested(state)

    def put(self, places: np.ndarray, state: State) -> None:
        """Give some streams states of others, which have been checked."""
        put(self.state, places, state)

    def _new(self, n: int) -> State:
        """Return the state of new streams, with the parts that there are."""
        old: Any = getattr(self, "state", {})
        state: State = {
            "place": np.zeros(n, dtype=np.int64),
            "kept": {"rows": np.zeros((n, self._keep_rows, self._n_features))},
        }
        if "time" in old:
            nothing = np.full(n, "NaT" if old["time"].dtype.kind in "mM" else np.nan)
            state["time"] = nothing.astype(old["time"].dtype)
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

    def _step(self, at: At, rows: np.ndarray) -> np.ndarray:
        """Return the scores of a row of each stream, and keep the rows."""
        if self._keep_rows:
            write_ring(self.state["kept"]["rows"], at, rows)
        return self._pipeline.step(self.state, at, rows)
