"""AnomalyScoreDisplay: a series, its labelled events, its scores, the threshold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, Self

import numpy as np
from numpy.typing import ArrayLike
from sklearn.utils import check_consistent_length

from skseq._utils.labels import as_anomalous
from skseq.inspection._axes import (
    ORANGE,
    VERMILION,
    blue,
    ink,
    legend_above,
    mark_positions,
    pyplot,
    set_symlog,
    stacked_axes,
    tidy,
)
from skseq.inspection._plotted import (
    PlottedSeries,
    draw_line,
    draw_runs,
    fill_above,
    read_plotted,
    read_scores,
    row_positions,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure
    from matplotlib.lines import Line2D

    from skseq.inspection._axes import AxesLike

Scale = Literal["auto", "linear", "symlog"]
# Scores that exceed the threshold by more make the scale logarithmic above it.
MUCH_BEYOND = 5.0
# Heights in inches: of a column, of many columns, and of the scores.
COLUMN, NARROW_COLUMN, SCORES = 0.9, 0.45, 1.5


class AnomalyScoreDisplay:
    """Series, labelled events, anomaly scores, threshold and alarms, stacked.

    Use :meth:`from_estimator` or :meth:`from_predictions` to make one. Columns of X
    are drawn as small multiples with one axis of time. Long series are drawn by the
    minimum and maximum of each of 2000 bins: a spike of a single row in a million
    stays visible.

    Parameters
    ----------
    scores : ndarray of shape (n_timestamps,)
        Scores in scikit-learn's sign: the lower, the more abnormal. NaN where a row
        has none.
    offset : float, ndarray of shape (n_timestamps,) or None, default=None
        Threshold: rows with lower scores are alarms.
    series : PlottedSeries or None, default=None
        The series with the names of its columns and its axis.
    anomalous : ndarray of bool of shape (n_timestamps,) or None, default=None
        Labelled rows.

    Attributes
    ----------
    alarms : ndarray of bool of shape (n_timestamps,) or None
        Rows whose score is below the threshold.
    axes_ : ndarray of matplotlib.axes.Axes
        One for each drawn column, then that of the scores.
    ax_ : matplotlib.axes.Axes
        The axes of the scores.
    figure_ : matplotlib.figure.Figure
        The figure.
    column_lines_ : list of matplotlib.lines.Line2D
        Lines of the columns.
    score_line_ : matplotlib.lines.Line2D
        Line of the anomaly scores, which are minus ``scores``: they rise.
    threshold_line_ : matplotlib.lines.Line2D or None
        Line of the threshold.

    See Also
    --------
    EventDisplay : One event close up.
    ThresholdDisplay : Where the threshold lies among the scores of training.

    Examples
    --------
    >>> from skseq.datasets import make_anomalous_series
    >>> from skseq.detectors import AutoencoderDetector
    >>> from skseq.inspection import AnomalyScoreDisplay
    >>> X, y = make_anomalous_series(600, n_anomalies=2, random_state=0)
    >>> detector = AutoencoderDetector(window_size=16, max_iter=25, random_state=0)
    >>> display = AnomalyScoreDisplay.from_estimator(detector.fit(X[:300]), X, y)
    >>> display.ax_.get_ylabel()
    'anomaly score'
    """

    def __init__(
        self,
        scores: np.ndarray,
        *,
        offset: float | np.ndarray | None = None,
        series: PlottedSeries | None = None,
        anomalous: np.ndarray | None = None,
    ) -> None:
        self.scores = scores
        self.offset = offset
        self.series = series
        self.anomalous = anomalous

    @property
    def alarms(self) -> np.ndarray | None:
        """Rows whose score is below the threshold, None without one."""
        return None if self.offset is None else self.scores < self.offset

    @classmethod
    def from_estimator(
        cls,
        estimator: Any,
        X: ArrayLike,
        y: ArrayLike | None = None,
        *,
        columns: ArrayLike | None = None,
        score_scale: Scale = "auto",
        ax: AxesLike | None = None,
    ) -> Self:
        """Score a series by a fitted detector, and draw it.

        Parameters
        ----------
        estimator : estimator
            A fitted detector or pipeline with ``score_samples`` and
            ``decision_function``: of this package, or another as
            :class:`sklearn.ensemble.IsolationForest`.
        X : array-like of shape (n_timestamps, n_features)
            Rows are consecutive, oldest first. The index of a frame becomes the axis
            where it holds times or numbers; else rows are counted.
        y : array-like of shape (n_timestamps,), default=None
            Labels in {0, 1} (1 = anomaly), in {1, -1} (-1 = anomaly) or booleans.
        columns : array-like of str or int, default=None
            Names or numbers of the columns to draw; all by default.
        score_scale : {"auto", "linear", "symlog"}, default="auto"
            Scale of the anomaly scores: ``"symlog"`` is linear up to the threshold
            and logarithmic beyond, so that a huge event hides no small one.
            ``"auto"`` takes it where a score exceeds five times the threshold.
        ax : matplotlib.axes.Axes or array-like of them, default=None
            Axes whose place is divided, or one for each column and one for the
            scores; by default a new figure.

        Returns
        -------
        display : AnomalyScoreDisplay
            What was drawn.

        Raises
        ------
        ValueError
            If X, y or ``columns`` do not fit together.
        """
        scores = estimator.score_samples(X)
        # Not offset_: a pipeline has none, and a model for each series has many.
        offset = scores - estimator.decision_function(X)
        return cls.from_predictions(
            scores,
            X=X,
            y=y,
            offset=offset,
            columns=columns,
            score_scale=score_scale,
            ax=ax,
        )

    @classmethod
    def from_predictions(
        cls,
        scores: ArrayLike,
        *,
        X: ArrayLike | None = None,
        y: ArrayLike | None = None,
        offset: ArrayLike | None = None,
        columns: ArrayLike | None = None,
        score_scale: Scale = "auto",
        ax: AxesLike | None = None,
    ) -> Self:
        """Draw scores that are there already.

        Parameters
        ----------
        scores : array-like of shape (n_timestamps,)
            As ``score_samples`` returns them: the lower, the more abnormal.
        X : array-like of shape (n_timestamps, n_features), default=None
            The series, as for :meth:`from_estimator`.
        y : array-like of shape (n_timestamps,), default=None
            Labels, as for :meth:`from_estimator`.
        offset : float or array-like of shape (n_timestamps,), default=None
            Threshold: rows with lower scores are alarms.
        columns : array-like of str or int, default=None
            Names or numbers of the columns to draw; all by default.
        score_scale : {"auto", "linear", "symlog"}, default="auto"
            As for :meth:`from_estimator`.
        ax : matplotlib.axes.Axes or array-like of them, default=None
            As for :meth:`from_estimator`.

        Returns
        -------
        display : AnomalyScoreDisplay
            What was drawn.

        Raises
        ------
        ValueError
            If the arguments do not fit together.
        """
        series = None if X is None else read_plotted(X)
        rows = read_scores(scores)
        anomalous = (
            None if y is None else as_anomalous(y, name="y", takes_pos_label=False)
        )
        if offset is not None:
            offset = np.broadcast_to(np.asarray(offset, float), rows.shape)
        values = None if series is None else series.values
        check_consistent_length(rows, values, anomalous)
        display = cls(rows, offset=offset, series=series, anomalous=anomalous)
        return display.plot(ax, columns=columns, score_scale=score_scale)

    def plot(
        self,
        ax: AxesLike | None = None,
        *,
        columns: ArrayLike | None = None,
        score_scale: Scale = "auto",
    ) -> Self:
        """Draw.

        Parameters
        ----------
        ax : matplotlib.axes.Axes or array-like of them, default=None
            As for :meth:`from_estimator`.
        columns : array-like of str or int, default=None
            Names or numbers of the columns to draw; all by default.
        score_scale : {"auto", "linear", "symlog"}, default="auto"
            As for :meth:`from_estimator`.

        Returns
        -------
        display : AnomalyScoreDisplay
            This display.

        Raises
        ------
        ValueError
            If there is no such column or scale, or ``ax`` holds another number of
            axes than is drawn.
        """
        if score_scale not in ("auto", "linear", "symlog"):
            raise ValueError(
                f'score_scale={score_scale!r} is unknown: pass "auto", "linear" or '
                '"symlog".'
            )
        numbers = [] if self.series is None else self.series.columns(columns)
        height = COLUMN if len(numbers) <= 8 else NARROW_COLUMN
        heights = [height] * len(numbers) + [SCORES]
        self.axes_: np.ndarray = stacked_axes(ax, heights, sharex=True)
        self.ax_: Axes = self.axes_[-1]
        self.figure_: Figure | SubFigure = self.ax_.figure
        tidy(self.axes_)
        self._draw_columns(numbers)
        self._draw_scores(self._chosen_scale(score_scale))
        self._draw_marks()
        mark_positions(self.ax_, self._positions)
        legend_above(self.axes_[0], self._legend_handles())
        return self

    @property
    def _positions(self) -> np.ndarray:
        """Return where the rows lie on the axis."""
        if self.series is None:
            return row_positions(None, len(self.scores))
        return self.series.index

    def _chosen_scale(self, score_scale: Scale) -> Scale:
        """Return "linear" or "symlog" in place of "auto"."""
        if score_scale != "auto":
            return score_scale
        thresholds = self._thresholds
        if thresholds is None or not len(thresholds):
            return "linear"
        is_far = 0 < MUCH_BEYOND * thresholds.max() < -np.nanmin(self.scores)
        return "symlog" if is_far else "linear"

    @property
    def _thresholds(self) -> np.ndarray | None:
        """Return the threshold of each anomaly score, which is minus a score."""
        if self.offset is None:
            return None
        return np.broadcast_to(-np.asarray(self.offset, float), self.scores.shape)

    def _draw_columns(self, numbers: list[int]) -> None:
        """Draw columns, each on its own axes."""
        self.column_lines_: list[Line2D] = []
        if self.series is None:
            return
        for ax, number in zip(self.axes_, numbers, strict=False):
            values, name = self.series.values[:, number], self.series.names[number]
            line = draw_line(ax, self._positions, values, color=ink(), lw=0.7)
            self.column_lines_.append(line)
            ax.set_ylabel(name, rotation=0, ha="right", va="center")
            ax.locator_params(axis="y", nbins=3)

    def _draw_scores(self, scale: Scale) -> None:
        """Draw anomaly scores and threshold."""
        ax, positions = self.ax_, self._positions
        self.score_line_: Line2D = draw_line(
            ax, positions, -self.scores, color=blue(), lw=1.0, label="anomaly score"
        )
        thresholds = self._thresholds
        if scale == "symlog":
            set_symlog(ax, 1.0 if thresholds is None else thresholds.max() or 1.0)
        self.threshold_line_: Line2D | None = None
        if thresholds is not None:
            look = {"color": ink(), "lw": 1.0, "ls": "--", "label": "threshold"}
            self.threshold_line_ = draw_line(ax, positions, thresholds, **look)
            fill_above(ax, positions, -self.scores, thresholds, color=VERMILION)
        ax.set_ylabel("anomaly score")

    def _draw_marks(self) -> None:
        """Mark labelled rows on all axes, and alarms below the scores."""
        positions = self._positions
        if self.anomalous is not None:
            for ax in self.axes_:
                draw_runs(ax, positions, self.anomalous, color=ORANGE, alpha=0.35)
        if self.alarms is not None:
            look = {"ymax": 0.06, "color": VERMILION, "zorder": 4}
            draw_runs(self.ax_, positions, self.alarms, **look)

    def _legend_handles(self) -> list[Any]:
        """Return what the legend explains."""
        patch = pyplot().matplotlib.patches.Patch
        handles = [self.score_line_]
        if self.threshold_line_ is not None:
            handles += [self.threshold_line_, patch(color=VERMILION, label="alarm")]
        if self.anomalous is not None:
            label = "labelled event"
            handles.append(patch(color=ORANGE, alpha=0.5, label=label))
        return handles
