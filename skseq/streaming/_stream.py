"""Stream: rows are scored as they arrive, thousands of series at once."""

from __future__ import annotations

import os
from collections.abc import Hashable, Iterable
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from skseq._model.p_values import severities
from skseq._series.table import times_as_column
from skseq._streaming import StreamModel
from skseq._utils.frames import KINDS, kind_of, make_frame, to_native
from skseq.streaming._alarms import AlarmPolicy
from skseq.streaming._file import pack, pack_keys, write_arrays
from skseq.streaming._fleet import Pushed
from skseq.streaming._keyed import KeyedSeries
from skseq.streaming._read import Table, read_rows
from skseq.streaming._watch import AlarmChange

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
    alarms : AlarmPolicy or None, default=None
        What makes scores alarms: its options, not what it has seen. None = its
        defaults, by which any run of anomalous rows is an alarm.

    Attributes
    ----------
    keys : list
        The names of the series; None for rows that name none.
    offset : float
        Score below which a row is an anomaly.
    n_late : int
        Rows that were dropped because they came late.
    alarm_changes : list of dict
        What the last push has changed in alarms, in the order of its rows: ``change``
        ("opened", "escalated" or "closed"), and what ``predict_events`` says of an
        event. ``start``, ``end`` and ``peak`` are times where rows have some, else
        numbers. Rows are numbered from the first of the series.

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
        alarms: AlarmPolicy | None = None,
    ) -> None:
        _check_options(late, max_keys, keep_rows, alarms)
        self._table, self._late, self._keep_rows = table, late, int(keep_rows)
        self._alarms = AlarmPolicy() if alarms is None else alarms
        self.alarm_changes: list[AlarmChange] = []
        self._model = model
        self._series = KeyedSeries(
            model, table, self._alarms, late, max_keys, self._keep_rows
        )

    @property
    def keys(self) -> list[Hashable]:
        """The names of the series."""
        return list(self._series.keys.places)

    @property
    def n_late(self) -> int:
        """Rows that were dropped because they came late."""
        return self._series.n_late

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
        return self._pushed(X, groups).scores

    def push_frame(
        self,
        X: ArrayLike,
        *,
        groups: ArrayLike | None = None,
        output: Literal["pandas", "polars"] | None = None,
    ) -> Any:
        """Return what ``score_frame`` says of new rows, and which are in an alarm.

        Parameters
        ----------
        X : array-like of shape (n_timestamps, n_features)
            New rows, as for :meth:`push`.
        groups : array-like of shape (n_timestamps,), default=None
            Series of each row, as for :meth:`push`.
        output : {"pandas", "polars"} or None, default=None
            Whose frame to return. None = that of X, and of pandas if X is no frame.

        Returns
        -------
        frame : pandas.DataFrame or polars.DataFrame
            One row for each row of X, with its score, decision, label, p_value and
            severity, after its time where the detector has a ``time_column``, and
            alarm: whether an alarm is open that the stream has reported;
            on the index of X if both are frames of pandas.

        Raises
        ------
        ValueError
            If an argument is not what is documented, or a row is late. The stream is
            then left as it was.
        ImportError
            If the library of the frame is not installed.
        """
        if output not in (*KINDS, None):
            raise ValueError(f"output must be one of {KINDS} or None, got {output!r}.")
        X = to_native(X)
        kind = output or kind_of(X) or KINDS[0]
        make_frame({}, kind)  # Raises before the stream is moved on
        pushed = self._pushed(X, groups)
        scores = pushed.scores
        decision = scores - self.offset
        columns = times_as_column(X, self._table.time_column, kind) | {
            "score": scores,
            "decision": decision,
            "label": np.where(decision < 0, -1, 1),
            "p_value": self._model.tail.p_values(scores),
            "severity": severities(scores, self.offset),
            "alarm": pushed.is_open,
        }
        is_indexed = kind == kind_of(X) == KINDS[0]
        return make_frame(
            columns, kind, getattr(X, "index", None) if is_indexed else None
        )

    def open_alarms(self) -> list[AlarmChange]:
        """Return the alarms that are open now, as far as they have come.

        Returns
        -------
        alarms : list of dict
            As in ``alarm_changes``, with the change "opened".
        """
        return self._series.open_alarms()

    def reset(self, keys: Iterable[Hashable] | None = None) -> None:
        """Begin series anew: their next row is their first, and no alarm is open.

        Parameters
        ----------
        keys : iterable of str or int, default=None
            Names of series; None = all.
        """
        self._series.fleet.begin(self._known(keys))

    def forget(self, keys: Iterable[Hashable] | None = None) -> None:
        """Drop series and their states.

        Parameters
        ----------
        keys : iterable of str or int, default=None
            Names of series; None = all.
        """
        keys = self.keys if keys is None else list(dict.fromkeys(keys))
        self._series.keys.known(keys)
        self._series.keys.forget(keys)

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
        return self._series.states(self.keys if keys is None else list(keys))

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
        self._series.set_states(list(keys), states)

    def swap(self, detector: SequenceDetector) -> None:
        """Go on with another fitted detector, or the same one after ``partial_fit``.

        Parameters
        ----------
        detector : SequenceDetector
            A detector with ``causal=True`` that was fitted on the same columns. Each
            series goes on as one that begins with its last ``keep_rows`` rows, of which
            it had at least one; without any, with its next row. Alarms that are open
            stay so, and rows are counted on.

        Raises
        ------
        ValueError
            If the detector is not what is documented. The stream is then left as it
            was.
        """
        other = detector.open_stream(keep_rows=self._keep_rows, alarms=self._alarms)
        if other._table != self._table:
            raise ValueError(
                f"the detector takes {other._table}, but the stream has "
                f"{self._table}: fit it on the same columns."
            )
        self._series = self._series.replayed(other._series)
        self._model = other._model

    def _pushed(self, X: ArrayLike, groups: ArrayLike | None) -> Pushed:
        """Return what comes of new rows."""
        pushed = self._series.push(read_rows(X, groups, self._table))
        self.alarm_changes = [change for _, change in pushed.changes]
        return pushed

    def _known(self, keys: Iterable[Hashable] | None) -> np.ndarray:
        """Return the places of series that are there, all by default."""
        return self._series.keys.known(self.keys if keys is None else list(keys))

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
            "max_keys": self._series.keys.max_keys,
            "keep_rows": self._keep_rows,
            "n_late": self.n_late,
            "keys": pack_keys(self.keys),
            "alarms": self._alarms._options(),
        }
        arrays = pack(self._model, self._table, options)
        arrays |= {f"states/{name}": x for name, x in self.states().items()}
        write_arrays(path, arrays)


def _check_options(late: Any, max_keys: Any, keep_rows: Any, alarms: Any) -> None:
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
    if not (alarms is None or isinstance(alarms, AlarmPolicy)):
        raise ValueError(f"alarms must be an AlarmPolicy or None, got {alarms!r}.")
