"""Seasons longer than a window: what a column usually is at each phase of a period.

A period is a number of rows, or a day or a week by the clock. Its profile is learned
phase by phase, from as many values as there are cycles in the training rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

Period = int | Literal["day", "week"]

DAY = np.timedelta64(1, "D")
# Phases of a day: a profile by the second would be learned from a value or two.
MAX_PHASES = 1440
# A week is averaged over so many parts of a day: it has few cycles, and what repeats by
# the minute has been found in the day.
PARTS_OF_DAY = 24
SUNDAY = 6
# A season is one if it explains so much of what is left in rows that it was not
# learned from.
MIN_EXPLAINED = 0.02


@dataclass(frozen=True)
class Season:
    """The phases of a period: how rows are told apart, and how they are averaged."""

    period: Period
    n_phases: int
    smoothing: int  # phases

    @classmethod
    def of(cls, period: Period, step: np.timedelta64 | None) -> Season:
        """Return the phases of a period in rows that are a step of time apart."""
        if isinstance(period, int):
            return cls(period, period, 1)
        n_phases = 1
        if step is not None and step > np.timedelta64(0):
            n_phases = int(np.clip(round(DAY / step), 1, MAX_PHASES))
        if period == "day":
            return cls(period, n_phases, 1)
        return cls(period, 7 * n_phases, max(n_phases // PARTS_OF_DAY, 1))

    def phases(
        self,
        times: np.ndarray | None,
        boundaries: np.ndarray,
        days_off: np.ndarray,
    ) -> np.ndarray:
        """Return the phase of each row.

        Rows are counted from the first one of their series, time by the clock. Days off
        are like Sundays.
        """
        if isinstance(self.period, int):
            first = np.repeat(boundaries[:-1], np.diff(boundaries))
            return (np.arange(boundaries[-1]) - first) % self.n_phases
        assert times is not None
        days = times.astype("datetime64[D]")
        n_in_day = self.n_phases if self.period == "day" else self.n_phases // 7
        in_day = ((times - days) / DAY * n_in_day).astype(int)
        in_day = np.minimum(in_day, n_in_day - 1)
        if self.period == "day":
            return in_day
        # The first of January 1970 was a Thursday.
        weekday = (days.astype(int) + 3) % 7
        weekday[np.isin(days, days_off)] = SUNDAY
        return weekday * n_in_day + in_day

    def profile(self, values: np.ndarray, phases: np.ndarray) -> np.ndarray:
        """Return what values usually are at each phase, (n_phases, n_columns).

        NaN is missing. Few values are drawn towards zero, which is what is usual at no
        phase in particular.
        """
        order = np.argsort(phases, kind="stable")
        phase, n_at = phases[order], np.bincount(phases, minlength=self.n_phases)
        number = np.arange(len(order)) - (np.cumsum(n_at) - n_at)[phase]
        cycles = np.full((self.n_phases, n_at.max(), values.shape[1]), np.nan)
        cycles[phase, number] = values[order]
        counts = np.count_nonzero(~np.isnan(cycles), axis=1).astype(float)
        cycles[:, 0][counts == 0] = 0.0
        medians = np.nanmedian(cycles, axis=1)
        sums = _round_average(counts * medians, self.smoothing)
        counts = _round_average(counts, self.smoothing)
        return sums / (counts + 1.0)


def explains(
    season: Season, values: np.ndarray, phases: np.ndarray, boundaries: np.ndarray
) -> bool:
    """Tell whether the profile of one half of the rows is that of the other half."""
    half = boundaries[-1] // 2
    deviation = np.nanstd(values, axis=0)
    values = values[:, deviation > 0] / deviation[deviation > 0]
    if not values.shape[1]:
        return False
    halves = slice(None, half), slice(half, None)
    left = sum(
        np.nansum(
            np.square(values[of] - season.profile(values[by], phases[by])[phases[of]])
        )
        for by, of in (halves, halves[::-1])
    )
    return bool(left < (1.0 - MIN_EXPLAINED) * np.nansum(np.square(values)))


def _round_average(values: np.ndarray, size: int) -> np.ndarray:
    """Average over an odd number of neighbours, the first beside the last."""
    reach = min(size // 2, len(values) - 1)
    if reach == 0:
        return values
    around = np.concatenate([values[-reach:], values, values[:reach]])
    sums = np.cumsum(np.concatenate([np.zeros((1, values.shape[1])), around]), axis=0)
    return (sums[2 * reach + 1 :] - sums[: -2 * reach - 1]) / (2 * reach + 1)
