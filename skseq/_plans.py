"""Segment plans: how a series is cut into the runs of rows that a network reads.

A *segment* is a run of ``length`` consecutive rows. Its first ``warm_up`` rows are
only read; the others are estimated and scored.
"""

from dataclasses import dataclass, replace

import numpy as np

# How many windows cover a row where windows overlap.
WINDOWS_PER_ROW = 4
# Windows in a block, at least: with more, less is read twice for the warm-up.
WINDOWS_PER_BLOCK = 4
# Longest block on which a network is trained: longer ones take longer per step.
LONGEST_TRAINING_BLOCK = 256


@dataclass(frozen=True)
class SegmentPlan:
    """How a series is cut into segments.

    Parameters
    ----------
    length : int
        Rows in a segment.
    stride : int
        Rows from the start of one segment to the start of the next when a series is
        scored.
    warm_up : int
        Rows at the start of a segment that are read but not estimated.
    look_ahead : int
        How many rows after a row the estimates of that row may depend on.
    horizons : tuple of int, default=(0,)
        How many rows ahead each estimate of a network is made; below 0 it is made that
        many rows later, when more has been read.
    cold_start : bool, default=False
        Whether the first segment of a series starts with the first row and estimates
        its warm-up, too, for a network that has been trained to start anywhere.
        Otherwise it starts earlier, with repetitions of the first row.
    """

    length: int
    stride: int
    warm_up: int
    look_ahead: int
    horizons: tuple = (0,)
    cold_start: bool = False

    @property
    def skipped(self):
        """Rows at the start of every segment that are not estimated in any."""
        return 0 if self.cold_start else self.warm_up

    @property
    def payload(self):
        """Rows of a segment that may be estimated."""
        return self.length - self.skipped

    @property
    def lateness(self):
        """How many rows after a row each estimate of it is made."""
        return tuple(max(0, -horizon) for horizon in self.horizons)

    @property
    def error_lags(self):
        """How many rows after a row the error of each estimate of it counts.

        At once where the plan looks ahead, otherwise when they are known.
        """
        return (0,) * len(self.horizons) if self.look_ahead else self.lateness

    def for_rows(self, n_rows):
        """Return the plan to follow where no series has more than so many rows.

        Parameters
        ----------
        n_rows : int
            Rows of the longest series.

        Returns
        -------
        plan : SegmentPlan
            With shorter blocks where each series fits into one of as many rows as a
            window, rounded up to a power of two: as when a new row is scored given its
            window. Otherwise this plan.
        """
        length = _power_of_two(self.warm_up + 1)
        if not self.cold_start or n_rows > length:
            return self
        return replace(self, length=length, stride=length - self.warm_up)

    @property
    def look_back(self):
        """How many rows before a row its estimate may depend on."""
        return self.length - 1


def scoring_plan(kind, window_size, *, causal=False, horizons=(0,)):
    """Return how a series is cut when its rows are scored.

    Parameters
    ----------
    kind : {"window", "block"}
        ``"window"``: windows that overlap and are estimated as a whole, for a network
        that sees a window at once. ``"block"``: long blocks that a network with a
        state reads once, each after a warm-up of one window.
    window_size : int
        Rows in a window.
    causal : bool, default=False
        Whether no error may depend on a later row. A window then estimates its last
        row only; in blocks errors count where they become known.
    horizons : tuple of int, default=(0,)
        How many rows ahead each estimate of a block is made.

    Returns
    -------
    plan : SegmentPlan
        The plan; with ``window_size=1`` its segments are single rows.
    """
    warm_up = window_size - 1
    if kind == "block" and window_size > 1:
        length = _block_length(window_size)
        stride = length - warm_up
        look_ahead = 0 if causal else max(0, -min(horizons))
        return SegmentPlan(length, stride, warm_up, look_ahead, horizons, True)
    if kind == "block" or causal:
        return SegmentPlan(window_size, 1, warm_up, 0, horizons)
    stride = max(1, window_size // WINDOWS_PER_ROW)
    return SegmentPlan(window_size, stride, 0, window_size - 1, horizons)


def training_plan(kind, window_size, horizons=(0,)):
    """Return how a series is cut when a network is trained.

    Parameters
    ----------
    kind : {"window", "block"}
        As for :func:`scoring_plan`.
    window_size : int
        Rows in a window.
    horizons : tuple of int, default=(0,)
        As for :func:`scoring_plan`.

    Returns
    -------
    plan : SegmentPlan
        The plan: whole windows or blocks, of which all rows count. A network thus
        learns also what error to expect at the start, where it has seen little.
    """
    if kind == "block" and window_size > 1:
        length = min(_block_length(window_size), LONGEST_TRAINING_BLOCK)
        return SegmentPlan(length, length, 0, 0, horizons)
    return SegmentPlan(window_size, 1, 0, window_size - 1, horizons)


def _block_length(window_size):
    # A power of two: windows of many sizes share the programs of a few lengths.
    return _power_of_two(WINDOWS_PER_BLOCK * window_size)


def _power_of_two(number):
    return 2 ** int(np.ceil(np.log2(number)))
