"""Which streams have a new row, and how many rows each of them has had before."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from skseq._forward.arrays import Count, Which
from skseq._series.smoothing import known_share


class At(NamedTuple):
    """Some streams, and the number of the row that each of them is given.

    ``place`` is an int where it is the same for all, else an array: then ``which`` is
    an array, too. Each stream stands in ``which`` once.
    """

    which: Which
    place: Count

    def some(self, chosen: np.ndarray | bool) -> At | None:
        """Return those that are chosen, None if none is."""
        if not isinstance(chosen, np.ndarray):
            return self if chosen else None
        if not chosen.any():
            return None
        numbers = self.numbers(len(chosen))[chosen]
        place = self.place
        return At(numbers, place[chosen] if isinstance(place, np.ndarray) else place)

    def moved(self, place: Count) -> At:
        """Return the same streams with other numbers of rows."""
        return At(self.which, place)

    def numbers(self, n: int) -> np.ndarray:
        """Return the streams as an array; there are ``n`` of them."""
        if isinstance(self.which, slice):
            start = self.which.start or 0
            return np.arange(start, start + n)
        return self.which


def known_share_at(at: At, size: int) -> float | np.ndarray:
    """Return :func:`known_share` after the new row: of all streams, or (n, 1)."""
    if isinstance(at.place, np.ndarray):
        return known_share(at.place[:, None] + 1, size)
    # As known_share, without arrays.
    return min((at.place + 1) / (2 * size - 1), 1.0)


def write_ring(ring: np.ndarray, at: At, rows: np.ndarray | np.bool) -> None:
    """Put the new row of each stream in the place of its oldest one."""
    ring[at.which, at.place % ring.shape[1]] = rows


def places_of(ages: np.ndarray, size: int) -> np.ndarray:
    """Return where rows of some ages stand in a ring, by the place of the newest.

    The shape is (size, n_ages); the age of the newest row is 0.
    """
    return (np.arange(size)[:, None] - ages) % size


def read_ring(ring: np.ndarray, at: At, places: np.ndarray) -> np.ndarray:
    """Return the rows of some ages, (n, n_ages, ...), by their :func:`places_of`.

    The new row must have been written, unless none is asked for.
    """
    which, chosen = at.which, places[at.place % ring.shape[1]]
    if isinstance(which, slice):
        return ring[which].take(chosen, axis=1)
    return ring[which[:, None], chosen]
