"""Series as they are plotted: their axis, their columns, and long ones made short."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike
from sklearn.utils import check_array, column_or_1d

from skseq._series.runs import find_events
from skseq._series.table import take_times

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.lines import Line2D

# Values and scores may be missing.
FLOATS: dict[str, Any] = {"dtype": np.float64, "ensure_all_finite": False}
# Bins of a long series: more than a picture has pixels in its width.
N_BINS = 2000


@dataclass(frozen=True)
class PlottedSeries:
    """Values of a series, NaN where missing, the names of its columns, its axis.

    ``index`` holds where the rows lie: times (datetime64) or numbers that rise.
    """

    values: np.ndarray
    names: tuple[str, ...]
    index: np.ndarray

    def columns(self, columns: ArrayLike | None) -> list[int]:
        """Return the numbers of columns given by name or number, of all by default."""
        n_columns = len(self.names)
        if columns is None:
            return list(range(n_columns))
        asked: Any = [columns] if isinstance(columns, str | int) else columns
        numbers = [
            self.names.index(column) if column in self.names else column
            for column in asked
        ]
        for number in numbers:
            if isinstance(number, str) or not -n_columns <= number < n_columns:
                raise ValueError(
                    f"there is no column {number!r} in X: it has {n_columns} columns, "
                    f"{', '.join(self.names[:10])}{', ...' * (n_columns > 10)}."
                )
        return [int(number) % n_columns for number in numbers]


def read_plotted(X: ArrayLike) -> PlottedSeries:
    """Return the values of an array or a frame, the names of its columns, its axis.

    A column of times is an axis, not drawn.
    """
    X, times = take_times(X)
    values = np.asarray(check_array(X, **FLOATS))
    names = [str(name) for name in getattr(X, "columns", ())]
    if not names:
        names = [f"x{number}" for number in range(values.shape[1])]
    return PlottedSeries(values, tuple(names), row_positions(X, len(values), times))


def read_scores(scores: ArrayLike) -> np.ndarray:
    """Return one score for each row as float64."""
    return np.asarray(column_or_1d(check_array(scores, ensure_2d=False, **FLOATS)))


def row_positions(
    X: object, n_rows: int, times: np.ndarray | None = None
) -> np.ndarray:
    """Return where rows lie on the axis: at times, the index of X, or counted."""
    index = getattr(X, "index", None)
    if times is not None:
        positions = times
    # A list has an index, too: the method that searches it.
    elif index is None or callable(index) or getattr(index, "nlevels", 1) > 1:
        return np.arange(n_rows)
    else:
        if hasattr(index, "to_timestamp"):
            index = index.to_timestamp()
        positions = np.asarray(_local(index))
    if positions.dtype.kind not in "iufM":
        return np.arange(n_rows)
    falls = np.flatnonzero(positions[1:] < positions[:-1])
    if len(falls):
        raise ValueError(
            f"the index of X falls from row {falls[0]} to row {falls[0] + 1}: sort X "
            "by it or, to count rows instead, pass X.reset_index(drop=True)."
        )
    return positions


def _local(index: Any) -> Any:
    """Return the local times of an index with a zone, others as they are.

    Where the clock is set back they would fall: the clock of the first row goes on.
    """
    if getattr(index, "tz", None) is None:
        return index
    local = index.tz_localize(None)
    if local.is_monotonic_increasing or not len(index):
        return local
    return index.tz_convert(None) + (local[0] - index[:1].tz_convert(None)[0])


def rows_to_draw(values: np.ndarray, n_bins: int = N_BINS) -> np.ndarray:
    """Return the rows of a column that make the same picture as all of them.

    Of a long one the minimum and the maximum of each bin: nothing that stands out is
    lost, however short it is.
    """
    n_rows = len(values)
    if n_rows <= 2 * n_bins:
        return np.arange(n_rows)
    size = -(-n_rows // n_bins)
    padding = np.full(-n_rows % size, np.nan)
    bins = np.concatenate([values, padding]).reshape(-1, size)
    missing = np.isnan(bins)
    min_rows = np.where(missing, np.inf, bins).argmin(axis=1)
    max_rows = np.where(missing, -np.inf, bins).argmax(axis=1)
    starts = size * np.arange(len(bins))
    return np.unique(np.concatenate([starts + min_rows, starts + max_rows]))


def runs_to_draw(marked: np.ndarray, n_bins: int = N_BINS) -> np.ndarray:
    """Return (first, last) of each run of marked rows, shape (n_runs, 2).

    In a long series runs closer than the size of a bin are drawn as one.
    """
    n_rows = len(marked)
    max_gap = max(n_rows // n_bins - 1, 0)
    runs = find_events(marked, np.array([0, n_rows]), max_gap=max_gap)
    return np.column_stack([runs.starts, runs.stops - 1])


def draw_line(
    ax: Axes, positions: np.ndarray, values: np.ndarray, **look: Any
) -> Line2D:
    """Draw values along the rows."""
    rows = rows_to_draw(values)
    (line,) = ax.plot(positions[rows], values[rows], **look)
    return line


def fill_above(
    ax: Axes, positions: np.ndarray, values: np.ndarray, floor: np.ndarray, color: str
) -> None:
    """Fill what lies between a floor and the values above it."""
    rows = rows_to_draw(values)
    low, high = floor[rows], values[rows]
    above = {"where": high > low, "interpolate": True}
    look = {"color": color, "alpha": 0.35, "lw": 0}
    ax.fill_between(positions[rows], low, high, **above, **look)


def draw_runs(ax: Axes, positions: np.ndarray, marked: np.ndarray, **look: Any) -> None:
    """Draw a band over each run of marked rows."""
    for first, last in positions[runs_to_draw(marked)]:
        # The edge keeps the shortest run visible.
        ax.axvspan(first, last, lw=1.5, **look)
