"""Draw a series, its labelled events and the scores of detectors, one per axis."""

import matplotlib

matplotlib.use("Agg")  # writes a file, needs no display

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from PIL import Image

# Okabe and Ito's colours, which colour-blind readers can tell apart.
EVENT, SCORE, ALARM, INK = "#E69F00", "#0072B2", "#D55E00", "#333333"
BINS = 1200  # of an axis: about one per pixel
LEFT, RIGHT = 0.19, 0.88  # ends of the axes, as shares of the figure


def draw_comparison(path, series, results):
    """Write the figure.

    Parameters
    ----------
    path : str or Path
        File to write, ``.png`` by default.
    series : LabelledSeries
        The series: its scored rows are drawn, and the last training rows.
    results : list of Result
        Name, scores of all rows (higher = more abnormal), the threshold above which
        rows are alarmed, and metrics by name.
    """
    n_rows, train_end = len(series.X), series.train_end
    first = max(0, train_end - (n_rows - train_end) // 4)
    heights = [1.5] + [1.0] * len(results)
    figure, axes = plt.subplots(
        len(heights),
        sharex=True,
        height_ratios=heights,
        figsize=(10, 0.72 * sum(heights) + 0.9),
    )
    figure.subplots_adjust(left=LEFT, right=RIGHT, top=0.86, bottom=0.07, hspace=0.12)
    for axis in axes:
        _draw_frame(axis, series, first)
    _draw_series(axes[0], series, first)
    for axis, result in zip(axes[1:], results, strict=True):
        _draw_scores(axis, result, series, first)
    axes[-1].set_xlim(first, n_rows - 1)
    axes[-1].set_xlabel(
        "row     (scores above the dashed line are on a logarithmic scale)",
        color=INK,
        labelpad=2,
        fontsize=9,
    )
    axes[-1].tick_params(bottom=True, labelbottom=True, colors=INK)
    _draw_heading(figure, axes[0], series, results)
    _save(figure, path)
    plt.close(figure)


def decimate(values, n_bins=BINS):
    """Return positions and values to draw: the minimum and maximum of each bin.

    So even the shortest event of a long series is drawn.
    """
    if len(values) <= 2 * n_bins:
        return np.arange(len(values)), values
    starts = np.arange(n_bins) * len(values) // n_bins
    # Those of what is there: a missing value is drawn only where a bin has no other.
    minima = np.fmin.reduceat(values, starts)
    maxima = np.fmax.reduceat(values, starts)
    return np.repeat(starts, 2), np.column_stack([minima, maxima]).ravel()


def relative_to_training(scores, threshold, train_end):
    """Return scores scaled so that the training median is 0 and the threshold is 1.

    Above 1 the scale is logarithmic: a score of ten times the threshold becomes 2, so
    that a large event does not hide small ones.
    """
    median = np.median(scores[:train_end])
    relative = (scores - median) / max(threshold - median, np.finfo(float).tiny)
    return np.where(relative > 1, 1 + np.log10(np.maximum(relative, 1)), relative)


def _draw_frame(axis, series, first):
    axis.spines[:].set_visible(False)
    axis.tick_params(left=False, labelleft=False, bottom=False)
    axis.axvspan(first, series.train_end, color="0.93", lw=0, zorder=0)
    if series.y is not None:
        edges = np.flatnonzero(np.diff(series.y.astype(int), prepend=0, append=0))
        for start, stop in edges.reshape(-1, 2):
            # An edge of one point keeps the shortest event visible.
            axis.axvspan(
                start, stop, facecolor=EVENT, edgecolor=EVENT, alpha=0.35, zorder=1
            )


def _draw_series(axis, series, first):
    columns = series.X.T.astype(float)
    # A column without any value in what is drawn has nothing to draw.
    columns = columns[np.isfinite(columns[:, first:]).any(axis=1)]
    spread = np.nanstd(columns, axis=1, keepdims=True)
    columns = (columns - np.nanmean(columns, axis=1, keepdims=True)) / np.where(
        spread > 0, spread, 1
    )
    alpha = max(0.15, len(columns) ** -0.5)
    for column in columns:
        rows, values = decimate(column[first:])
        axis.plot(first + rows, values, color=INK, lw=0.6, alpha=alpha)
    low, high = np.nanquantile(columns[:, first:], [0.0005, 0.9995])
    margin = 0.1 * (high - low) or 1  # a constant series has no range
    axis.set_ylim(low - margin, high + margin)
    n_columns = series.X.shape[1]
    label = "series" if n_columns == 1 else f"series\n({n_columns} columns)"
    _label(axis, label)


def _draw_scores(axis, result, series, first):
    relative = relative_to_training(result.scores, result.threshold, series.train_end)
    rows, values = decimate(np.maximum(relative[first:], -0.5))
    rows = rows + first
    axis.fill_between(rows, 1, values, where=values > 1, color=ALARM, lw=0, zorder=2)
    axis.plot(rows, values, color=SCORE, lw=0.8, zorder=3)
    axis.axhline(1, color=INK, lw=0.7, ls=(0, (4, 3)), zorder=2)
    axis.set_ylim(-0.6, 1.05 * max(2, values.max()))
    _label(axis, result.name.replace(" + ", " +\n"))
    for place, value in enumerate(result.metrics.values()):
        text = "-" if np.isnan(value) else f"{value:.2f}"
        axis.text(
            1.045 + 0.085 * place,
            0.45,
            text,
            transform=axis.transAxes,
            ha="center",
            va="center",
            color=INK,
            fontsize=11,
        )


def _label(axis, text):
    axis.text(
        -0.01,
        0.45,
        text,
        transform=axis.transAxes,
        ha="right",
        va="center",
        color=INK,
        fontsize=9.5,
    )


def _draw_heading(figure, axis, series, results):
    figure.text(LEFT, 0.955, series.name, fontsize=13, color=INK, va="center")
    keys = [
        Line2D([], [], color=SCORE, lw=1.2, label="anomaly score"),
        Patch(color=ALARM, label="alarm: predict is -1"),
        Patch(color="0.9", label="training rows"),
    ]
    if series.y is not None:
        keys.insert(0, Patch(color=EVENT, alpha=0.5, label="labelled event"))
    figure.legend(
        handles=keys,
        loc="center left",
        bbox_to_anchor=(LEFT - 0.008, 0.905),
        ncols=len(keys),
        frameon=False,
        fontsize=9,
        handlelength=1.4,
        columnspacing=1.6,
        labelcolor=INK,
    )
    for place, name in enumerate(results[0].metrics):
        axis.text(
            1.045 + 0.085 * place,
            0.0,
            name.replace(" ", "\n"),
            transform=axis.transAxes,
            ha="center",
            va="bottom",
            color=INK,
            fontsize=9,
        )


def _save(figure, path):
    """Write a file with 64 colours, at a third of the size."""
    figure.set_dpi(130)
    figure.canvas.draw()
    pixels = Image.fromarray(np.asarray(figure.canvas.buffer_rgba())).convert("RGB")
    pixels.quantize(64).save(path, optimize=True)
