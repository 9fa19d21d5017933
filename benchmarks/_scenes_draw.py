"""Pictures of scenes: the columns, the true events, and what detectors say of them."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
from _decision_series import JudgedSeries

# More columns cannot be told apart; those drawn are the first ones.
MOST_COLUMNS = 4
EVENT, ALARM = "#E69F00", "#D55E00"


class Alarms(NamedTuple):
    """What a detector says of each row: above 0 is worse than its threshold."""

    badness: np.ndarray
    alarms: np.ndarray


def draw(scene: JudgedSeries, found: dict[str, Alarms], path: Path) -> None:
    """Draw the rows after those of training, with one line of scores a detector."""
    from matplotlib.figure import Figure

    path.parent.mkdir(parents=True, exist_ok=True)
    X = np.asarray(scene.X)[:, :MOST_COLUMNS]
    new = slice(scene.n_train, None)
    rows, is_event = np.arange(len(X))[new], scene.y[new] == 1
    n_columns = X.shape[1]
    n_axes = n_columns + len(found)
    figure = Figure(figsize=(14, 1 + 1.1 * n_axes), layout="constrained")
    axes = figure.subplots(n_axes, sharex=True, squeeze=False)[:, 0]
    titles = [f"{scene.name}, column {i}" for i in range(n_columns)] + [*found]
    for ax, title in zip(axes, titles, strict=True):
        ax.set_title(title, loc="left", size=8)
        ax.tick_params(labelsize=7)
    for ax, column in zip(axes, X.T, strict=False):
        ax.plot(rows, column[new], lw=0.6, color="0.2")
        _shade(ax, rows, is_event, EVENT, (0, 1))
    for ax, (badness, alarms) in zip(axes[n_columns:], found.values(), strict=True):
        # A few rows that are far worse would hide the others.
        size = np.quantile(np.abs(badness[new]), 0.98) or 1.0
        ax.plot(rows, np.clip(badness[new] / size, -1, 2), lw=0.6, color="#0072B2")
        ax.axhline(0, ls="--", lw=0.6, color="0.3")
        ax.set_yticks([])
        _shade(ax, rows, is_event, EVENT, (0, 1))
        _shade(ax, rows, alarms[new], ALARM, (0, 0.12))
    axes[-1].set_xlabel("row", size=8)
    figure.savefig(path, dpi=70)


def _shade(ax, rows: np.ndarray, marked: np.ndarray, color: str, part: tuple) -> None:
    """Fill the marked rows in a part of the height of the axes."""
    ax.fill_between(
        rows,
        *part,
        where=marked,
        step="mid",
        color=color,
        alpha=0.35 if color == EVENT else 1.0,
        lw=0,
        transform=ax.get_xaxis_transform(),
    )
