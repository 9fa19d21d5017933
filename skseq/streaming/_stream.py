"""Stream: rows are scored as they arrive, thousands of series at once."""

from __future__ import annotations

import os
from collections.abc import Hashable, Iterable
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from skseq._streaming import StreamModel
from skseq._streaming.states import flat, taken
from skseq.streaming._file import pack, pack_keys, write_arrays
from skseq.streaming._fleet import Fleet
from skseq.streaming._keys import Keys
from skseq.streaming._read import NO_NAME, Rows, Table, numbered, read_rows
from skseq.streaming._rounds import rounds, timing

if TYPE_CHECKING:
    from skseq.detectors._base import SequenceDetector


class Stream:
    """Series that are scored row by row, in NumPy alone.

    It is opened by ``open_stream`` of a fitted detector, or read from a file by
    :func:`load_stream`. Each series has a state of its own, of the same size however
    many rows have come. The scores are those that ``score_samples`` gives to all rows
    of a series at once, up to rounding.

    Parameters
    ----------
    model : StreamModel
        What the detector has learned.
    table : Table
        Which columns rows have.
    late : {"raise", "drop"}, default="raise"
        What happens to a row whose time lies before that of an earlier row of its
        series: an error, or it is left out, counted in ``n_late`` and scored NaN.
    max_keys : int or None, default=None
        Most series that are kept. Where there would be more, those whose last row came
        longest ago are forgotten. None = no bound.
    keep_rows : int, default=0
        Rows of each series that are kept for :meth:`swap`.

    Attributes
    ----------
    keys : list
        The names of the series; None for rows that name none.
    offset : float
        Score below which a row is an anomaly.
    n_late : int
        Rows that were dropped because they came late.

    See Also
    --------
    load_stream : Read a stream from a file.

    Examples
    --------
    >>> import numpy as np
    >>> from skseq.detectors import GRUDetector
    >>> X = np.sin(np.arange(400.0) / 5)[:, None]
    >>> detector = GRUDetector(window_size=16, causal=True, max_iter=25, random_state=0)
    >>> stream = detector.fit(X[:200]).open_stream(X[:200])
    >>> scores = [stream.push(row[None])[0] for row in X[200:]]
    >>> np.abs(scores - detector.score_samples(X)[200:]).max() < 1e-5
    np.True_
    """

    def __init__(
        self,
        model: StreamModel,
        table: Table,
        *,
        late: Literal["raise", "drop"] = "raise",
        max_keys: int | None = None,
        keep_rows: int = 0,
    ) -> None:
        _check_options(late, max_keys, keep_rows)
        self._model, self._table = model, table
        self._late, self._keep_rows = late, int(keep_rows)
        self._keys = Keys(max_keys)
        self._fleet = Fleet(model, self._keep_rows)
        self.n_late = 0

    @property
    def keys(self) -> list[Hashable]:
        """The names of the series."""
        return list(self._keys.places)

    @property
    def offset(self) -> float:
        """Score below which a row is an anomaly."""
        return self._model.offset

    def push(self, X: ArrayLike, *, groups: ArrayLike | None = None) -> np.ndarray:
        """Return the scores of new rows, and move the series on.

        Parameters
        ----------
        X : array-like of shape (n_timestamps, n_features)
            New rows. Those of a series follow its earlier ones, oldest first; rows of
            several series may alternate. NaN is a missing value. An index of times says
            which rows are late, and with ``max_gap_factor`` where a series ends.
        groups : array-like of shape (n_timestamps,), default=None
            Series of each row. None = what the outer levels of the index of X say, if
            it is a frame with several; otherwise all rows are of one series.

        Returns
        -------
        scores : ndarray of shape (n_timestamps,) and dtype float64
            As those of ``score_samples``. NaN for rows that were dropped.

        Raises
        ------
        ValueError
            If X or ``groups`` are not what is documented, or a row is late. The stream
            is then left as it was.
        """
        rows = read_rows(X, groups, self._table)
        if rows.keys is None and rows.times is None:
            return self._push_one(rows.values)
        return self._push_many(rows)

    def reset(self, keys: Iterable[Hashable] | None = None) -> None:
        """Begin series anew: their next row is their first.

        Parameters
        ----------
        keys : iterable of str or int, default=None
            Names of series; None = all.
        """
        self._fleet.begin(self._known(keys))

    def forget(self, keys: Iterable[Hashable] | None = None) -> None:
        """Drop series and their states.

        Parameters
        ----------
        keys : iterable of str or int, default=None
            Names of series; None = all.
        """
        keys = self.keys if keys is None else list(dict.fromkeys(keys))
        self._keys.known(keys)
        self._keys.forget(keys)

    def states(self, keys: Iterable[Hashable] | None = None) -> dict[str, np.ndarray]:
        """Return the states of series, to keep them elsewhere.

        Parameters
        ----------
        keys : iterable of str or int, default=None
            Names of series; None = all, in the order of ``keys``.

        Returns
        -------
        states : dict of str to ndarray
            Arrays whose first axis are the series.
        """
        return flat(taken(self._fleet.state, self._known(keys)))

    def set_states(
        self, keys: Iterable[Hashable], states: dict[str, np.ndarray]
    ) -> None:
        """Give series the states that :meth:`states` has returned.

        Parameters
        ----------
        keys : iterable of str or int
            Names of series; new ones are added.
        states : dict of str to ndarray
            Arrays whose first axis are these series.

        Raises
        ------
        ValueError
            If the states are not those of a stream of the same detector.
        """
        keys = list(keys)
        if "time" in states:
            self._fleet.times(np.empty(0, dtype=np.int64), states["time"].dtype)
        if any(name.startswith("missing/") for name in states):
            self._fleet.know_missing()
        state = self._fleet.checked(len(keys), states)
        self._fleet.put(self._places(keys), state)

    def swap(self, detector: SequenceDetector) -> None:
        """Go on with another fitted detector, or the same one after ``partial_fit``.

        Parameters
        ----------
        detector : SequenceDetector
            A detector with ``causal=True`` that was fitted on the same columns. Each
            series goes on as one that begins with its last ``keep_rows`` rows, of which
            it had at least one; without any, with its next row.

        Raises
        ------
        ValueError
            If the detector is not what is documented. The stream is then left as it
            was.
        """
        other = detector.open_stream(keep_rows=self._keep_rows)
        if other._table != self._table:
            raise ValueError(
                f"the detector takes {other._table}, but the stream has "
                f"{self._table}: fit it on the same columns."
            )
        places = self._known(None)
        fleet = other._fleet
        fleet.make_room(self._keys.n_places)
        for place in places.tolist():
            rows = self._fleet.kept(place)
            if np.isnan(rows).any():
                fleet.know_missing()
            fleet.push_one(place, rows)
        if "time" in self._fleet.state:
            times = self._fleet.state["time"]
            fleet.times(places, times.dtype)
            fleet.state["time"][places] = times[places]
        self._model, self._fleet = other._model, fleet

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the stream to a file, which :func:`load_stream` reads.

        Parameters
        ----------
        path : path-like
            Where to write; a file that is there is replaced at once.

        Raises
        ------
        ValueError
            If a series has a name that is no text, number, or tuple of them.
        """
        options = {
            "late": self._late,
            "max_keys": self._keys.max_keys,
            "keep_rows": self._keep_rows,
            "n_late": self.n_late,
            "keys": pack_keys(self.keys),
        }
        arrays = pack(self._model, self._table, options)
        arrays |= {f"states/{name}": x for name, x in self.states().items()}
        write_arrays(path, arrays)

    def _known(self, keys: Iterable[Hashable] | None) -> np.ndarray:
        """Return the places of series that are there, all by default."""
        return self._keys.known(self.keys if keys is None else list(keys))

    def _places(self, keys: list[Hashable]) -> np.ndarray:
        """Return the places of series, new ones too, each named once."""
        max_keys = self._keys.max_keys
        if max_keys is not None and len(keys) > max_keys:
            raise ValueError(
                f"X has rows of {len(keys)} series, more than max_keys={max_keys}: "
                "push fewer series at once, or open the stream with more."
            )
        places, new = self._keys.take(keys)
        if len(new):
            self._fleet.make_room(self._keys.n_places)
            self._fleet.begin(new)
        return places

    def _push_one(self, values: np.ndarray) -> np.ndarray:
        """Return the scores of rows of the one series without a name."""
        if not len(values):
            return np.empty(0)
        if NO_NAME in self._keys.places and self._keys.max_keys is None:
            place = self._keys.places[NO_NAME]
        else:
            place = int(self._places([NO_NAME])[0])
        if np.isnan(values).any():
            self._fleet.know_missing()
        return self._fleet.push_one(place, values)

    def _push_many(self, rows: Rows) -> np.ndarray:
        """Return the scores of rows of several series, or of rows with times."""
        scores = np.full(len(rows), np.nan)
        if not len(rows):
            return scores
        keys, numbers = numbered(rows)
        late, begins, last = self._timed(rows, keys, numbers)
        places = self._places(keys)
        if last is not None:
            self._fleet.times(places, last.dtype)
        if np.isnan(rows.values).any():
            self._fleet.know_missing()
        for some in rounds(numbers, len(keys)):
            on_time = some[~late[some]]
            if len(on_time):
                scores[on_time] = self._push_round(
                    places[numbers[on_time]], rows.values[on_time], begins[on_time]
                )
        if last is not None:
            self._fleet.state["time"][places] = last
        self.n_late += int(late.sum())
        return scores

    def _timed(
        self, rows: Rows, keys: list[Hashable], numbers: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray | None]:
        """Return which rows are late and which begin a series, and the last times."""
        none = np.zeros(len(rows), dtype=bool)
        if rows.times is None:
            return none, none, None
        known = np.array([key in self._keys.places for key in keys])
        some = [key for key, is_known in zip(keys, known, strict=True) if is_known]
        dtype = rows.times.dtype
        last = np.full(len(keys), "NaT" if dtype.kind in "mM" else np.nan).astype(dtype)
        last[known] = self._fleet.times(self._keys.known(some), dtype)
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
            self._fleet.begin(places[begins])
        scores = np.empty(len(values))
        scores[order] = self._fleet.push_round(places[order], values[order])
        return scores


def _check_options(late: Any, max_keys: Any, keep_rows: Any) -> None:
    """Raise where an option of a stream is not what is documented."""
    if late not in ("raise", "drop"):
        raise ValueError(f'late must be "raise" or "drop", got {late!r}.')
    if max_keys is not None and not (
        isinstance(max_keys, int | np.integer) and max_keys >= 1
    ):
        raise ValueError(
            f"max_keys must be an int of at least 1 or None, got {max_keys!r}."
        )
    if not (isinstance(keep_rows, int | np.integer) and keep_rows >= 0):
        raise ValueError(f"keep_rows must be an int of at least 0, got {keep_rows!r}.")
