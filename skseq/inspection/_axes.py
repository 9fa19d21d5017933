"""Axes and colours that all displays share."""

import numpy as np

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


def pyplot():
    """Return ``matplotlib.pyplot``, or say how to install it.

    Returns
    -------
    pyplot : module
        ``matplotlib.pyplot``.

    Raises
    ------
    ImportError
        If matplotlib is not installed.
    """
    try:
        import matplotlib.pyplot as plt
    except ImportError as error:
        raise ImportError(
            "skseq.inspection draws with matplotlib, which is not installed: "
            'pip install "skseq[plot]".'
        ) from error
    return plt


def ink():
    """Return the colour of text in the current style: dark on light, or the reverse.

    Returns
    -------
    color : str
        A colour of matplotlib.
    """
    return pyplot().rcParams["text.color"]


def blue():
    """Return the blue that is easiest to see in the current style.

    Returns
    -------
    color : str
        A darker blue where text is dark, a lighter one where it is light.
    """
    brightness = np.mean(pyplot().matplotlib.colors.to_rgb(ink()))
    return BLUE if brightness < 0.5 else SKY


def mark_positions(ax, positions, label="row"):
    """Limit the axis of rows to what is drawn, and write times in few words.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Axes to change.
    positions : ndarray of shape (n_rows,)
        Where rows lie: numbers, or times as datetime64.
    label : str, default="row"
        What numbers are called.
    """
    if len(positions) > 1:
        ax.set_xlim(positions[0], positions[-1])
    if positions.dtype.kind == "M":
        dates = pyplot().matplotlib.dates
        locator = dates.AutoDateLocator()
        ax.xaxis.set_major_locator(locator)
        ax.xaxis.set_major_formatter(dates.ConciseDateFormatter(locator))
    else:
        ax.set_xlabel(label)


def one_axes(ax, figsize=(6.4, 4.0)):
    """Return axes to draw on: those given, or those of a new figure.

    Parameters
    ----------
    ax : matplotlib.axes.Axes or None
        Axes of the user.
    figsize : tuple of (float, float), default=(6.4, 4.0)
        Width and height of a new figure, in inches.

    Returns
    -------
    ax : matplotlib.axes.Axes
        Axes to draw on.
    """
    if ax is not None:
        return ax
    return pyplot().subplots(figsize=figsize, layout="constrained")[1]


def stacked_axes(ax, heights, width=9.0, **options):
    """Return axes above each other.

    Parameters
    ----------
    ax : matplotlib.axes.Axes, array-like of them, or None
        Axes whose place is divided, axes to use as they are, or None for a new figure.
    heights : list of float
        Heights of the axes, in inches in a new figure.
    width : float, default=9.0
        Width of a new figure, in inches.
    **options : dict
        Passed to ``matplotlib.figure.Figure.subplots``, as ``sharex``.

    Returns
    -------
    axes : ndarray of matplotlib.axes.Axes of shape (n_axes,)
        Axes to draw on, the uppermost first.

    Raises
    ------
    ValueError
        If the number of axes is not the one that is needed.
    """
    n_axes = len(heights)
    if ax is None:
        size = width, sum(heights) + 0.6
        figure = pyplot().figure(figsize=size, layout="constrained")
        figure.get_layout_engine().set(hspace=0.02, h_pad=0.03)
        grid = figure.add_gridspec(n_axes, 1, height_ratios=heights)
        return grid.subplots(squeeze=False, **options)[:, 0]
    if np.ndim(ax) == 0 and n_axes > 1:
        return _divide(ax, heights, options)
    axes = np.ravel(np.asarray(ax, dtype=object))
    if len(axes) != n_axes:
        raise ValueError(
            f"ax holds {len(axes)} axes where {n_axes} are drawn: pass that many, one "
            "whose place may be divided, or None."
        )
    return axes


def _divide(ax, heights, options):
    place = ax.get_subplotspec()
    if place is None:
        raise ValueError(
            f"ax has no place in a grid that could be divided into {len(heights)} axes:"
            " make it by plt.subplots, or pass as many axes."
        )
    ax.set_axis_off()
    grid = place.subgridspec(len(heights), 1, height_ratios=heights)
    return grid.subplots(squeeze=False, **options)[:, 0]


def tidy(axes):
    """Take away the frame where it says nothing.

    Parameters
    ----------
    axes : iterable of matplotlib.axes.Axes
        Axes to change.
    """
    for ax in axes:
        ax.spines[["top", "right"]].set_visible(False)
        ax.tick_params(labelsize=8)


def legend_above(ax, handles):
    """Put a legend above axes, in one line, where it hides nothing.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Axes to put it above.
    handles : list of matplotlib.artist.Artist
        What it explains.
    """
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
