"""What thresholds that follow the scores share: one for each row, from those before."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Hashable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from skseq.streaming._read import labels_of


class Follower(ABC):
    """The threshold of one series, ``offset``, which moves on with its rows."""

    offset: float = -np.inf
    max_hold: int = 0
    n_held: int = 0  # Rows of an alarm so far
    first: float = np.nan  # Score of the first of them

    def take(self, score: float, *, is_held: bool) -> None:
        """Learn from the score of a row, unless it is that of an alarm."""
        if score != score:
            return
        if is_held:
            self.n_held += 1
            if self.n_held == 1:
                self.first = score
            if self.n_held > self.max_hold:
                self.learn_what_lasts(score)
            return
        if self.n_held:
            self.learn_alarm(self.first)
            self.n_held, self.first = 0, np.nan
        self.learn(score)

    @abstractmethod
    def learn_alarm(self, score: float) -> None:
        """Learn from an alarm that is over, by the score of its first row."""

    @abstractmethod
    def learn(self, score: float) -> None:
        """Learn from the score of a normal row."""

    @abstractmethod
    def learn_what_lasts(self, score: float) -> None:
        """Learn from the score of a row of an alarm that has lasted too long."""

    @abstractmethod
    def pack(self) -> dict[str, np.ndarray]:
        """Return what is carried as arrays of one shape however many rows came."""

    @abstractmethod
    def unpack(self, arrays: dict[str, np.ndarray]) -> None:
        """Go on with what was carried."""


class OnlineThreshold(ABC):
    """A threshold that follows the scores of each series."""

    @abstractmethod
    def _begin(self) -> Follower:
        """Return what follows a new series."""

    @abstractmethod
    def _options(self) -> dict[str, Any]:
        """Return the arguments of one like this."""

    def row_offsets(
        self, scores: ArrayLike, *, groups: ArrayLike | None = None
    ) -> np.ndarray:
        """Return the threshold of each row, from the scores of the rows before it.

        Parameters
        ----------
        scores : array-like of shape (n_timestamps,)
            Scores of the rows, oldest first. NaN changes nothing.
        groups : array-like of shape (n_timestamps,), default=None
            Series of each row; None = all are of one series.

        Returns
        -------
        offsets : ndarray of shape (n_timestamps,)
            Rows with a lower score are anomalies. -inf as long as too few rows of a
            series are known.

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
        followers: dict[Hashable, Follower] = {}
        offsets = np.empty(len(values))
        for row, (key, score) in enumerate(zip(keys, values.tolist(), strict=True)):
            if key not in followers:
                followers[key] = self._begin()
            follower = followers[key]
            offsets[row] = follower.offset
            follower.take(score, is_held=score < follower.offset)
        return offsets

    def __repr__(self) -> str:
        options = ", ".join(f"{name}={x!r}" for name, x in self._options().items())
        return f"{type(self).__name__}({options})"


def at_end(values: Any, size: int) -> np.ndarray:
    """Return values as the last ones of an array, after NaN."""
    found = np.full(size, np.nan)
    if len(values):
        found[size - len(values) :] = values
    return found


def known(values: np.ndarray) -> np.ndarray:
    """Return what :func:`at_end` was given."""
    return values[~np.isnan(values)]


def checked_int(name: str, value: Any, minimum: int) -> int:
    """Return an option that is a number of rows."""
    if not isinstance(value, int | np.integer) or value < minimum:
        raise ValueError(
            f"{name} must be an int of at least {minimum}, got {value!r}: give a "
            "number of rows."
        )
    return int(value)


def checked_share(name: str, value: Any, most: float) -> float:
    """Return an option that is a share of the rows."""
    if not isinstance(value, int | float | np.number) or not 0 < value < most:
        raise ValueError(
            f"{name} must be above 0 and below {most}, got {value!r}: give a share of "
            "the rows."
        )
    return float(value)
