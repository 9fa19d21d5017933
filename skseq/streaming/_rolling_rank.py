"""A threshold by the rank of a score among those before it."""

from __future__ import annotations

from array import array
from bisect import bisect_left, insort
from collections import deque
from typing import Any

import numpy as np

from skseq.streaming._online import (
    Follower,
    OnlineThreshold,
    at_end,
    checked_int,
    checked_share,
    known,
)


class RollingRankThreshold(OnlineThreshold):
    """Mark rows that are among the worst of the last ones of their series.

    A row is an anomaly where at most a share ``risk`` of the scores before it and its
    own are as low: an online conformal test. It fits series whose errors change for
    good after training, and any detector.

    Parameters
    ----------
    risk : float, default=0.001
        Share of the normal rows that are marked, at most, if they are exchangeable.
    window_size : int, default=1000
        Rows before a row whose scores it is compared with; ``1 / risk`` at least.
    max_hold : int or None, default=None
        Rows of an alarm, at most, that are left out of the scores that others are
        compared with. Those after them are the new normal. None = ``window_size``.

    See Also
    --------
    RollingPOTThreshold : Risks that are smaller than one row of the window.
    skseq.thresholds.QuantileThreshold : One threshold, by the rank in training.

    Notes
    -----
    The p-value of a score :math:`s` is :math:`(1 + r) / (1 + n)`, where :math:`r` of
    the :math:`n` scores in the window are not above :math:`s`; the row is an anomaly
    where it is at most ``risk``. So none is as long as fewer than ``1 / risk - 1``
    scores are known: open streams with the rows before. A rank knows no unit. Where
    nothing ever happens, ``risk`` of the rows are marked all the same.

    While an alarm is open the window stays as it is. When it is over the score of its
    first row is added, which came while none was open: without the lowest of the normal
    scores ever more others would be marked.

    A state holds the scores of the window, 16 bytes each.

    Examples
    --------
    >>> import numpy as np
    >>> from skseq.streaming import AlarmPolicy, RollingRankThreshold
    >>> scores = np.random.RandomState(0).normal(size=500)
    >>> scores[250:300] -= 5
    >>> rule = RollingRankThreshold(risk=0.01, window_size=100)
    >>> rule.row_offsets(scores)[[50, 150, 400]].round(1)
    array([-inf, -1.7, -2.7])
    >>> changes = AlarmPolicy(rule, max_gap=3).update(scores)
    >>> [(a["start"], a["end"]) for a in changes if a["change"] == "closed"]
    [(167, 167), (183, 185), (250, 299), (427, 427)]
    """

    def __init__(
        self,
        risk: float = 0.001,
        window_size: int = 1000,
        *,
        max_hold: int | None = None,
    ) -> None:
        self.risk = checked_share("risk", risk, 1.0)
        self.window_size = checked_int("window_size", window_size, 1)
        self.max_hold = max_hold
        if max_hold is not None:
            self.max_hold = checked_int("max_hold", max_hold, 0)
        if n_lower(self.risk, self.window_size) < 0:
            raise ValueError(
                f"risk={risk} is less than one row of window_size={window_size}: give "
                f"window_size={int(np.ceil(1 / risk))} or more, or use "
                "RollingPOTThreshold."
            )

    def _begin(self) -> Follower:
        """Return what follows a new series."""
        hold = self.window_size if self.max_hold is None else self.max_hold
        return _RankFollower(self.risk, self.window_size, hold)

    def _options(self) -> dict[str, Any]:
        """Return the arguments of one like this."""
        return {
            "risk": self.risk,
            "window_size": self.window_size,
            "max_hold": self.max_hold,
        }


def n_lower(risk: float, n_scores: int) -> int:
    """Return how many scores of a window an anomaly is not above, -1 if none is one."""
    # The margin is for shares such as 0.07, which times 100 is more than 7.
    return int(np.floor(risk * (1 + n_scores) + 1e-9)) - 1


class _RankFollower(Follower):
    """The last scores of a series, in their order and sorted."""

    def __init__(self, risk: float, size: int, max_hold: int) -> None:
        self._risk, self._size, self.max_hold = risk, size, max_hold
        self._scores: deque[float] = deque()
        self._sorted = array("d")

    def learn(self, score: float) -> None:
        """Count a score in place of the oldest one."""
        if len(self._scores) == self._size:
            oldest = self._scores.popleft()
            del self._sorted[bisect_left(self._sorted, oldest)]
        self._scores.append(score)
        insort(self._sorted, score)
        rank = n_lower(self._risk, len(self._scores))
        self.offset = self._sorted[rank] if rank >= 0 else -np.inf

    learn_what_lasts = learn
    learn_alarm = learn

    def pack(self) -> dict[str, np.ndarray]:
        """Return the scores in their order."""
        return {
            "scores": at_end(self._scores, self._size),
            "n_held": np.array(self.n_held),
            "first": np.array(self.first),
        }

    def unpack(self, arrays: dict[str, np.ndarray]) -> None:
        """Go on with other scores."""
        self._scores, self._sorted, self.offset = deque(), array("d"), -np.inf
        for score in known(arrays["scores"]).tolist():
            self.learn(score)
        self.n_held, self.first = int(arrays["n_held"]), float(arrays["first"])
