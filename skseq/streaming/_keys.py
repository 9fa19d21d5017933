"""Names of series and where their states stand."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from itertools import islice

import numpy as np


class Keys:
    """The place of the state of each series, by its name.

    With ``max_keys`` they are in the order of their last use: where there would be
    more, the first are forgotten. Places that were given up are used again.
    """

    def __init__(self, max_keys: int | None = None) -> None:
        self.max_keys = max_keys
        self.places: dict[Hashable, int] = {}
        self._free: list[int] = []
        self.n_places = 0  # That are in use, or have been

    def take(self, keys: Sequence[Hashable]) -> tuple[np.ndarray, np.ndarray]:
        """Return the places of keys, each named once, and those of new ones."""
        missing = [key for key in keys if key not in self.places]
        if self.max_keys is not None:
            self._make_room(keys, len(missing))
        for key in missing:
            if self._free:
                self.places[key] = self._free.pop()
            else:
                self.places[key] = self.n_places
                self.n_places += 1
        return self._of(keys), self._of(missing)

    def known(self, keys: Sequence[Hashable]) -> np.ndarray:
        """Return the places of keys, or raise where one has none."""
        for key in keys:
            if key not in self.places:
                raise ValueError(
                    f"there is no series {key!r} in the stream: name one of its keys."
                )
        return self._of(keys)

    def forget(self, keys: Sequence[Hashable]) -> None:
        """Give up the places of keys."""
        self._free += [self.places.pop(key) for key in keys]

    def _of(self, keys: Sequence[Hashable]) -> np.ndarray:
        """Return the places of keys that have one."""
        return np.array([self.places[key] for key in keys], dtype=np.int64)

    def _make_room(self, keys: Sequence[Hashable], n_new: int) -> None:
        """Forget the keys that were used longest ago, none of those in use now."""
        for key in keys:
            if key in self.places:
                self.places[key] = self.places.pop(key)
        n_over = len(self.places) + n_new - (self.max_keys or 0)
        self.forget(list(islice(self.places, max(n_over, 0))))
