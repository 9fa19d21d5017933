"""AnomalyScoreDisplay: a series, its labelled events, its scores and the limit."""

import numpy as np
from sklearn.utils import check_array, check_consistent_length, column_or_1d

from skseq._labels import as_anomalous
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
from skseq.inspection._series import (
    read_series,
    row_positions,
    rows_to_draw,
    runs_to_draw,
)

# Scores that exceed the limit by more are drawn on a logarithmic scale above it.
MUCH_BEYOND = 5.0
# Heights in inches: of a column, of many columns, and of the scores.
COLUMN, NARROW_COLUMN, SCORES = 0.9, 0.45, 1.5


class AnomalyScoreDisplay:
    """Series, labelled events, anomaly scores, limit and alarms, above each other.

    Use :meth:`from_estimator` or :meth:`from_predictions` to make one. Columns of X
    are drawn as small multiples with one axis of time. Long series are drawn by the
    least and greatest value in each of 2000 parts: a spike of a single row in a
    million stays visible.

    Parameters
    ----------
    scores : ndarray of shape (n_timestamps,)
        Scores in scikit-learn's sign: the lower, the more abnormal. NaN where a row
        has none.
    offset : float, ndarray of shape (n_timestamps,) or None, default=None
        Limit of normal scores.
    series : Series or None, default=None
        The series with the names of its columns and its index.
    anomalous : ndarray of bool of shape (n_timestamps,) or None, default=None
        Labelled rows.

    Attributes
    ----------
    alarms : ndarray of bool of shape (n_timestamps,) or None
        Rows whose score is below the limit.
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
    limit_line_ : matplotlib.lines.Line2D or None
        Line of the limit.

    See Also
    --------
    EventDisplay : One event close up.
    ThresholdDisplay : Where the limit lies among the scores of training.

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

    def __init__(self, scores, *, offset=None, series=None, anomalous=None):
        self.scores = scores
        self.offset = offset
        self.series = series
        self.anomalous = anomalous

    @property
    def alarms(self):
        """Rows whose score is below the limit, None without a limit."""
        return None if self.offset is None else self.scores < self.offset

    @classmethod
    def from_estimator(
        cls, estimator, X, y=None, *, columns=None, score_scale="auto", ax=None
    ):
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
            Scale of the anomaly scores: ``"symlog"`` is linear up to the limit and
            logarithmic beyond, so that a huge event hides no small one. ``"auto"``
            takes it where the limit is exceeded more than five times over.
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
        scores,
        *,
        X=None,
        y=None,
        offset=None,
        columns=None,
        score_scale="auto",
        ax=None,
    ):
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
            Limit: rows with lower scores are alarms.
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
        series = None if X is None else read_series(X)
        scores = check_array(
            scores, dtype=np.float64, ensure_2d=False, ensure_all_finite=False
        )
        scores = column_or_1d(scores)
        anomalous = None if y is None else as_anomalous(y, name="y")
        if offset is not None:
            offset = np.broadcast_to(np.asarray(offset, float), scores.shape)
        values = None if series is None else series.values
        check_consistent_length(scores, values, anomalous)
        display = cls(scores, offset=offset, series=series, anomalous=anomalous)
        return display.plot(ax, columns=columns, score_scale=score_scale)

    def plot(self, ax=None, *, columns=None, score_scale="auto"):
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
        self.axes_ = stacked_axes(ax, heights, sharex=True)
        self.ax_ = self.axes_[-1]
        self.figure_ = self.ax_.figure
        tidy(self.axes_)
        self._positions = self._row_positions()
        self._draw_columns(numbers)
        self._draw_scores(self._chosen_scale(score_scale))
        self._draw_marks()
        self._draw_frame()
        return self

    def _row_positions(self):
        if self.series is None:
            return row_positions(None, len(self.scores))
        return self.series.index

    def _chosen_scale(self, score_scale):
        if score_scale != "auto":
            return score_scale
        limit = self._greatest_limit()
        beyond = -np.nanmin(self.scores) if len(self.scores) else 0.0
        is_far = limit is not None and 0 < MUCH_BEYOND * limit < beyond
        return "symlog" if is_far else "linear"

    def _greatest_limit(self):
        return None if self.offset is None else float(np.max(-self.offset))

    def _line(self, ax, values, **options):
        rows = rows_to_draw(values)
        (line,) = ax.plot(self._positions[rows], values[rows], **options)
        return line

    def _draw_columns(self, numbers):
        self.column_lines_ = []
        for ax, number in zip(self.axes_, numbers, strict=False):
            line = self._line(ax, self.series.values[:, number], color=ink(), lw=0.7)
            self.column_lines_.append(line)
            ax.set_ylabel(
                self.series.names[number], rotation=0, ha="right", va="center"
            )
            ax.locator_params(axis="y", nbins=3)

    def _draw_scores(self, scale):
        ax = self.ax_
        self.score_line_ = self._line(
            ax, -self.scores, color=blue(), lw=1.0, label="anomaly score"
        )
        limit = self._greatest_limit()
        if scale == "symlog":
            self._set_symlog(limit or 1.0)
        self.limit_line_ = None
        if limit is not None:
            self.limit_line_ = self._line(
                ax, -self.offset, color=ink(), lw=1.0, ls="--", label="limit"
            )
            self._fill_above_limit()
        ax.set_ylabel("anomaly score")

    def _set_symlog(self, limit):
        self.ax_.set_yscale("symlog", linthresh=limit)
        # No ticks at powers of ten below the limit: they would crowd at zero.
        least = 10 ** np.ceil(np.log10(limit))
        ticker = pyplot().matplotlib.ticker
        locator = ticker.SymmetricalLogLocator(base=10, linthresh=least)
        self.ax_.yaxis.set_major_locator(locator)

    def _fill_above_limit(self):
        rows = rows_to_draw(-self.scores)
        scores, limits = -self.scores[rows], -self.offset[rows]
        self.ax_.fill_between(
            self._positions[rows],
            limits,
            scores,
            where=scores > limits,
            interpolate=True,
            color=VERMILION,
            alpha=0.35,
            lw=0,
        )

    def _draw_marks(self):
        if self.anomalous is not None:
            for ax in self.axes_:
                self._draw_runs(ax, self.anomalous, 0, 1, ORANGE, alpha=0.35)
        if self.alarms is not None:
            self._draw_runs(self.ax_, self.alarms, 0.0, 0.06, VERMILION, zorder=4)

    def _draw_runs(self, ax, mask, low, high, color, **options):
        first, last = self._positions[runs_to_draw(mask)].T
        # The edge keeps the shortest run visible.
        for start, stop in zip(first, last, strict=True):
            ax.axvspan(start, stop, low, high, color=color, lw=1.5, **options)

    def _draw_frame(self):
        mark_positions(self.ax_, self._positions)
        legend_above(self.axes_[0], self._legend_handles())

    def _legend_handles(self):
        patches = pyplot().matplotlib.patches
        handles = [self.score_line_]
        if self.limit_line_ is not None:
            handles += [
                self.limit_line_,
                patches.Patch(color=VERMILION, label="alarm"),
            ]
        if self.anomalous is not None:
            handles.append(
                patches.Patch(color=ORANGE, alpha=0.5, label="labelled event")
            )
        return handles
