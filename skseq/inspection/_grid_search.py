"""GridSearchDisplay: the score of a search against one or two of its parameters."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Number
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from skseq.inspection._axes import blue, one_axes, tidy

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.container import ErrorbarContainer
    from matplotlib.figure import Figure, SubFigure
    from matplotlib.image import AxesImage


class GridSearchDisplay:
    """Scores of a search against one parameter (a line) or two (a table).

    Use :meth:`from_estimator` to make one. Where a search has more parameters than
    are drawn, each value is shown with the best of the others.

    Parameters
    ----------
    scores : ndarray of shape (n_values,) or (n_values_of_first, n_values_of_second)
        Mean score over the splits; NaN where a pair was not tried.
    spreads : ndarray of the shape of scores
        Standard deviation over the splits.
    params : dict of str to list of str
        Labels of the values of each drawn parameter, in order.
    scorer : str, default="score"
        Name of the score.

    Attributes
    ----------
    ax_ : matplotlib.axes.Axes
        The axes.
    figure_ : matplotlib.figure.Figure
        The figure.
    errorbar_ : matplotlib.container.ErrorbarContainer or None
        Means and spreads, where one parameter is drawn.
    image_ : matplotlib.image.AxesImage or None
        The table, where two are.

    See Also
    --------
    sklearn.model_selection.GridSearchCV : The search.

    Examples
    --------
    >>> from sklearn.model_selection import GridSearchCV, TimeSeriesSplit
    >>> from skseq.datasets import make_anomalous_series
    >>> from skseq.detectors import AutoencoderDetector
    >>> from skseq.inspection import GridSearchDisplay
    >>> X, y = make_anomalous_series(600, n_anomalies=0, random_state=0)
    >>> search = GridSearchCV(
    ...     AutoencoderDetector(max_iter=25, random_state=0),
    ...     {"window_size": [8, 16]},
    ...     cv=TimeSeriesSplit(2),
    ... ).fit(X)
    >>> GridSearchDisplay.from_estimator(search).params
    {'window_size': ['8', '16']}
    """

    def __init__(
        self,
        scores: np.ndarray,
        spreads: np.ndarray,
        params: dict[str, list[str]],
        *,
        scorer: str = "score",
    ) -> None:
        self.scores = scores
        self.spreads = spreads
        self.params = params
        self.scorer = scorer

    @classmethod
    def from_estimator(
        cls,
        search: Any,
        params: str | Sequence[str] | None = None,
        *,
        metric: str = "score",
        ax: Axes | None = None,
    ) -> Self:
        """Draw a fitted search.

        Parameters
        ----------
        search : estimator
            A fitted :class:`sklearn.model_selection.GridSearchCV`, or another search
            with ``cv_results_``.
        params : str or list of str, default=None
            One or two parameters to draw; by default the first two that were varied.
        metric : str, default="score"
            Name of the scorer, where the search has several.
        ax : matplotlib.axes.Axes, default=None
            Axes to draw on; a new figure by default.

        Returns
        -------
        display : GridSearchDisplay
            What was drawn.

        Raises
        ------
        ValueError
            If the search has no such parameter or metric, or more than two are to be
            drawn.
        """
        check_is_fitted(search, "cv_results_")
        results = search.cv_results_
        if f"mean_test_{metric}" not in results:
            known = [k[10:] for k in results if k.startswith("mean_test_")]
            raise ValueError(
                f"the search has no metric {metric!r}: pass metric= one of {known}."
            )
        candidates = results["params"]
        names = _drawn_params(candidates, params)
        columns = [
            _labels([candidate[name] for candidate in candidates]) for name in names
        ]
        labels = dict(zip(names, (known for known, _ in columns), strict=True))
        places = zip(*(places for _, places in columns), strict=True)
        scores, spreads = _best_of_others(
            list(places),
            results[f"mean_test_{metric}"],
            results[f"std_test_{metric}"],
            tuple(map(len, labels.values())),
        )
        return cls(scores, spreads, labels, scorer=metric).plot(ax)

    def plot(self, ax: Axes | None = None) -> Self:
        """Draw.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, default=None
            Axes to draw on; a new figure by default.

        Returns
        -------
        display : GridSearchDisplay
            This display.
        """
        self.ax_: Axes = one_axes(ax)
        self.figure_: Figure | SubFigure = self.ax_.figure
        self.errorbar_: ErrorbarContainer | None = None
        self.image_: AxesImage | None = None
        if len(self.params) == 1:
            self._draw_line()
        else:
            self._draw_table()
        return self

    def _draw_line(self) -> None:
        """Draw the scores of the values of one parameter."""
        ((name, labels),) = self.params.items()
        places = np.arange(len(labels))
        self.errorbar_ = self.ax_.errorbar(
            places, self.scores, self.spreads, color=blue(), marker="o", capsize=4
        )
        self.ax_.set_xticks(places, labels)
        self.ax_.set_xlabel(name)
        self.ax_.set_ylabel(f"mean {self.scorer}, spread over splits")
        tidy([self.ax_])

    def _draw_table(self) -> None:
        """Draw the scores of the pairs of values of two parameters."""
        (first, rows), (second, columns) = self.params.items()
        self.image_ = self.ax_.imshow(self.scores, cmap="cividis", aspect="auto")
        low, high = np.nanmin(self.scores), np.nanmax(self.scores)
        for place, score in np.ndenumerate(self.scores):
            is_bright = score > (low + high) / 2
            text = "-" if np.isnan(score) else f"{score:.3g}"
            color = "black" if is_bright else "white"
            if np.isnan(score):
                color = self.ax_.xaxis.label.get_color()
            self.ax_.text(
                place[1], place[0], text, ha="center", va="center", color=color
            )
        self.ax_.set_yticks(np.arange(len(rows)), rows)
        self.ax_.set_xticks(np.arange(len(columns)), columns)
        self.ax_.set_ylabel(first)
        self.ax_.set_xlabel(second)
        self.figure_.colorbar(self.image_, ax=self.ax_, label=f"mean {self.scorer}")


def _drawn_params(
    candidates: list[dict[str, Any]], params: str | Sequence[str] | None
) -> list[str]:
    """Return the names of the one or two parameters to draw."""
    varied = [
        name
        for name in candidates[0]
        if all(name in candidate for candidate in candidates)
        and len(_labels([candidate[name] for candidate in candidates])[0]) > 1
    ]
    names = varied[:2] if params is None else params
    names = [names] if isinstance(names, str) else list(names)
    unknown = [name for name in names if any(name not in c for c in candidates)]
    if unknown or not 1 <= len(names) <= 2:
        raise ValueError(
            f"params={params!r} cannot be drawn: pass one or two of the parameters "
            f"that all candidates have, out of {varied}."
        )
    return names


def _best_of_others(
    places: list[tuple[int, ...]],
    means: np.ndarray,
    spreads: np.ndarray,
    shape: tuple[int, ...],
) -> tuple[np.ndarray, np.ndarray]:
    """Return the best mean at each place, and its spread, in arrays of this shape."""
    best, spread = np.full(shape, np.nan), np.full(shape, np.nan)
    for place, mean, deviation in zip(places, means, spreads, strict=True):
        if not mean <= best[place]:
            best[place], spread[place] = mean, deviation
    return best, spread


def _labels(values: list[Any]) -> tuple[list[str], list[int]]:
    """Return the labels of the distinct values, and the place of each value."""
    labels = list(map(_label, values))
    if len(set(labels)) < len({id(value) for value in values}):
        # Two detectors of one class, told apart by their parameters.
        labels = list(map(str, values))
    order = list(range(len(values)))
    if all(isinstance(value, Number) for value in values):
        order.sort(key=values.__getitem__)
    distinct = list(dict.fromkeys(labels[number] for number in order))
    return distinct, [distinct.index(label) for label in labels]


def _label(value: Any) -> str:
    """Return the label of a value: the name of its class for an estimator."""
    return type(value).__name__ if isinstance(value, BaseEstimator) else str(value)
