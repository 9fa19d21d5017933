"""AlarmPolicy: alarms of rows as they arrive, once each, when they open and close."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from skseq._model.alarms import AlarmPolicy as Policy
from skseq._model.alarms import alarm_policy
from skseq.streaming._online import OnlineThreshold
from skseq.streaming._read import labels_of
from skseq.streaming._thresholds import Thresholds, packed_offset, unpacked_offset
from skseq.streaming._watch import AlarmChange, Row, Watch, Watcher, named

# Score below which rows are anomalies for most detectors.
USUAL_OFFSET = -1.0
# Scores alone do not say of which columns they are made.
NO_PARTS = np.zeros(0)


class AlarmPolicy:
    """Make alarms of scores as they arrive, as ``predict_events`` does of series.

    An alarm is reported when it opens, whenever it has become far worse, and when it is
    over. With the same options those that are closed are the events of
    ``predict_events``.

    Parameters
    ----------
    offset : float, RollingRankThreshold, RollingPOTThreshold or None, default=None
        Score below which a row is an anomaly, or a rule that follows the scores of each
        series; while an alarm is open it learns nothing. None = ``offset_`` of the
        detector in a stream, and -1 in :meth:`update`.
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
        offset: float | OnlineThreshold | None = None,
        *,
        max_gap: int = 0,
        min_length: int = 1,
        release: float = 1.0,
        rest: int = 0,
        escalation: float = 2.0,
    ) -> None:
        is_rule = isinstance(offset, OnlineThreshold)
        self.offset = offset if offset is None or is_rule else float(offset)
        self._policy: Policy = alarm_policy(
            max_gap=max_gap,
            min_length=min_length,
            release=release,
            rest=rest,
            escalation=escalation,
        )
        self._watcher = Watcher(self._policy, [])
        self._thresholds: Thresholds[Hashable] = Thresholds(self.offset, USUAL_OFFSET)
        self._n_rows: dict[Hashable, int] = {}
        self._watched: dict[Hashable, Watch] = {}

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
            In the order of rows, with ``change`` ("opened", "escalated" or "closed")
            and what ``predict_events`` says of an event. Rows are numbered from the
            first of the series; the peak is the one with the lowest score, and no
            ``columns`` are known.

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
        thresholds, found = self._thresholds, []
        for key, score in zip(keys, values.tolist(), strict=True):
            row = self._n_rows.get(key, 0)
            self._n_rows[key] = row + 1
            offset = thresholds.of(key)
            watch = None
            # Most rows are normal, in series where nothing is going on.
            if score < offset or key in self._watched:
                watch = self._watched.setdefault(key, Watch())
                given = Row(row, None, score, -score, NO_PARTS)
                changes = self._watcher.step(watch, given, offset)
                found += [named(change, key) for change in changes]
                if self._watcher.is_over(watch, row):
                    del self._watched[key]
            thresholds.take(key, score, watch)
        return found

    def open_alarms(self) -> list[AlarmChange]:
        """Return the alarms that are open now, as they were when they opened or after.

        Returns
        -------
        alarms : list of dict
            As :meth:`update` reports them, with the change "opened".
        """
        report, offset_of = self._watcher.report, self._thresholds.of
        return [
            named(report("opened", watch.run, offset_of(key)), key)
            for key, watch in self._watched.items()
            if watch.run is not None and watch.is_open
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
            self._thresholds.forget(key)

    def _options(self) -> dict[str, Any]:
        """Return the arguments of a policy like this one."""
        return {"offset": packed_offset(self.offset), **asdict(self._policy)}

    @classmethod
    def _of(cls, options: dict[str, Any]) -> AlarmPolicy:
        """Return the policy of such arguments."""
        others = {name: x for name, x in options.items() if name != "offset"}
        return cls(unpacked_offset(options["offset"]), **others)
