"""Days of a calendar, what is planned on them, and the loads that follow from it."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from skseq.datasets._events import PlannedEvent, put_event

# Days for each anomaly: a normal one before and after it, and in between a workday.
_DAYS_PER_EVENT = 5
# Longest event of a kind, in days, and by how many times one may be shorter.
_LONGEST = {"spike": 0.1, "sustained_offset": 2.5, "drift": 2.5}
_LONGEST_OF_OTHERS = 1.0
_SHORTENED = 2
# Hour, width in hours and height of the peaks of a day.
_PEAKS = np.array([[9.0, 2.0, 1.0], [18.5, 1.5, 0.7]])
# Share of a day that a plan takes at least and at most, and the load that it adds, in
# standard deviations of a workday.
_PLAN_LENGTHS, _PLAN_LOAD = (1 / 12, 1 / 6), 3.0


class Days(NamedTuple):
    """What happens in a series: what is known in advance, and the anomalies."""

    is_workday: np.ndarray  # by day; a holiday is none
    is_holiday: np.ndarray  # by day
    has_plan: np.ndarray  # by row
    planned: list[PlannedEvent]


class Sizes(NamedTuple):
    """Sizes of what loads are made of, see the generator."""

    weekend: float
    trend: float
    noise: float
    strength: float


def draw_days(
    n_days: int,
    rows_per_day: int,
    n_train: int,
    *,
    first_weekday: int,
    kinds: list[str],
    n_holidays: int,
    n_plans: int,
    rng: np.random.RandomState,
) -> Days:
    """Draw anomalies after ``n_train`` days, then holidays and plans on other days.

    The first weekday counts from 0, a Monday.
    """
    is_workday = (first_weekday + np.arange(n_days)) % 7 < 5
    planned = _draw_events(is_workday, n_train, rows_per_day, kinds, rng)
    is_free = np.ones(n_days, dtype=bool)
    for start, length, _ in planned:
        is_free[start // rows_per_day : -(-(start + length) // rows_per_day)] = False
    holidays = _spread("n_holidays", n_holidays, is_free & is_workday, rng)
    is_free[holidays] = False
    has_plan = np.zeros(n_days * rows_per_day, dtype=bool)
    shortest, longest = (max(1, round(s * rows_per_day)) for s in _PLAN_LENGTHS)
    for day in _spread("n_plans", n_plans, is_free, rng):
        length = rng.randint(shortest, longest + 1)
        start = day * rows_per_day + rng.randint(0, rows_per_day - length + 1)
        has_plan[start : start + length] = True
    is_holiday = np.zeros(n_days, dtype=bool)
    is_holiday[holidays] = True
    return Days(is_workday & ~is_holiday, is_holiday, has_plan, planned)


def draw_loads(
    days: Days,
    n_features: int,
    rows_per_day: int,
    sizes: Sizes,
    rng: np.random.RandomState,
) -> tuple[np.ndarray, list[dict[str, Any]]]:
    """Draw the loads of these days, and return them and their events."""
    amplitudes = rng.uniform(0.5, 2.0, size=n_features)
    amplitudes[0] = 1.0
    workday = _workday(rows_per_day)
    heights = np.where(days.is_workday, 1.0, sizes.weekend)[:, None]
    X = (heights * workday).reshape(-1, 1)
    X = X + _PLAN_LOAD * days.has_plan[:, None]
    X += sizes.trend * np.arange(len(X))[:, None] / max(1, len(X) - 1)
    X = amplitudes * (X + rng.normal(0.0, sizes.noise, size=(len(X), n_features)))
    clean, kept, events = X.copy(), np.zeros_like(X), []
    for event in days.planned:
        if event.kind == "holiday":
            lost = (1.0 - sizes.weekend**sizes.strength) * workday[:, None]
            X[event.start : event.start + event.length] -= amplitudes * lost
            events.append(event.described(range(n_features)))
        else:
            args = event, rows_per_day, sizes.strength, rng
            events.append(put_event(X, clean, kept, *args))
    return X, events


def _draw_events(
    is_workday: np.ndarray,
    n_train: int,
    rows_per_day: int,
    kinds: list[str],
    rng: np.random.RandomState,
) -> list[PlannedEvent]:
    """Draw one event of each kind, in time order and in days of its own."""
    n_days = len(is_workday)
    needed = n_train + _DAYS_PER_EVENT * len(kinds)
    if kinds and needed > n_days:
        raise ValueError(
            f"n_anomalies={len(kinds)} with {n_train} days before the first need "
            f"n_days={needed}, got {n_days}; ask for fewer anomalies or more days."
        )
    firsts = np.linspace(n_train, n_days, len(kinds) + 1).astype(int)
    planned = []
    for slot, i in enumerate(rng.permutation(len(kinds))):
        inner = np.arange(firsts[slot] + 1, firsts[slot + 1] - 1)
        if kinds[i] == "holiday":
            day = rng.choice(inner[is_workday[inner]])
            start, length = day * rows_per_day, rows_per_day
        else:
            longest = _LONGEST.get(kinds[i], _LONGEST_OF_OTHERS) * rows_per_day
            length = rng.randint(int(longest / _SHORTENED), int(longest) + 1)
            length = max(1, length)
            room = len(inner) * rows_per_day - length
            start = inner[0] * rows_per_day + rng.randint(0, room + 1)
        planned.append(PlannedEvent(int(start), int(length), kinds[i]))
    return planned


def _spread(
    name: str, n_drawn: int, is_free: np.ndarray, rng: np.random.RandomState
) -> np.ndarray:
    """Draw free days, one in each of as many parts of the series."""
    free = np.flatnonzero(is_free)
    if n_drawn > len(free):
        raise ValueError(
            f"{name}={n_drawn} need days without anything else, of which there are "
            f"{len(free)}; ask for fewer, or for more days."
        )
    if n_drawn == 0:
        return free[:0]
    return np.array([rng.choice(part) for part in np.array_split(free, n_drawn)])


def _workday(rows_per_day: int) -> np.ndarray:
    """Return the load of a workday, of deviation 1 and above 0."""
    hours = 24.0 * np.arange(rows_per_day)[:, None] / rows_per_day
    hour, width, height = _PEAKS.T
    load = (height * np.exp(-0.5 * ((hours - hour) / width) ** 2)).sum(axis=1)
    return load / load.std()
