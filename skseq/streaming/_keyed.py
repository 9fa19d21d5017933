"""Series by name: where their rows go, and which rows come late or begin anew."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np

from skseq._streaming import StreamModel
from skseq.streaming._alarms import AlarmPolicy
from skseq.streaming._fleet import Fleet, Pushed
from skseq.streaming._keys import Keys
from skseq.streaming._read import NO_NAME, Rows, Table, numbered
from skseq.streaming._rounds import rounds, timing
from skseq.streaming._watch import AlarmChange, named


class KeyedSeries:
    """Streams of one model, each under the name of its series."""

    def __init__(
        self,
        model: StreamModel,
        table: Table,
        alarms: AlarmPolicy,
        late: str,
        max_keys: int | None,
        keep_rows: int,
    ) -> None:
        self._table, self._late = table, late
        self.keys = Keys(max_keys)
        self.fleet = Fleet(model, table, alarms, keep_rows)
        self.n_late = 0

    def push(self, rows: Rows) -> Pushed:
        """Return what comes of rows; those that are dropped have no score, NaN."""
        if rows.keys is None and rows.times is None:
            return self._push_one(rows)
        return self._push_many(rows)

    def states(self, keys: list[Hashable]) -> dict[str, np.ndarray]:
        """Return the states of series."""
        return self.fleet.taken(self.keys.known(keys))

    def open_alarms(self) -> list[AlarmChange]:
        """Return the alarms that are open now."""
        found = [
            (key, self.fleet.watches.open_alarm(place))
            for key, place in self.keys.places.items()
        ]
        return [named(alarm, key) for key, alarm in found if alarm is not None]

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
            fleet.replay(place, rows)
            n_rows = self.fleet.n_rows(place)
            fleet.state["before"][place] = n_rows - len(rows)
        fleet.watches.go_on(self.fleet.watches)
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

    def _push_one(self, rows: Rows) -> Pushed:
        """Return what comes of rows of the one series without a name."""
        if not len(rows):
            return Pushed.none(0)
        if NO_NAME in self.keys.places and self.keys.max_keys is None:
            place = self.keys.places[NO_NAME]
        else:
            place = int(self._places([NO_NAME])[0])
        if rows.lacks_some:
            self.fleet.know_missing()
        return self.fleet.push_one(place, rows.values)

    def _push_many(self, rows: Rows) -> Pushed:
        """Return what comes of rows of several series, or of rows with times."""
        pushed = Pushed.none(len(rows))
        if not len(rows):
            return pushed
        keys, numbers = numbered(rows)
        late, begins, last = self._timed(rows, keys, numbers)
        places, times = self._places(keys), None
        if last is not None and rows.times is not None:
            self.fleet.times(places, last.dtype)
            times = rows.times.astype(self.fleet.state["time"].dtype)
        if rows.lacks_some:
            self.fleet.know_missing()
        for some in rounds(numbers, len(keys)):
            some = some[~late[some]]
            order = np.argsort(places[numbers[some]])
            self._push_round(pushed, some[order], places[numbers], rows, times, begins)
        if last is not None:
            self.fleet.state["time"][places] = last
        self.n_late += int(late.sum())
        pushed.changes = [
            (row, named(change, keys[numbers[row]]))
            for row, change in sorted(pushed.changes, key=lambda found: found[0])
        ]
        return pushed

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
        self,
        pushed: Pushed,
        some: np.ndarray,
        places: np.ndarray,
        rows: Rows,
        times: np.ndarray | None,
        begins: np.ndarray,
    ) -> None:
        """Push a row of each of some series, sorted by the places of their states.

        Where a series begins the one before it ends, and its alarm.
        """
        if not len(some):
            return
        new = some[begins[some]]
        for row in new.tolist():
            closed = self.fleet.watches.close(int(places[row]))
            pushed.changes += [(row, change) for change in closed]
        if len(new):
            self.fleet.begin(places[new])
        time = None if times is None else times[some]
        found = self.fleet.push_round(places[some], rows.values[some], time)
        pushed.scores[some], pushed.is_open[some] = found.scores, found.is_open
        pushed.changes += [(int(some[n]), change) for n, change in found.changes]
