"""Averages along series: of errors, of those that are observed, and of rows.

Every sum is taken in an order that depends only on the rows summed, so an average does
not change by a bit with what else is averaged.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from skseq._series.known import known_quantiles

# An average over less than this share of its weights leans on the median error: the
# single error that is left beside a gap says little.
MIN_SHARE = 0.25
# Values that are smoothed at a time, and of those that are summed, at least one column.
VALUES_AT_A_TIME, VALUES_IN_CACHE = 2**20, 2**14
# Stands for the series of which each average takes all rows.
WHOLE = -1


def smooth(
    errors: np.ndarray, size: int, boundaries: ArrayLike, *, causal: bool = False
) -> np.ndarray:
    """Smooth errors along each series by a triangular window.

    It is the moving average over ``size`` rows, fewer at the ends of a series, taken
    twice: around each row or, if causal, over the row and those before it.
    """
    boundaries = np.asarray(boundaries)
    n_rows = np.diff(boundaries)
    # Series are kept apart by as many zeros as a sum reaches back, so those of one
    # length are averaged together: the zeros then take no more than the rows.
    kinds = np.minimum(np.frexp(n_rows)[1], int(size).bit_length())
    if not causal:
        # Each average is that of the whole series.
        kinds[n_rows <= (size - 1) // 2] = WHOLE
    if (kinds == kinds[0]).all():
        return _smooth_alike(errors, size, boundaries, kinds[0], causal=causal)
    smoothed = np.empty_like(errors)
    for kind in np.unique(kinds):
        rows = np.repeat(kinds == kind, n_rows)
        ends = np.append(0, np.cumsum(n_rows[kinds == kind]))
        smoothed[rows] = _smooth_alike(errors[rows], size, ends, kind, causal=causal)
    return smoothed


def _smooth_alike(
    errors: np.ndarray,
    size: int,
    boundaries: np.ndarray,
    kind: int,
    *,
    causal: bool,
) -> np.ndarray:
    """Smooth errors along series of about the same length."""
    n_rows = np.diff(boundaries)
    if kind == WHOLE:
        means = np.add.reduceat(errors, boundaries[:-1], axis=0) / n_rows[:, None]
        return np.repeat(means, n_rows, axis=0)
    # Of an even number of rows one more lies behind than ahead, or the other way
    # round; two averages that differ in this keep the center in its place.
    both = (0, 0) if causal else (size // 2, (size - 1) // 2)
    passes = [(ahead, _window_counts(boundaries, size, ahead)) for ahead in both]
    summed = _enough(size, n_rows.max()) if causal else size
    places, n_places = _places_apart(boundaries, summed)
    smoothed = np.empty_like(errors)
    n_columns = max(1, VALUES_AT_A_TIME // max(n_places, 1))
    for first in range(0, errors.shape[1], n_columns):
        columns = slice(first, first + n_columns)
        values = errors[:, columns]
        for ahead, counts in passes:
            apart = np.zeros((n_places + 2 * summed, values.shape[1]))
            apart[summed:-summed][places] = values
            sums = trailing_sums(apart, summed)
            values = sums[summed + ahead :][places]
            values /= counts
        smoothed[:, columns] = values
    return smoothed


def _enough(size: int, longest: int) -> int:
    """Return how many rows to sum instead of ``size`` where all before are zeros.

    At least the longest series, and in the same order: the tree of the sum, which
    starts with the lowest bit of its size, is only cut off where it meets zeros.
    """
    enough, left = 0, int(size)
    while left and enough < longest:
        span = left & -left
        wanted = 1 << max(int(longest) - enough - 1, enough).bit_length()
        enough += min(span, wanted)
        left -= span
    return enough


def _places_apart(
    boundaries: np.ndarray, size: int
) -> tuple[slice | np.ndarray, np.integer]:
    """Return where rows stand with ``size`` rows between series, and how many places.

    It is a slice for a single series, else an index for each row.
    """
    n_rows = np.diff(boundaries)
    if len(n_rows) == 1:
        return slice(0, boundaries[-1]), boundaries[-1]
    before = size * np.arange(len(n_rows))
    places = np.arange(boundaries[-1]) + np.repeat(before, n_rows)
    return places, boundaries[-1] + before[-1]


def _window_counts(boundaries: np.ndarray, size: int, ahead: int) -> np.ndarray:
    """Return over how many rows of its series each row is averaged."""
    n_rows = boundaries[-1]
    # A single short series, such as a window with a new row, waits for little else.
    if len(boundaries) == 2 and n_rows <= 2 * size:
        ends = np.arange(ahead + 1, ahead + 1 + n_rows, dtype=float)[:, None]
        return np.minimum(ends, n_rows) - np.maximum(ends - size, 0)
    counts = np.full((n_rows, 1), float(size))
    # Only rows near the ends of a series have fewer around them.
    if 2 * size * len(boundaries) > n_rows:
        rows = np.arange(n_rows)
    else:
        rows = (boundaries[:, None] + np.arange(-size, size)).clip(0, n_rows - 1)
        rows = rows.ravel()
    series = np.searchsorted(boundaries, rows, side="right") - 1
    starts = np.maximum(rows + ahead + 1 - size, boundaries[series])
    ends = np.minimum(rows + ahead + 1, boundaries[series + 1])
    counts[rows, 0] = ends - starts
    return counts


def smooth_masked(
    errors: np.ndarray,
    mask: np.ndarray | None,
    size: int,
    boundaries: ArrayLike,
    *,
    causal: bool = False,
) -> tuple[np.ndarray, np.ndarray | None]:
    """Smooth observed errors with zeros for the others, and return their shares.

    A share is how much of the weights fell on observed errors, of each row or of each
    column, as the mask has it; None = all.
    """
    if mask is None:
        return smooth(errors, size, boundaries, causal=causal), None
    sums = smooth(np.where(mask, errors, 0.0), size, boundaries, causal=causal)
    return sums, smooth(mask.astype(np.float64), size, boundaries, causal=causal)


def median_errors(
    sums: np.ndarray, shares: np.ndarray | None, mask: np.ndarray | None
) -> np.ndarray:
    """Return the median smoothed error of each column over the rows of its mask.

    It is zero for a column that is masked throughout.
    """
    if shares is None or mask is None:
        return known_quantiles(sums, None, 0.5)
    averages = np.divide(sums, shares, out=np.zeros_like(sums), where=mask)
    return known_quantiles(averages, mask, 0.5)


def average_masked(
    sums: np.ndarray, shares: np.ndarray | None, medians: np.ndarray
) -> np.ndarray:
    """Return smoothed errors as averages over the observed ones.

    Shares below ``MIN_SHARE`` are made up to it with the median error of the column.
    """
    if shares is None:
        return sums
    lacking = np.maximum(MIN_SHARE - shares, 0.0)
    return (sums + lacking * medians) / np.maximum(shares, MIN_SHARE)


def known_share(n_rows: np.ndarray, size: int) -> np.ndarray:
    """Return how far averages over ``size`` rows, twice, are filled by so many rows.

    For the rest stands what is usual: the errors of few rows are small by chance.
    """
    return np.minimum(n_rows / (2 * size - 1), 1.0)


def known_shares(boundaries: np.ndarray, size: int, *, causal: bool) -> np.ndarray:
    """Return :func:`known_share` of each row, (n_rows, 1).

    A causal average is filled by the rows so far, others by the whole series.
    """
    lengths = np.diff(boundaries)
    n_rows = np.repeat(lengths, lengths)
    if causal:
        n_rows = np.arange(1, boundaries[-1] + 1) - np.repeat(boundaries[:-1], lengths)
    return known_share(n_rows, size)[:, None]


def trailing_sums(values: np.ndarray, size: int) -> np.ndarray:
    """Sum each row and the ``size - 1`` before it; zeros where there are fewer.

    The sums are trees of pairwise sums. Running or cumulative ones would be as fast,
    but one huge value would spoil the last digits of all that follow it.
    """
    sums = np.zeros_like(values)
    # As many rows at a time as stay in the cache.
    n_rows = max(VALUES_IN_CACHE // values.shape[1], size)
    for first in range(size - 1, len(values), n_rows):
        rows = values[first - size + 1 : first + n_rows]
        _add_sums(rows, size, sums[first : first + n_rows])
    return sums


def _add_sums(values: np.ndarray, size: int, sums: np.ndarray) -> None:
    """Add to ``sums`` the sum of each ``size`` consecutive rows."""
    # The sums over the last ``span`` rows, from the row on that has so many.
    doubled, span, left = values, 1, size
    while True:
        if left & span:
            left -= span
            sums += doubled[left : left + len(sums)]
        if not left:
            return
        doubled = doubled[span:] + doubled[:-span]
        span *= 2


def smoothing_reach(size: int, *, causal: bool = False) -> tuple[int, int]:
    """Return how many rows before and after a row :func:`smooth` averages with it."""
    return (2 * (size - 1), 0) if causal else (size - 1, size - 1)
