"""EventDisplay: one event close up."""

import numpy as np
from sklearn.utils import check_array, check_consistent_length

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
from skseq.inspection._series import read_series

# Columns that are drawn by default, and bars of contributions.
N_COLUMNS, N_BARS = 3, 10


class EventDisplay:
    """One event: its rows, what the network expected, and the columns that drove it.

    Use :meth:`from_estimator` or :meth:`from_predictions` to make one.

    Parameters
    ----------
    series : Series
        The series with the names of its columns and its index.
    estimate : ndarray of shape (n_timestamps, n_features)
        What was expected, in the units of the series.
    contributions : ndarray of shape (n_timestamps, n_features)
        Share of each column in the error of each row.
    event : tuple of (int, int)
        First row of the event and the row after its last.
    margin : int or None, default=None
        Rows drawn before and after it; by default as many as it has, 20 at least.

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
        The shares, the greatest above.

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
    >>> display = EventDisplay.from_predictions(X, estimate, contributions, (50, 60))
    >>> display.shares
    array([0.1, 0.9])
    >>> display.drawn_rows()
    slice(30, 80, None)
    """

    def __init__(self, series, estimate, contributions, event, *, margin=None):
        self.series = series
        self.estimate = estimate
        self.contributions = contributions
        self.event = event
        self.margin = margin

    @property
    def shares(self):
        """Mean share of each column in the errors of the rows of the event."""
        return np.nanmean(self.contributions[slice(*self.event)], axis=0)

    @classmethod
    def from_estimator(cls, estimator, X, event, *, margin=None, columns=None, ax=None):
        """Draw an event with the estimates of a fitted detector.

        Parameters
        ----------
        estimator : estimator
            A fitted detector with ``predict_estimate`` and ``error_contributions``.
        X : array-like of shape (n_timestamps, n_features)
            Rows are consecutive, oldest first.
        event : tuple of (int, int) or mapping
            First row of the event and the row after its last, or an event of
            ``predict_events``, which holds them as ``start_row`` and ``stop_row``.
        margin : int, default=None
            Rows drawn before and after it; by default as many as it has, 20 at least.
        columns : array-like of str or int, default=None
            Names or numbers of the columns to draw; by default the three with the
            greatest shares in the error.
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
            If the event lies outside of X, or there is no such column.
        """
        return cls.from_predictions(
            X,
            estimator.predict_estimate(X),
            estimator.error_contributions(X),
            event,
            margin=margin,
            columns=columns,
            ax=ax,
        )

    @classmethod
    def from_predictions(
        cls,
        X,
        estimate,
        contributions,
        event,
        *,
        margin=None,
        columns=None,
        ax=None,
    ):
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
        series = read_series(X)
        estimate, contributions = (
            check_array(values, dtype=np.float64, ensure_all_finite=False)
            for values in (estimate, contributions)
        )
        check_consistent_length(series.values, estimate, contributions)
        if hasattr(event, "keys"):
            event = event["start_row"], event["stop_row"]
        start, stop = map(int, event)
        n_rows = len(series.values)
        if not 0 <= start < stop <= n_rows:
            raise ValueError(
                f"event=({start}, {stop}) is no run of rows of X, which has {n_rows}: "
                "pass its first row and the row after its last."
            )
        display = cls(series, estimate, contributions, (start, stop), margin=margin)
        return display.plot(ax, columns=columns)

    def drawn_rows(self):
        """Return which rows are drawn.

        Returns
        -------
        rows : slice
            Those of the event and of its margins.
        """
        start, stop = self.event
        margin = max(20, stop - start) if self.margin is None else self.margin
        n_rows = len(self.series.values)
        return slice(max(0, start - margin), min(n_rows, stop + margin))

    def plot(self, ax=None, *, columns=None):
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
        self.axes_ = stacked_axes(ax, heights)
        self.ax_ = self.axes_[0]
        self.figure_ = self.ax_.figure
        tidy(self.axes_)
        self.value_lines_, self.estimate_lines_ = [], []
        for axes, number in zip(self.axes_, numbers, strict=False):
            self._draw_column(axes, number)
        for axes in self.axes_[: len(numbers)]:
            mark_positions(axes, self.series.index[self.drawn_rows()])
        for axes in self.axes_[: len(numbers) - 1]:
            axes.tick_params(labelbottom=False)
            axes.set_xlabel("")
            axes.xaxis.offsetText.set_visible(False)
        self.bars_ = self._draw_bars(self.axes_[-1], n_bars) if n_bars else None
        patch = pyplot().matplotlib.patches.Patch
        handles = [self.value_lines_[0], self.estimate_lines_[0]]
        handles.append(patch(color=ORANGE, alpha=0.5, label="event"))
        legend_above(self.ax_, handles)
        return self

    def _chosen_columns(self, columns):
        if columns is not None:
            return self.series.columns(columns)
        return np.argsort(-self.shares, kind="stable")[:N_COLUMNS].tolist()

    def _draw_column(self, ax, number):
        rows = self.drawn_rows()
        positions = self.series.index
        values = self.series.values[rows, number]
        estimate = self.estimate[rows, number]
        start, stop = self.event
        ax.axvspan(positions[start], positions[stop - 1], color=ORANGE, alpha=0.25)
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

    def _draw_bars(self, ax, n_bars):
        order = np.argsort(-self.shares, kind="stable")[:n_bars]
        names = [self.series.names[number] for number in order]
        bars = ax.barh(np.arange(n_bars), self.shares[order], color=VERMILION)
        ax.set_yticks(np.arange(n_bars), names)
        ax.invert_yaxis()
        ax.set_xlim(0, 1)
        ax.set_xlabel("share of the error")
        return bars
