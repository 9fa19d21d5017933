"""LossCurveDisplay: how the loss of training fell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import numpy as np

from skseq._utils.constants import STEPS_PER_REPORT
from skseq.compose._last_step import steps_of
from skseq.inspection._axes import COLORS, DASHES, blue, one_axes, tidy

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure
    from matplotlib.lines import Line2D


class LossCurveDisplay:
    """Training and validation loss after each 25 steps of the optimizer.

    Use :meth:`from_estimator` to make one. The loss is the mean squared error of all
    estimates, in units of the variance of the training rows.

    Parameters
    ----------
    steps : ndarray of shape (n_entries,)
        Steps taken.
    loss : ndarray of shape (n_entries,)
        Mean training loss over the steps since the entry before.
    validation_loss : ndarray of shape (n_entries,) or None, default=None
        Loss on the validation rows after these steps.
    name : str or None, default=None
        Name of the detector, for the legend.

    Attributes
    ----------
    ax_ : matplotlib.axes.Axes
        The axes.
    figure_ : matplotlib.figure.Figure
        The figure.
    lines_ : list of matplotlib.lines.Line2D
        Training loss and, where there is any, validation loss.

    See Also
    --------
    GridSearchDisplay : How scores depend on parameters.

    Examples
    --------
    >>> from skseq.datasets import make_anomalous_series
    >>> from skseq.detectors import AutoencoderDetector
    >>> from skseq.inspection import LossCurveDisplay
    >>> X, y = make_anomalous_series(600, n_anomalies=2, random_state=0)
    >>> detector = AutoencoderDetector(window_size=16, max_iter=60, random_state=0)
    >>> display = LossCurveDisplay.from_estimator(detector.fit(X[:300]))
    >>> display.steps
    array([25, 50, 60])
    """

    def __init__(
        self,
        steps: np.ndarray,
        loss: np.ndarray,
        *,
        validation_loss: np.ndarray | None = None,
        name: str | None = None,
    ) -> None:
        self.steps = steps
        self.loss = loss
        self.validation_loss = validation_loss
        self.name = name

    @classmethod
    def from_estimator(
        cls, estimator: Any, *, name: str | None = None, ax: Axes | None = None
    ) -> Self:
        """Draw the losses of a fitted detector.

        Parameters
        ----------
        estimator : estimator
            A fitted detector with ``loss_curve_``, or a pipeline or search that ends
            with one.
        name : str, default=None
            Name in the legend; that of the class by default.
        ax : matplotlib.axes.Axes, default=None
            Axes to draw on; those of another display compare two detectors. A new
            figure by default.

        Returns
        -------
        display : LossCurveDisplay
            What was drawn.

        Raises
        ------
        ValueError
            If the detector has no loss curve.
        """
        _, detector = steps_of(estimator)[-1]
        if not hasattr(detector, "loss_curve_"):
            raise ValueError(
                f"{type(detector).__name__} has no loss_curve_: pass a detector that "
                "trains a network."
            )
        loss = np.asarray(detector.loss_curve_)
        steps = STEPS_PER_REPORT * np.arange(1, len(loss) + 1)
        steps = np.minimum(steps, detector.n_iter_)
        validation = detector.validation_loss_curve_
        display = cls(
            steps,
            loss,
            validation_loss=None if validation is None else np.asarray(validation),
            name=type(detector).__name__ if name is None else name,
        )
        return display.plot(ax)

    def plot(self, ax: Axes | None = None) -> Self:
        """Draw.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, default=None
            Axes to draw on; a new figure by default.

        Returns
        -------
        display : LossCurveDisplay
            This display.
        """
        self.ax_: Axes = one_axes(ax)
        self.figure_: Figure | SubFigure = self.ax_.figure
        tidy([self.ax_])
        prefix = "" if self.name is None else f"{self.name}, "
        curves = {"training": self.loss, "validation": self.validation_loss}
        self.lines_: list[Line2D] = []
        for label, curve in curves.items():
            if curve is not None:
                number = len(self.ax_.lines)
                colors = blue(), *COLORS[1:]
                self.lines_ += self.ax_.plot(
                    self.steps,
                    curve,
                    color=colors[number % len(colors)],
                    ls=DASHES[number % len(DASHES)],
                    label=prefix + label,
                )
        self.ax_.set_xlabel("steps of the optimizer")
        self.ax_.set_ylabel("loss")
        self.ax_.legend(frameon=False)
        return self
