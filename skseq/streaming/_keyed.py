"""Series by name: where their rows go, and which rows come late or begin anew."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np

from skseq._streaming import StreamModel
from skseq.streaming._fleet import Fleet
from skseq.streaming._keys import Keys
from skseq.streaming._read import NO_NAME, Rows, Table, numbered
from skseq.streaming._rounds import rounds, timing


class KeyedSeries:
    """Streams of one model, each under the name of its series."""

    def __init__(
        self,
        model: StreamModel,
        table: Table,
        late: str,
        max_keys: int | None,
        keep_rows: int,
    ) -> None:
        self._table, self._late = table, late
        self.keys = Keys(max_keys)
        self.fleet = Fleet(model, keep_rows)
        self.n_late = 0

    def push(self, rows: Rows) -> np.ndarray:
        """Return the scores of rows, NaN for those that are dropped."""
        if rows.keys is None and rows.times is None:
            return self._push_one(rows)
        return self._push_many(rows)

    def set_states(self, keys: list[Hashable], states: dict[str, np.ndarray]) -> None:
        """Give series the states of others of the same model."""
        if "time" in states:
            self.fleet.times(np.empty(0, dtype=np.int64), states["time"].dtype)
        if any(name.startswith("missing/") for name in states):
            self.fleet.know_missing()
        state = self.fleet.checked(len(keys), states)
        self.fleet.put(self._places(keys), state)

    def replayed(self, other: KeyedSeries) -> KeyedSeries:
        """Return the same series, begun anew by another model from the kept rows."""
        other.keys, other.n_late = self.keys, self.n_late
        fleet, places = other.fleet, self.keys.known(list(self.keys.places))
        fleet.make_room(self.keys.n_places)
        for place in places.tolist():
            rows = self.fleet.kept(place)
            if np.isnan(rows).any():
                fleet.know_missing()
            fleet.push_one(place, rows)
        if "time" in self.fleet.state:
            times = self.fleet.state["time"]
            fleet.times(places, times.dtype)
            fleet.state["time"][places] = times[places]
        return other

    def _places(self, keys: list[Hashable]) -> np.ndarray:
        """Return the places of series, new ones too, each named once."""
        max_keys = self.keys.max_keys
        if max_keys is not None and len(keys) > max_keys:
            raise ValueError(
                f"X has rows of {len(keys)} series, more than max_keys={max_keys}: "
                "push fewer series at once, or open the stream with more."
            )
        places, new = self.keys.take(keys)
        if len(new):
            self.fleet.make_room(self.keys.n_places)
            self.fleet.begin(new)
        return places

    def _push_one(self, rows: Rows) -> np.ndarray:
        """Return the scores of rows of the one series without a name."""
        if not len(rows):
            return np.empty(0)
        if NO_NAME in self.keys.places and self.keys.max_keys is None:
            place = self.keys.places[NO_NAME]
        else:
            place = int(self._places([NO_NAME])[0])
        if rows.lacks_some:
            self.fleet.know_missing()
        return self.fleet.push_one(place, rows.values)

    def _push_many(self, rows: Rows) -> np.ndarray:
        """Return the scores of rows of several series, or of rows with times."""
        scores = np.full(len(rows), np.nan)
        if not len(rows):
            return scores
        keys, numbers = numbered(rows)
        late, begins, last = self._timed(rows, keys, numbers)
        places = self._places(keys)
        if last is not None:
            self.fleet.times(places, last.dtype)
        if rows.lacks_some:
            self.fleet.know_missing()
        for some in rounds(numbers, len(keys)):
            on_time = some[~late[some]]
            if len(on_time):
                scores[on_time] = self._push_round(
                    places[numbers[on_time]], rows.values[on_time], begins[on_time]
                )
        if last is not None:
            self.fleet.state["time"][places] = last
        self.n_late += int(late.sum())
        return scores

    def _timed(
        self, rows: Rows, keys: list[Hashable], numbers: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray | None]:
        """Return which rows are late and which begin a series, and the last times."""
        none = np.zeros(len(rows), dtype=bool)
        if rows.times is None:
            return none, none, None
        known = np.array([key in self.keys.places for key in keys])
        some = [key for key, is_known in zip(keys, known, strict=True) if is_known]
        dtype = rows.times.dtype
        last = np.full(len(keys), "NaT" if dtype.kind in "mM" else np.nan).astype(dtype)
        last[known] = self.fleet.times(self.keys.known(some), dtype)
        max_gap = self._table.max_gap if rows.has_gaps else None
        found = timing(rows.times, numbers, last, max_gap)
        if found.late.any() and self._late == "raise":
            row = int(np.argmax(found.late))
            raise ValueError(
                f"row {row} of X is of {rows.times[row]}, before an earlier row of its "
                "series: push the rows of a series in the order of time, or open the "
                'stream with late="drop".'
            )
        return found.late, found.begins, found.last

    def _push_round(
        self, places: np.ndarray, values: np.ndarray, begins: np.ndarray
    ) -> np.ndarray:
        """Return the scores of a row of each of some series."""
        order = np.argsort(places)
        if begins.any():
            self.fleet.begin(places[begins])
        scores = np.empty(len(values))
        scores[order] = self.fleet.push_round(places[order], values[order])
        return scores
