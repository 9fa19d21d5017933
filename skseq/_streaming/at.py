"""Which streams have a new row, and how many rows each of them has had before."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from skseq._forward.arrays import Count, Which
from skseq._series.smoothing import known_share


@dataclass(frozen=True)
class At:
    """Some streams, and the number of the row that each of them is given.

    ``place`` is an int where it is the same for all, else an array: then ``which`` is
    an array, too. Each stream stands in ``which`` once.
    """

    which: Which
    place: Count

    def some(self, chosen: np.ndarray | bool) -> At | None:
        """Return those that are chosen, None if none is."""
        if isinstance(chosen, bool | np.bool):
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


def read_ring(ring: np.ndarray, at: At, ages: np.ndarray) -> np.ndarray:
    """Return the rows of some ages, (n, n_ages, ...); 0 is the newest.

    The new row must have been written, unless none is asked for.
    """
    if isinstance(at.place, np.ndarray):
        places = (at.place[:, None] - ages) % ring.shape[1]
    else:
        places = (at.place - ages) % ring.shape[1]
    which = at.which if isinstance(at.which, slice) else at.which[:, None]
    return ring[which, places]
