"""EventDisplay: one event close up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import ArrayLike
from sklearn.utils import check_array, check_consistent_length

from skseq.compose import last_step
from skseq.inspection._axes import (
    ORANGE,
    VERMILION,
    blue,
    ink,
    legend_above,
    mark_positions,
    pyplot,
    stacked_axes,
    tidy,
)
from skseq.inspection._plotted import FLOATS, PlottedSeries, read_plotted

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.container import BarContainer
    from matplotlib.figure import Figure, SubFigure
    from matplotlib.lines import Line2D

    from skseq.inspection._axes import AxesLike

# Columns that are drawn by default, and bars of contributions.
N_COLUMNS, N_BARS = 3, 10


class EventDisplay:
    """One event: its rows, what the network expected, and the columns that drove it.

    Use :meth:`from_estimator` or :meth:`from_predictions` to make one.

    Parameters
    ----------
    series : PlottedSeries
        The series with the names of its columns and its axis.
    estimate : ndarray of shape (n_timestamps, n_features)
        What was expected, in the units of the series.
    contributions : ndarray of shape (n_timestamps, n_features)
        Share of each column in the error of each row.
    event : mapping
        An event as ``predict_events`` of a detector returns it: a dict or a row of a
        pandas frame. Read are ``start_row``, its first row, and ``stop_row``, the row
        after its last.
    margin : int or None, default=None
        Rows drawn before and after it; by default as many as it has, at least 20.

    Attributes
    ----------
    shares : ndarray of shape (n_features,)
        Mean share of each column in the errors of the rows of the event.
    axes_ : ndarray of matplotlib.axes.Axes
        One for each drawn column, then that of the shares if there are several
        columns.
    ax_ : matplotlib.axes.Axes
        The first of the axes.
    figure_ : matplotlib.figure.Figure
        The figure.
    value_lines_, estimate_lines_ : list of matplotlib.lines.Line2D
        Lines of the drawn columns and of their estimates.
    bars_ : matplotlib.container.BarContainer or None
        The shares, the largest above.

    See Also
    --------
    AnomalyScoreDisplay : The whole series.

    Examples
    --------
    >>> import numpy as np
    >>> from skseq.inspection import EventDisplay
    >>> estimate = np.zeros((100, 2))
    >>> X = estimate.copy()
    >>> X[50:60, 1] = 3.0
    >>> contributions = np.tile([0.1, 0.9], (100, 1))
    >>> event = {"start_row": 50, "stop_row": 60}
    >>> display = EventDisplay.from_predictions(X, estimate, contributions, event)
    >>> display.shares
    array([0.1, 0.9])
    >>> display.drawn_rows()
    slice(30, 80, None)
    """

    def __init__(
        self,
        series: PlottedSeries,
        estimate: np.ndarray,
        contributions: np.ndarray,
        event: Mapping[str, Any],
        *,
        margin: int | None = None,
    ) -> None:
        self.series = series
        self.estimate = estimate
        self.contributions = contributions
        self.event = event
        self.margin = margin

    @property
    def shares(self) -> np.ndarray:
        """Mean share of each column in the errors of the rows of the event."""
        return np.nanmean(self.contributions[_rows_of(self.event)], axis=0)

    @classmethod
    def from_estimator(
        cls,
        estimator: Any,
        X: ArrayLike,
        event: Mapping[str, Any],
        *,
        margin: int | None = None,
        columns: ArrayLike | None = None,
        ax: AxesLike | None = None,
    ) -> Self:
        """Draw an event with the estimates of a fitted detector.

        Parameters
        ----------
        estimator : estimator
            A fitted detector with ``predict_expected`` and ``error_contributions``, or
            a pipeline or search that ends with one: what its last step reads is drawn.
        X : array-like of shape (n_timestamps, n_features)
            Rows are consecutive, oldest first.
        event : mapping
            An event of ``predict_events``: a dict or a row of a pandas frame. Read
            are ``start_row``, its first row, and ``stop_row``, the row after its last.
        margin : int, default=None
            Rows drawn before and after it; by default as many as it has, at least 20.
        columns : array-like of str or int, default=None
            Names or numbers of the columns to draw; by default the three with the
            largest shares in the error.
        ax : matplotlib.axes.Axes or array-like of them, default=None
            Axes whose place is divided, or one for each drawn column and, if X has
            several columns, one for the shares; by default a new figure.

        Returns
        -------
        display : EventDisplay
            What was drawn.

        Raises
        ------
        ValueError
            If ``event`` is no event, lies outside of X, or there is no such column.
        """
        detector, rows = last_step(estimator, X)
        return cls.from_predictions(
            rows,
            detector.predict_expected(rows),
            detector.error_contributions(rows),
            event,
            margin=margin,
            columns=columns,
            ax=ax,
        )

    @classmethod
    def from_predictions(
        cls,
        X: ArrayLike,
        estimate: ArrayLike,
        contributions: ArrayLike,
        event: Mapping[str, Any],
        *,
        margin: int | None = None,
        columns: ArrayLike | None = None,
        ax: AxesLike | None = None,
    ) -> Self:
        """Draw an event with estimates that are there already.

        Parameters
        ----------
        X : array-like of shape (n_timestamps, n_features)
            Rows are consecutive, oldest first.
        estimate : array-like of shape (n_timestamps, n_features)
            What was expected, in the units of X.
        contributions : array-like of shape (n_timestamps, n_features)
            Share of each column in the error of each row.
        event : tuple of (int, int) or mapping
            As for :meth:`from_estimator`.
        margin : int, default=None
            As for :meth:`from_estimator`.
        columns : array-like of str or int, default=None
            As for :meth:`from_estimator`.
        ax : matplotlib.axes.Axes or array-like of them, default=None
            As for :meth:`from_estimator`.

        Returns
        -------
        display : EventDisplay
            What was drawn.

        Raises
        ------
        ValueError
            If the arguments do not fit together.
        """
        series = read_plotted(X)
        expected, shares = (
            np.asarray(check_array(values, **FLOATS))
            for values in (estimate, contributions)
        )
        check_consistent_length(series.values, expected, shares)
        rows, n_rows = _rows_of(event), len(series.values)
        if not 0 <= rows.start < rows.stop <= n_rows:
            raise ValueError(
                f"event with start_row={rows.start} and stop_row={rows.stop} is no run "
                f"of rows of X, which has {n_rows}: pass an event of predict_events(X)."
            )
        display = cls(series, expected, shares, event, margin=margin)
        return display.plot(ax, columns=columns)

    def drawn_rows(self) -> slice:
        """Return which rows are drawn.

        Returns
        -------
        rows : slice
            Those of the event and of its margins.
        """
        rows = _rows_of(self.event)
        size = rows.stop - rows.start
        margin = max(20, size) if self.margin is None else self.margin
        n_rows = len(self.series.values)
        return slice(max(0, rows.start - margin), min(n_rows, rows.stop + margin))

    def plot(
        self, ax: AxesLike | None = None, *, columns: ArrayLike | None = None
    ) -> Self:
        """Draw.

        Parameters
        ----------
        ax : matplotlib.axes.Axes or array-like of them, default=None
            As for :meth:`from_estimator`.
        columns : array-like of str or int, default=None
            As for :meth:`from_estimator`.

        Returns
        -------
        display : EventDisplay
            This display.

        Raises
        ------
        ValueError
            If there is no such column, or ``ax`` holds another number of axes than is
            drawn.
        """
        numbers = self._chosen_columns(columns)
        n_bars = min(N_BARS, len(self.shares)) if len(self.shares) > 1 else 0
        heights = [1.2] * len(numbers) + [0.5 + 0.2 * n_bars] * (n_bars > 0)
        self.axes_: np.ndarray = stacked_axes(ax, heights)
        self.ax_: Axes = self.axes_[0]
        self.figure_: Figure | SubFigure = self.ax_.figure
        tidy(self.axes_)
        self.value_lines_: list[Line2D] = []
        self.estimate_lines_: list[Line2D] = []
        for axes, number in zip(self.axes_, numbers, strict=False):
            self._draw_column(axes, number)
        for axes in self.axes_[: len(numbers)]:
            mark_positions(axes, self.series.index[self.drawn_rows()])
        for axes in self.axes_[: len(numbers) - 1]:
            axes.tick_params(labelbottom=False)
            axes.set_xlabel("")
            axes.xaxis.offsetText.set_visible(False)
        self.bars_: BarContainer | None = None
        if n_bars:
            self.bars_ = self._draw_bars(self.axes_[-1], n_bars)
        patch = pyplot().matplotlib.patches.Patch
        mark = patch(color=ORANGE, alpha=0.5, label="event")
        legend_above(self.ax_, [self.value_lines_[0], self.estimate_lines_[0], mark])
        return self

    def _chosen_columns(self, columns: ArrayLike | None) -> list[int]:
        """Return the numbers of the columns to draw."""
        if columns is not None:
            return self.series.columns(columns)
        return np.argsort(-self.shares, kind="stable")[:N_COLUMNS].tolist()

    def _draw_column(self, ax: Axes, number: int) -> None:
        """Draw a column and its estimate around the event."""
        rows = self.drawn_rows()
        positions = self.series.index
        values = self.series.values[rows, number]
        estimate = self.estimate[rows, number]
        event = positions[_rows_of(self.event)]
        ax.axvspan(event[0], event[-1], color=ORANGE, alpha=0.25)
        ax.fill_between(positions[rows], estimate, values, color=VERMILION, alpha=0.3)
        (value_line,) = ax.plot(
            positions[rows], values, color=ink(), lw=1.0, label="series"
        )
        (estimate_line,) = ax.plot(
            positions[rows], estimate, color=blue(), lw=1.5, ls="--", label="estimate"
        )
        self.value_lines_.append(value_line)
        self.estimate_lines_.append(estimate_line)
        ax.set_ylabel(self.series.names[number])

    def _draw_bars(self, ax: Axes, n_bars: int) -> BarContainer:
        """Draw the largest shares of columns in the error."""
        order = np.argsort(-self.shares, kind="stable")[:n_bars]
        names = [self.series.names[number] for number in order]
        bars = ax.barh(np.arange(n_bars), self.shares[order], color=VERMILION)
        ax.set_yticks(np.arange(n_bars), names)
        ax.invert_yaxis()
        ax.set_xlim(0, 1)
        ax.set_xlabel("share of the error")
        return bars


def _rows_of(event: Mapping[str, Any]) -> slice:
    """Return the rows of an event, or say what an event is."""
    try:
        return slice(int(event["start_row"]), int(event["stop_row"]))
    except (KeyError, TypeError, IndexError) as error:
        raise ValueError(
            f"event={event!r:.60} is no event: pass one of predict_events(X), or a "
            "dict with start_row, its first row, and stop_row, the row after its last."
        ) from error
