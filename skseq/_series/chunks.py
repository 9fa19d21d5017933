"""Long series chunk by chunk, so that memory does not grow with their length."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from numbers import Integral

import numpy as np
from numpy.typing import ArrayLike


@dataclass(frozen=True)
class Chunk:
    """Rows of one long series or of several short ones, and which of them are kept."""

    # The rows that are read, and where series begin among them.
    start: int
    stop: int
    boundaries: np.ndarray
    # The rows that are kept: those whose neighbours are read, too.
    first: int
    last: int


def whole(boundaries: np.ndarray) -> Chunk:
    """Return all rows of all series as one chunk."""
    return Chunk(0, boundaries[-1], boundaries, 0, boundaries[-1])


def cut(
    boundaries: ArrayLike, size: int, stride: int, before: int, after: int
) -> Iterator[Chunk]:
    """Yield chunks that together keep every row once, at most ``size`` rows each.

    Chunks start a multiple of ``stride`` rows after the start of their series, so that
    segments lie in them as in the whole series, and read the rows around those kept.
    """
    boundaries = np.asarray(boundaries)
    number, n_series = 0, len(boundaries) - 1
    while number < n_series:
        start = boundaries[number]
        # As many whole series as there is room for.
        end = int(np.searchsorted(boundaries, start + size, side="right")) - 1
        if end > number:
            stop = boundaries[end]
            yield Chunk(start, stop, boundaries[number : end + 1] - start, start, stop)
            number = end
            continue
        yield from _cut_one(start, boundaries[number + 1], size, stride, before, after)
        number += 1


def last_rows(boundaries: np.ndarray, n: int, stride: int, before: int) -> Chunk:
    """Return the chunk that keeps the last rows, and starts as :func:`cut` has it."""
    stop = int(boundaries[-1])
    first = stop - n
    number = int(np.searchsorted(boundaries, first, side="right")) - 1
    series_start = int(boundaries[number])
    n_skipped = max(first - before - series_start, 0) // stride * stride
    start = series_start + n_skipped
    inner = np.append(0, boundaries[number + 1 :] - start)
    return Chunk(start, stop, inner, first, stop)


def check_last(last: int | None, n_rows: int) -> int | None:
    """Return how many of the last rows are wanted, None for all."""
    if last is None:
        return None
    if not isinstance(last, Integral) or not 1 <= last <= n_rows:
        raise ValueError(
            f"last must be an int from 1 to {n_rows}, the rows of X, or None, "
            f"got {last!r}."
        )
    return int(last)


def _cut_one(
    series_start: int, series_end: int, size: int, stride: int, before: int, after: int
) -> Iterator[Chunk]:
    """Yield the chunks of one series, which is longer than a chunk."""
    for first in range(series_start, series_end, size):
        last = min(first + size, series_end)
        n_skipped = max(first - before - series_start, 0) // stride * stride
        start = series_start + n_skipped
        stop = min(last + after, series_end)
        yield Chunk(start, stop, np.array([0, stop - start]), first, last)
