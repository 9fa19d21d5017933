"""Long series piece by piece, so that memory does not grow with their length."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Piece:
    """Some of the rows of one long series, or all rows of several short ones.

    Parameters
    ----------
    start, stop : int
        The rows that are read.
    borders : ndarray of int of shape (n_series + 1,)
        Where series begin among the rows that are read.
    first, last : int
        The rows that are kept: those whose neighbours are read too.
    """

    start: int
    stop: int
    borders: np.ndarray
    first: int
    last: int


def whole(borders):
    """Return all rows of all series as one piece.

    Parameters
    ----------
    borders : array-like of int of shape (n_series + 1,)
        First row of each series, then the number of rows.

    Returns
    -------
    piece : Piece
        The piece.
    """
    return Piece(0, borders[-1], borders, 0, borders[-1])


def cut(borders, size, stride, before, after):
    """Cut series into pieces that can be scored one after the other.

    Parameters
    ----------
    borders : array-like of int of shape (n_series + 1,)
        First row of each series, then the number of rows.
    size : int
        Rows that are kept of a piece, at most.
    stride : int
        Pieces start a multiple of so many rows after the start of their series, so
        that segments lie in them as they do in the whole series.
    before, after : int
        How many rows before and after the rows that are kept are read.

    Yields
    ------
    piece : Piece
        Together they keep every row once, in order.
    """
    borders = np.asarray(borders)
    number, n_series = 0, len(borders) - 1
    while number < n_series:
        low = borders[number]
        # As many whole series as there is room for.
        end = int(np.searchsorted(borders, low + size, side="right")) - 1
        if end > number:
            yield Piece(
                low, borders[end], borders[number : end + 1] - low, low, borders[end]
            )
            number = end
            continue
        yield from _cut_one(low, borders[number + 1], size, stride, before, after)
        number += 1


def _cut_one(low, high, size, stride, before, after):
    for first in range(low, high, size):
        last = min(first + size, high)
        start = low + max(first - before - low, 0) // stride * stride
        stop = min(last + after, high)
        yield Piece(start, stop, np.array([0, stop - start]), first, last)
