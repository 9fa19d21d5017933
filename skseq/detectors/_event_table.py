"""From scores of rows to a list of events: when, how bad, and in which columns."""

from __future__ import annotations

import datetime
from typing import Any, TypedDict, cast

import numpy as np
from numpy.typing import ArrayLike

from skseq._model.alarms import AlarmPolicy, main_columns
from skseq._model.model import Explained
from skseq._model.p_values import severities
from skseq._series.table import RowIndex


class Event(TypedDict):
    """What is said of an event; names and times are those of the index of X."""

    series: Any
    start: Any
    end: Any
    peak: Any
    peak_score: float
    severity: float
    columns: list[str]
    start_row: int
    stop_row: int


FIELDS = tuple(Event.__annotations__)


def event_table(
    explained: Explained,
    offset: float,
    policy: AlarmPolicy,
    names: list[str],
    axis: RowAxis,
    boundaries: np.ndarray,
) -> list[Event]:
    """Return the events of series, in the order of rows."""
    events = policy.alarms(explained.scores, offset, boundaries)
    return [
        _describe(slice(start, stop), explained, offset, names, axis)
        for start, stop in zip(
            events.starts.tolist(), events.stops.tolist(), strict=True
        )
    ]


def _describe(
    rows: slice,
    explained: Explained,
    offset: float,
    names: list[str],
    axis: RowAxis,
) -> Event:
    """Return what is said of the event of some rows."""
    scores = explained.scores[rows]
    peak = rows.start + int(np.argmax(explained.own_errors[rows]))
    return {
        "series": axis.series(rows.start),
        "start": axis.row(rows.start),
        "end": axis.row(rows.stop - 1),
        "peak": axis.row(peak),
        "peak_score": float(scores.min()),
        "severity": float(severities(scores.min(), offset)),
        "columns": main_columns(-scores @ explained.shares[rows], names),
        "start_row": rows.start,
        "stop_row": rows.stop,
    }


def _plain(label: Any) -> Any:
    """Return a number or text of Python for one of NumPy, which JSON does not know."""
    is_number = isinstance(label, np.generic) and label.dtype.kind in "biufU"
    return label.item() if is_number else label


def _as_text(label: Any) -> Any:
    """Return the text of a time or period, anything else as it is."""
    if hasattr(label, "isoformat"):
        return label.isoformat()
    is_time = isinstance(label, np.generic | datetime.timedelta)
    return str(label) if is_time or hasattr(label, "start_time") else label


def as_record(event: Event) -> Event:
    """Return an event that JSON knows: times are text in ISO 8601."""
    named = {
        field: tuple(map(_as_text, label)) if isinstance(label, tuple) else label
        for field, label in event.items()
    }
    record = {field: _as_text(label) for field, label in named.items()}
    return cast(Event, record)


class RowAxis:
    """What the rows of X and its series are called: by groups, the index, or numbers.

    A row of a pandas frame has the name that its time gives it, which the last level of
    its index or a column of times holds; the other levels name the series.
    """

    def __init__(
        self, index: RowIndex, groups: ArrayLike | None, boundaries: np.ndarray
    ) -> None:
        self._index = index
        self._groups = None if groups is None else np.asarray(groups)
        self._boundaries = boundaries

    def row(self, number: int) -> Any:
        """Return what a row is called."""
        return _plain(self._index.row(number))

    def series(self, number: int) -> Any:
        """Return what the series of a row is called."""
        if self._groups is not None:
            return _plain(self._groups[number])
        name = tuple(_plain(label) for label in self._index.series(number))
        if name:
            return name[0] if len(name) == 1 else name
        return int(np.searchsorted(self._boundaries, number, side="right")) - 1
