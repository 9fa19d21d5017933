"""Axes and colours that all displays share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    # Axes as users give them: one whose place is divided, or several.
    AxesLike = Axes | Sequence[Axes] | np.ndarray

# Okabe and Ito's colours, told apart by colour-blind readers too. None of them is
# near black or white, so they stand out on light and on dark pages.
BLUE, ORANGE, VERMILION, GREEN, PURPLE, SKY = (
    "#0072B2",
    "#E69F00",
    "#D55E00",
    "#009E73",
    "#CC79A7",
    "#56B4E9",
)
COLORS = BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY
# In print colours may be lost: lines that share axes differ in their dashes, too.
DASHES = "-", "--", "-.", ":", (0, (5, 1)), (0, (3, 1, 1, 1, 1, 1))


def pyplot() -> Any:
    """Return ``matplotlib.pyplot``, or say how to install it."""
    try:
        import matplotlib.pyplot as plt
    except ImportError as error:
        raise ImportError(
            "skseq.inspection draws with matplotlib, which is not installed: "
            'pip install "skseq[plot]".'
        ) from error
    return plt


def ink() -> str:
    """Return the colour of text in the current style: dark on light, or the reverse."""
    return pyplot().rcParams["text.color"]


def blue() -> str:
    """Return the blue that is easiest to see in the current style."""
    brightness = np.mean(pyplot().matplotlib.colors.to_rgb(ink()))
    return BLUE if brightness < 0.5 else SKY


def mark_positions(ax: Axes, positions: np.ndarray, label: str = "row") -> None:
    """Limit the axis of rows to what is drawn, and write times in few words."""
    if len(positions) > 1:
        ax.set_xlim(positions[0], positions[-1])
    if positions.dtype.kind == "M":
        dates = pyplot().matplotlib.dates
        locator = dates.AutoDateLocator()
        ax.xaxis.set_major_locator(locator)
        ax.xaxis.set_major_formatter(dates.ConciseDateFormatter(locator))
    else:
        ax.set_xlabel(label)


def set_symlog(ax: Axes, threshold: float) -> None:
    """Make the scale linear up to a threshold, and logarithmic above it."""
    ax.set_yscale("symlog", linthresh=threshold)
    # No ticks at powers of ten below the threshold: they would crowd at zero.
    first_tick = 10 ** np.ceil(np.log10(threshold))
    ticker = pyplot().matplotlib.ticker
    locator = ticker.SymmetricalLogLocator(base=10, linthresh=first_tick)
    ax.yaxis.set_major_locator(locator)


def one_axes(ax: Axes | None, figsize: tuple[float, float] = (6.4, 4.0)) -> Axes:
    """Return axes to draw on: those given, or those of a new figure."""
    if ax is not None:
        return ax
    return pyplot().subplots(figsize=figsize, layout="constrained")[1]


def stacked_axes(
    ax: AxesLike | None, heights: list[float], width: float = 9.0, **options: Any
) -> np.ndarray:
    """Return axes of these heights in inches, the uppermost first.

    They are those of a new figure, those that divide the place of ``ax``, or those
    given; ``options`` go to ``subplots``.
    """
    n_axes = len(heights)
    if ax is None:
        size = width, sum(heights) + 0.6
        figure = pyplot().figure(figsize=size, layout="constrained")
        figure.get_layout_engine().set(hspace=0.02, h_pad=0.03)
        grid = figure.add_gridspec(n_axes, 1, height_ratios=heights)
        return grid.subplots(squeeze=False, **options)[:, 0]
    if n_axes > 1 and not isinstance(ax, Sequence | np.ndarray):
        return _divide(ax, heights, options)
    axes = np.ravel(np.asarray(ax, dtype=object))
    if len(axes) != n_axes:
        raise ValueError(
            f"ax holds {len(axes)} axes where {n_axes} are drawn: pass that many, one "
            "whose place may be divided, or None."
        )
    return axes


def _divide(ax: Any, heights: list[float], options: dict[str, Any]) -> np.ndarray:
    """Return axes above each other in the place of one."""
    place = ax.get_subplotspec()
    if place is None:
        raise ValueError(
            f"ax has no place in a grid that could be divided into {len(heights)} axes:"
            " make it by plt.subplots, or pass as many axes."
        )
    ax.set_axis_off()
    grid = place.subgridspec(len(heights), 1, height_ratios=heights)
    return grid.subplots(squeeze=False, **options)[:, 0]


def tidy(axes: Iterable[Axes]) -> None:
    """Remove the frame where it says nothing."""
    for ax in axes:
        ax.spines[["top", "right"]].set_visible(False)
        ax.tick_params(labelsize=8)


def legend_above(ax: Axes, handles: list[Artist]) -> None:
    """Put a legend above axes, in one line, where it hides nothing."""
    ax.legend(
        handles=handles,
        loc="lower left",
        bbox_to_anchor=(0.0, 1.0),
        ncols=len(handles),
        frameon=False,
        fontsize=9,
        handlelength=1.6,
        columnspacing=1.6,
        borderaxespad=0.2,
    )
