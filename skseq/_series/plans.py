"""Segment plans: how a series is cut into the runs of rows that a network reads.

A *segment* is a run of ``length`` consecutive rows. Its first ``warm_up`` rows are
only read; the others are estimated and scored.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

# "window": windows that overlap and are estimated as a whole, for a network that sees a
# window at once. "block": long blocks that a network with a state reads once, each
# after a warm-up of one window.
Kind = Literal["window", "block"]

# How many windows cover a row where windows overlap.
WINDOWS_PER_ROW = 4
# Windows in a block, at least: with more, less is read twice for the warm-up.
WINDOWS_PER_BLOCK = 4
# Longest block on which a network is trained: longer ones take longer per step.
MAX_TRAINING_BLOCK = 256


@dataclass(frozen=True)
class SegmentPlan:
    """How a series is cut into segments, and which rows of them are estimated."""

    # Rows in a segment, and from its start to that of the next when a series is scored.
    length: int
    stride: int
    # Rows at the start of a segment that are read but not estimated.
    warm_up: int
    # How many rows after a row the estimates of that row may depend on.
    look_ahead: int
    # How many rows after a row each estimate of it is made; below 0 it is a forecast,
    # made that many rows before.
    lags: tuple[int, ...] = (0,)
    # Whether the first segment of a series starts with the first row and estimates its
    # warm-up, too, for a network that has been trained to start anywhere. Otherwise it
    # starts earlier, with repetitions of the first row.
    cold_start: bool = False

    @property
    def skipped(self) -> int:
        """Return how many rows at the start of a segment are estimated in none."""
        return 0 if self.cold_start else self.warm_up

    @property
    def n_valid(self) -> int:
        """Return how many rows the valid part of a segment has."""
        return self.length - self.skipped

    @property
    def delays(self) -> tuple[int, ...]:
        """Return how many rows after a row each estimate of it is known."""
        return tuple(max(0, lag) for lag in self.lags)

    @property
    def error_delays(self) -> tuple[int, ...]:
        """Return to the row how many rows later the error of each estimate is added.

        To the row itself where the plan looks ahead, otherwise where it is known.
        """
        return (0,) * len(self.lags) if self.look_ahead else self.delays

    @property
    def look_back(self) -> int:
        """Return how many rows before a row its estimate may depend on."""
        return self.length - 1

    def for_rows(self, n_rows: int) -> SegmentPlan:
        """Return the plan to follow where no series has more than so many rows.

        Its blocks are shorter where each series fits into one of as many rows as a
        window, as when a new row is scored given its window.
        """
        length = _power_of_two(self.warm_up + 1)
        if not self.cold_start or n_rows > length:
            return self
        return replace(self, length=length, stride=length - self.warm_up)


def scoring_plan(
    kind: Kind,
    window_size: int,
    *,
    causal: bool = False,
    lags: tuple[int, ...] = (0,),
) -> SegmentPlan:
    """Return how a series is cut when its rows are scored.

    If causal, no error depends on a later row: a window estimates its last row only,
    and in blocks errors are added where they become known.
    """
    warm_up = window_size - 1
    if kind == "block" and window_size > 1:
        length = _block_length(window_size)
        stride = length - warm_up
        look_ahead = 0 if causal else max(0, *lags)
        return SegmentPlan(length, stride, warm_up, look_ahead, lags, True)
    if kind == "block" or causal:
        return SegmentPlan(window_size, 1, warm_up, 0, lags)
    stride = max(1, window_size // WINDOWS_PER_ROW)
    return SegmentPlan(window_size, stride, 0, window_size - 1, lags)


def training_plan(
    kind: Kind, window_size: int, lags: tuple[int, ...] = (0,)
) -> SegmentPlan:
    """Return how a series is cut when a network is trained.

    All rows of a segment are estimated, so a network learns also what error to expect
    at the start, where it has seen little.
    """
    if kind == "block" and window_size > 1:
        length = min(_block_length(window_size), MAX_TRAINING_BLOCK)
        return SegmentPlan(length, length, 0, 0, lags)
    return SegmentPlan(window_size, 1, 0, window_size - 1, lags)


def _block_length(window_size: int) -> int:
    """Return the rows in a block, one of few numbers, so that programs are shared."""
    return _power_of_two(WINDOWS_PER_BLOCK * window_size)


def _power_of_two(number: int) -> int:
    """Return the smallest power of two that is not below a number."""
    return 1 << (number - 1).bit_length()
