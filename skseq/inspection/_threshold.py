"""ThresholdDisplay: where thresholds lie among the scores of the training rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from numbers import Real
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import ArrayLike

from skseq.inspection._axes import (
    COLORS,
    DASHES,
    blue,
    stacked_axes,
    tidy,
)
from skseq.inspection._plotted import read_scores

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure
    from matplotlib.lines import Line2D

    from skseq.inspection._axes import AxesLike
    from skseq.thresholds import ThresholdRule

    Rule = ThresholdRule | Callable[[np.ndarray], float] | float

# Points of the curve of the tail, the rare rows as dense as the common ones.
N_POINTS = 1000


class ThresholdDisplay:
    """Histogram and tail of scores, with the thresholds that rules find in them.

    Use :meth:`from_estimator` or :meth:`from_predictions` to make one. The lower axes
    tell, on a logarithmic scale, which share of the rows lies above each score: where
    a threshold crosses the curve is the share of rows that it marks.

    Parameters
    ----------
    scores : ndarray of shape (n_timestamps,)
        Scores in scikit-learn's sign: the lower, the more abnormal.
    offsets : dict of str to float
        Thresholds by the name of the rule: rows with lower scores are marked.

    Attributes
    ----------
    marked : dict of str to float
        Share of the rows that each threshold marks.
    axes_ : ndarray of matplotlib.axes.Axes of shape (2,)
        That of the histogram and that of the tail.
    ax_ : matplotlib.axes.Axes
        The axes of the tail.
    figure_ : matplotlib.figure.Figure
        The figure.
    threshold_lines_ : dict of str to matplotlib.lines.Line2D
        Lines of the thresholds in the histogram.
    tail_line_ : matplotlib.lines.Line2D
        The curve of the tail.

    See Also
    --------
    AnomalyScoreDisplay : Scores and threshold along the series.

    Examples
    --------
    >>> import numpy as np
    >>> from skseq.inspection import ThresholdDisplay
    >>> scores = -np.random.RandomState(0).gamma(2.0, size=1000)
    >>> offsets = {"1 %": np.quantile(scores, 0.01), "fixed": -9.0}
    >>> display = ThresholdDisplay.from_predictions(scores, offsets)
    >>> display.marked
    {'1 %': 0.01, 'fixed': 0.0}
    """

    def __init__(self, scores: np.ndarray, offsets: dict[str, float]) -> None:
        self.scores = scores
        self.offsets = offsets

    @property
    def marked(self) -> dict[str, float]:
        """Share of the rows that each threshold marks, by the name of the rule."""
        return {
            name: float(np.mean(self.scores < offset))
            for name, offset in self.offsets.items()
        }

    @classmethod
    def from_estimator(
        cls,
        estimator: Any,
        X: ArrayLike,
        rules: Mapping[str, Rule] | Sequence[ThresholdRule] | None = None,
        *,
        ax: AxesLike | None = None,
    ) -> Self:
        """Score a series, mostly of normal rows, and draw the thresholds of rules.

        Parameters
        ----------
        estimator : estimator
            A fitted detector or pipeline with ``score_samples`` and
            ``decision_function``.
        X : array-like of shape (n_timestamps, n_features)
            Rows in whose scores rules find thresholds, best some that were not
            trained on. Otherwise give ``calibration_scores_`` to
            :meth:`from_predictions`.
        rules : dict of str to rule, callable or float, or list of rules, default=None
            Rules of :mod:`skseq.thresholds`, functions from scores to a threshold,
            or thresholds, by name; those of a list are called by their text. The
            threshold of the estimator itself is always drawn, as ``"predict"``.
        ax : matplotlib.axes.Axes or array-like of two of them, default=None
            Axes whose place is divided, or one for the histogram and one for the
            tail; by default a new figure.

        Returns
        -------
        display : ThresholdDisplay
            What was drawn.

        Raises
        ------
        ValueError
            If rows have different thresholds, as with a model for each series.
        """
        scores = estimator.score_samples(X)
        own = scores - estimator.decision_function(X)
        if np.ptp(own) > 1e-6 * np.abs(own).max():
            raise ValueError(
                f"the threshold differs from row to row, from {own.min():.3g} to "
                f"{own.max():.3g}: pass the rows of one series."
            )
        offsets = {"predict": float(np.median(own))}
        if not isinstance(rules, Mapping):
            rules = {str(rule): rule for rule in rules or ()}
        offsets |= {name: _offset(rule, scores) for name, rule in rules.items()}
        return cls.from_predictions(scores, offsets, ax=ax)

    @classmethod
    def from_predictions(
        cls,
        scores: ArrayLike,
        offsets: Mapping[str, float],
        *,
        ax: AxesLike | None = None,
    ) -> Self:
        """Draw scores and thresholds that are there already.

        Parameters
        ----------
        scores : array-like of shape (n_timestamps,)
            As ``score_samples`` returns them; rows without a score are left out.
        offsets : dict of str to float
            Thresholds by the name of the rule, in the sign of scores.
        ax : matplotlib.axes.Axes or array-like of two of them, default=None
            As for :meth:`from_estimator`.

        Returns
        -------
        display : ThresholdDisplay
            What was drawn.

        Raises
        ------
        ValueError
            If there is no score.
        """
        rows = read_scores(scores)
        finite = rows[np.isfinite(rows)]
        if not len(finite):
            raise ValueError("there is no finite score to draw: pass at least one.")
        return cls(finite, dict(offsets)).plot(ax)

    def plot(self, ax: AxesLike | None = None) -> Self:
        """Draw.

        Parameters
        ----------
        ax : matplotlib.axes.Axes or array-like of two of them, default=None
            As for :meth:`from_estimator`.

        Returns
        -------
        display : ThresholdDisplay
            This display.
        """
        self.axes_: np.ndarray = stacked_axes(ax, [1.8, 1.8], width=7.0, sharex=True)
        self.ax_: Axes = self.axes_[1]
        self.figure_: Figure | SubFigure = self.ax_.figure
        tidy(self.axes_)
        self._draw_histogram(self.axes_[0])
        self._draw_tail(self.ax_)
        self._draw_thresholds()
        return self

    def _draw_histogram(self, ax: Axes) -> None:
        """Draw how many rows have which score."""
        ax.hist(-self.scores, bins=80, color=blue(), alpha=0.6, log=True)
        ax.set_ylabel("rows")

    def _draw_tail(self, ax: Axes) -> None:
        """Draw which share of the rows lies above each score."""
        self.tail_line_: Line2D
        scores, shares = self.tail()
        (self.tail_line_,) = ax.step(scores, shares, color=blue(), where="post")
        ax.set_yscale("log")
        ax.set_ylabel("share of rows above")
        ax.set_xlabel("anomaly score")

    def tail(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the curve of the tail.

        Returns
        -------
        anomaly_scores : ndarray of shape (n_points,)
            Minus scores, in rising order: all of up to a thousand rows, and of more
            a thousand of them, with the largest.
        shares : ndarray of shape (n_points,)
            Share of the rows that are as abnormal, or more.
        """
        n_rows = len(self.scores)
        ranks = np.geomspace(1, n_rows, min(n_rows, N_POINTS)).round().astype(int)
        ranks = np.unique(ranks)[::-1]
        return -np.sort(self.scores)[ranks - 1], ranks / n_rows

    def _draw_thresholds(self) -> None:
        """Draw the threshold of each rule on both axes."""
        self.threshold_lines_: dict[str, Line2D] = {}
        for number, (name, offset) in enumerate(self.offsets.items()):
            look = {
                "color": COLORS[1:][number % (len(COLORS) - 1)],
                "ls": DASHES[number % len(DASHES)],
                "lw": 1.5,
            }
            label = f"{name}: {-offset:.3g} ({100 * self.marked[name]:.2g} %)"
            line = self.axes_[0].axvline(-offset, label=label, **look)
            self.axes_[1].axvline(-offset, **look)
            self.threshold_lines_[name] = line
        if self.offsets:
            self.axes_[0].legend(
                frameon=False,
                fontsize=9,
                ncols=2,
                loc="lower left",
                bbox_to_anchor=(0.0, 1.0),
            )


def _offset(rule: Rule, scores: np.ndarray) -> float:
    """Return the threshold that a rule finds in scores, in their sign."""
    if isinstance(rule, Real):
        return float(rule)
    find: Any = getattr(rule, "offset", rule)
    return float(find(scores))
