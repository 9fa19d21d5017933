"""The threshold of each series: one for all, or one that follows its scores."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, Generic, TypeVar

import numpy as np

from skseq.streaming._online import Follower, OnlineThreshold
from skseq.streaming._rolling_pot import RollingPOTThreshold
from skseq.streaming._rolling_rank import RollingRankThreshold
from skseq.streaming._watch import Watch

Key = TypeVar("Key", bound=Hashable)
# Rules that files know, by their names.
RULES = {rule.__name__: rule for rule in (RollingPOTThreshold, RollingRankThreshold)}


class Thresholds(Generic[Key]):
    """The thresholds of series, by their names or places."""

    def __init__(self, offset: float | OnlineThreshold | None, usual: float) -> None:
        self.rule = offset if isinstance(offset, OnlineThreshold) else None
        self._fixed = offset if isinstance(offset, float) else usual
        self._followers: dict[Key, Follower] = {}

    def of(self, key: Key) -> float:
        """Return the threshold of the next row of a series."""
        if self.rule is None:
            return self._fixed
        follower = self._followers.get(key)
        return -np.inf if follower is None else follower.offset

    def of_many(self, keys: list[Key]) -> np.ndarray | float:
        """Return the thresholds of series, one number if it is that of all."""
        if self.rule is None:
            return self._fixed
        return np.array([self.of(key) for key in keys])

    def take(self, key: Key, score: float, watch: Watch | None) -> None:
        """Learn from a row, unless it is one of an alarm or may become one."""
        if self.rule is None:
            return
        follower = self._followers.get(key)
        if follower is None:
            follower = self._followers[key] = self.rule._begin()
        follower.take(score, is_held=watch is not None and watch.run is not None)

    def moved(self, other: Thresholds[Key]) -> Thresholds[Key]:
        """Return these thresholds, which follow what others have followed."""
        self._followers = other._followers
        return self

    def forget(self, key: Key) -> None:
        """Begin a series anew."""
        self._followers.pop(key, None)

    def packed(self, keys: list[Key]) -> dict[str, np.ndarray]:
        """Return what is carried for series as arrays; nothing by a fixed threshold."""
        if self.rule is None:
            return {}
        new = self.rule._begin()
        packs = [self._followers.get(key, new).pack() for key in keys]
        names = new.pack()
        return {
            f"threshold/{name}": np.stack([pack[name] for pack in packs])
            if packs
            else array[None][:0]
            for name, array in names.items()
        }

    def put(self, keys: list[Key], arrays: dict[str, np.ndarray]) -> None:
        """Go on with what was carried."""
        if self.rule is None:
            return
        for number, key in enumerate(keys):
            follower = self._followers[key] = self.rule._begin()
            start = "threshold/"
            follower.unpack(
                {
                    name.removeprefix(start): array[number]
                    for name, array in arrays.items()
                    if name.startswith(start)
                }
            )


def packed_offset(offset: float | OnlineThreshold | None) -> Any:
    """Return the threshold of a policy as plain values."""
    if isinstance(offset, OnlineThreshold):
        return {"rule": type(offset).__name__, **offset._options()}
    return offset


def unpacked_offset(plain: Any) -> float | OnlineThreshold | None:
    """Return the threshold of a policy that was packed."""
    if not isinstance(plain, dict):
        return plain
    options = dict(plain)
    return RULES[options.pop("rule")](**options)
