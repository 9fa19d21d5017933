"""AlarmPolicy: alarms of rows as they arrive, once each, when they open and close."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Any, Literal, TypedDict

import numpy as np
from numpy.typing import ArrayLike

from skseq._model.alarms import alarm_policy
from skseq._model.p_values import severities
from skseq.streaming._read import labels_of


class AlarmChange(TypedDict):
    """What has become of an alarm; rows are numbered from the first of its series."""

    change: Literal["opened", "escalated", "closed"]
    series: Any
    start: int
    end: int
    peak: int
    peak_score: float
    severity: float


@dataclass
class _Run:
    """Rows that may be an alarm: they are below the threshold, or held by it."""

    start: int
    stop: int
    peak: int
    score: float  # of the peak: the lowest
    reported: float | None = None  # its score when it was last reported, if it was


@dataclass
class _Watch:
    """What is known of a series in which something is going on."""

    run: _Run | None = None
    is_held: bool = False
    last: tuple[int, float] | None = None  # Stop and lowest score of the last alarm


class AlarmPolicy:
    """Make alarms of scores as they arrive, as ``predict_events`` does of series.

    An alarm is reported when it opens, whenever it has become far worse, and when it is
    over. With the same options those that are closed are the events of
    ``predict_events``.

    Parameters
    ----------
    offset : float, default=-1.0
        Score below which a row is an anomaly: ``offset_`` of the detector.
    max_gap : int, default=0
        Normal rows between two runs of anomalous ones, at most, for them to be one
        alarm. It closes so many rows later.
    min_length : int, default=1
        Rows of an alarm, at least; it opens so many rows later.
    release : float, default=1.0
        Share of the threshold, in (0, 1]: an alarm lasts until a score is not below
        ``release * offset``.
    rest : int, default=0
        Rows after an alarm in which no other opens.
    escalation : float, default=2.0
        An alarm opens within the rest all the same, or is reported again, when its
        lowest score is more than this many times the one reported before.

    See Also
    --------
    Stream : Gives the scores.

    Examples
    --------
    >>> from skseq.streaming import AlarmPolicy
    >>> policy = AlarmPolicy(max_gap=1)
    >>> [alarm["change"] for alarm in policy.update([-0.4, -1.2, -0.8, -3.0])]
    ['opened', 'escalated']
    >>> alarm, = policy.update([-0.5, -0.4])
    >>> alarm["change"], alarm["start"], alarm["end"], alarm["peak"]
    ('closed', 1, 3, 3)
    """

    def __init__(
        self,
        offset: float = -1.0,
        *,
        max_gap: int = 0,
        min_length: int = 1,
        release: float = 1.0,
        rest: int = 0,
        escalation: float = 2.0,
    ) -> None:
        self.offset = float(offset)
        self._policy = alarm_policy(
            max_gap=max_gap,
            min_length=min_length,
            release=release,
            rest=rest,
            escalation=escalation,
        )
        self._n_rows: dict[Hashable, int] = {}
        self._watched: dict[Hashable, _Watch] = {}

    def update(
        self, scores: ArrayLike, *, groups: ArrayLike | None = None
    ) -> list[AlarmChange]:
        """Return what the scores of new rows change.

        Parameters
        ----------
        scores : array-like of shape (n_timestamps,)
            Scores of new rows, those of a series in their order. NaN is normal.
        groups : array-like of shape (n_timestamps,), default=None
            Series of each row; None = all are of one series.

        Returns
        -------
        changes : list of dict
            In the order of rows, with ``change`` ("opened", "escalated" or "closed"),
            ``series``, the rows ``start``, ``end`` and ``peak``, ``peak_score`` and
            ``severity``. Rows are numbered from the first of the series.

        Raises
        ------
        ValueError
            If the arguments are not of one length.
        """
        values = np.asarray(scores, dtype=np.float64)
        if values.ndim != 1:
            raise ValueError(
                f"scores has the shape {values.shape}: give one score for each row."
            )
        keys: list[Hashable] = [None] * len(values)
        if groups is not None:
            keys = labels_of(np.asarray(groups), len(values))
        found: list[AlarmChange] = []
        for key, score in zip(keys, values.tolist(), strict=True):
            row = self._n_rows.get(key, 0)
            self._n_rows[key] = row + 1
            # Most rows are normal, in series where nothing is going on.
            if score < self.offset or key in self._watched:
                watch = self._watched.setdefault(key, _Watch())
                found += self._changes(key, watch, row, score)
                if self._is_over(watch, row):
                    del self._watched[key]
        return found

    def open_alarms(self) -> list[AlarmChange]:
        """Return the alarms that are open now, as they were when they opened or after.

        Returns
        -------
        alarms : list of dict
            As :meth:`update` reports them, with the change "opened".
        """
        return [
            self._report("opened", key, watch.run)
            for key, watch in self._watched.items()
            if watch.run is not None and watch.run.reported is not None
        ]

    def forget(self, keys: Iterable[Hashable] | None = None) -> None:
        """Forget series: their next row is their first, and no alarm is open.

        Parameters
        ----------
        keys : iterable of str or int, default=None
            Names of series; None = all.
        """
        for key in list(self._n_rows) if keys is None else keys:
            self._n_rows.pop(key, None)
            self._watched.pop(key, None)

    def _changes(
        self, key: Hashable, watch: _Watch, row: int, score: float
    ) -> list[AlarmChange]:
        """Take note of a row, and return what it changes."""
        policy, found = self._policy, []
        is_below = score < self.offset
        # Between the threshold and its release a row is what the row before it was.
        is_between = score < policy.release * self.offset
        watch.is_held = is_below or (is_between and watch.is_held)
        run = watch.run
        if run is not None and row - run.stop >= policy.max_gap + (watch.is_held):
            if run.reported is not None:
                watch.last = run.stop, run.score
                found.append(self._report("closed", key, run))
            run = watch.run = None
        if not watch.is_held:
            return found
        if run is None:
            run = watch.run = _Run(row, row + 1, row, score)
        run.stop = row + 1
        if score < run.score:
            run.peak, run.score = row, score
        if run.reported is None:
            change = "opened" if self._opens(watch, run) else None
        else:
            is_worse = run.score < policy.escalation * run.reported
            change = "escalated" if is_worse else None
        if change is not None:
            run.reported = run.score
            found.append(self._report(change, key, run))
        return found

    def _opens(self, watch: _Watch, run: _Run) -> bool:
        """Tell whether rows are an alarm: long enough, and rested or far worse."""
        if run.stop - run.start < self._policy.min_length:
            return False
        if watch.last is None:
            return True
        stop, score = watch.last
        is_rested = run.start - stop >= self._policy.rest
        return is_rested or run.score < self._policy.escalation * score

    def _is_over(self, watch: _Watch, row: int) -> bool:
        """Tell whether nothing is left that a later row depends on."""
        is_resting = (
            watch.last is not None and row + 1 - watch.last[0] < self._policy.rest
        )
        return watch.run is None and not watch.is_held and not is_resting

    def _report(
        self, change: Literal["opened", "escalated", "closed"], key: Hashable, run: _Run
    ) -> AlarmChange:
        """Return what is said of an alarm."""
        return {
            "change": change,
            "series": key,
            "start": run.start,
            "end": run.stop - 1,
            "peak": run.peak,
            "peak_score": run.score,
            "severity": float(severities(np.array(run.score), self.offset)),
        }
