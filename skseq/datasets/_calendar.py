"""Seeded series of days, weekends, holidays and plans, as loads of plants have them."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Integral
from typing import Any, Literal, overload

import numpy as np
from sklearn.utils import check_scalar

from skseq.datasets._checks import check_finite, checked_kinds, rows_of_training
from skseq.datasets._days import Sizes, draw_days, draw_loads
from skseq.datasets._events import labels_of
from skseq.datasets._inject import FAULTS, KINDS, private_random_state


@overload
def make_calendar_series(
    n_days: int = ...,
    n_features: int = ...,
    *,
    rows_per_day: int = ...,
    start: str = ...,
    weekend: float = ...,
    n_holidays: int = ...,
    n_plans: int = ...,
    trend: float = ...,
    noise: float = ...,
    kinds: str | Sequence[str] | None = ...,
    n_anomalies: int = ...,
    strength: float = ...,
    train_size: float | int = ...,
    as_frame: bool = ...,
    return_events: Literal[False] = ...,
    random_state: int | np.random.RandomState | None = ...,
) -> tuple[Any, Any]: ...
@overload
def make_calendar_series(
    n_days: int = ...,
    n_features: int = ...,
    *,
    rows_per_day: int = ...,
    start: str = ...,
    weekend: float = ...,
    n_holidays: int = ...,
    n_plans: int = ...,
    trend: float = ...,
    noise: float = ...,
    kinds: str | Sequence[str] | None = ...,
    n_anomalies: int = ...,
    strength: float = ...,
    train_size: float | int = ...,
    as_frame: bool = ...,
    return_events: Literal[True],
    random_state: int | np.random.RandomState | None = ...,
) -> tuple[Any, Any, list[dict[str, Any]]]: ...
def make_calendar_series(
    n_days: int = 84,
    n_features: int = 1,
    *,
    rows_per_day: int = 96,
    start: str = "2026-01-05",
    weekend: float = 0.5,
    n_holidays: int = 4,
    n_plans: int = 12,
    trend: float = 0.0,
    noise: float = 0.1,
    kinds: str | Sequence[str] | None = None,
    n_anomalies: int = 6,
    strength: float = 1.0,
    train_size: float | int = 0.5,
    as_frame: bool = False,
    return_events: bool = False,
    random_state: int | np.random.RandomState | None = None,
) -> tuple[Any, Any] | tuple[Any, Any, list[dict[str, Any]]]:
    """Generate loads that follow a calendar, with named, labelled anomalies.

    Loads have two peaks a day. They are lower at weekends and on public holidays, and
    higher where something is planned: all of that is normal. Two more columns tell
    what is known in advance, the plan and the public holidays. Each anomaly lies in at
    least five days of its own, but neither in the first nor in the last of them, nor on
    a day with a plan or a public holiday.

    Parameters
    ----------
    n_days : int, default=84
        Number of days, from midnight to midnight.
    n_features : int, default=1
        Number of loads. Each has a size of its own, the first one 1.
    rows_per_day : int, default=96
        Rows in a day, at least 12.
    start : str, default="2026-01-05"
        The first day, as ``YYYY-MM-DD``. That of the default is a Monday.
    weekend : float, default=0.5
        Height of the peaks on Saturdays, Sundays and holidays, in those of a workday:
        above 0 and below 1.
    n_holidays : int, default=4
        Number of public holidays, on workdays, spread over the series.
    n_plans : int, default=12
        Number of planned events of one twelfth to one sixth of a day, on days of their
        own, spread over the series.
    trend : float, default=0.0
        Rise from the first row to the last, in standard deviations of a workday.
    noise : float, default=0.1
        Standard deviation of the noise, in standard deviations of a workday.
    kinds : str, list or tuple of str, or None, default=None
        The kinds of anomaly, in turn, out of ``skseq.datasets.KINDS`` and
        ``skseq.datasets.FAULTS``, with a day as period (see :func:`inject_anomaly`).
        They happen to loads. A holiday is a workday on which all loads have the peaks
        of a weekend, and no calendar says so. None takes holidays, dead sensors and
        level shifts.
    n_anomalies : int, default=6
        Number of events. 0 gives a series without anomalies.
    strength : float, default=1.0
        Strength of every anomaly, above 0, as in :func:`inject_anomaly`. The peaks of a
        holiday have a height of ``weekend`` to this power.
    train_size : float or int, default=0.5
        The rows before the first event can be trusted: at least this part of the
        series (float from 0 up to, not including, 1) or this number of rows (int).
    as_frame : bool, default=False
        Whether to return a frame and a series of pandas, with the times as index.
    return_events : bool, default=False
        Whether to return the events as well.
    random_state : int, RandomState instance or None, default=None
        Seed. NumPy's global generator is never used.

    Returns
    -------
    X : ndarray or DataFrame of shape (n_days * rows_per_day, n_features + 2)
        The loads, then 1 in rows with a plan, then 1 on public holidays, else 0. The
        columns of a frame are ``load`` (or ``load_0`` and so on, if there are several),
        ``plan`` and ``holiday``, and its index is a DatetimeIndex.
    y : ndarray or Series of shape (n_days * rows_per_day,) and dtype int64
        1 in the rows of an event, else 0.
    events : list of dict
        Only if ``return_events``. In time order, with ``start``, ``stop`` (first row
        after the event), ``kind`` and ``columns`` (tuple of int).

    Raises
    ------
    ImportError
        If ``as_frame`` is set and pandas is not installed.
    ValueError
        If a parameter is out of range or the events do not fit.

    See Also
    --------
    make_anomalous_series : Generates a series of cycles that are all alike.
    inject_anomaly : Puts an anomaly into a given series.

    Examples
    --------
    >>> from skseq.datasets import make_calendar_series
    >>> X, y = make_calendar_series(random_state=0)
    >>> X.shape
    (8064, 3)

    With days and times in the index:

    >>> X, y = make_calendar_series(as_frame=True, random_state=0)
    >>> X.index[0], list(X.columns)
    (Timestamp('2026-01-05 00:00:00'), ['load', 'plan', 'holiday'])
    """
    whole = {"n_days": (n_days, 1), "n_features": (n_features, 1)}
    whole |= {"rows_per_day": (rows_per_day, 12), "n_holidays": (n_holidays, 0)}
    whole |= {"n_plans": (n_plans, 0), "n_anomalies": (n_anomalies, 0)}
    for name, (number, least) in whole.items():
        check_scalar(number, name, Integral, min_val=least)
    check_finite(trend, "trend")
    check_finite(noise, "noise", min_val=0)
    check_finite(strength, "strength", min_val=0, include_boundaries="neither")
    check_finite(weekend, "weekend", min_val=0, max_val=1, include_boundaries="neither")
    default = ["holiday", "dead_sensor", "level_shift"]
    kinds = checked_kinds(kinds, default, (*KINDS, *FAULTS))
    n_train = rows_of_training(train_size, n_days * rows_per_day)
    first_day = _first_day(start)
    rng = private_random_state(random_state)

    days = draw_days(
        n_days,
        rows_per_day,
        -(-n_train // rows_per_day),
        first_weekday=(int(first_day.astype(int)) + 3) % 7,
        kinds=[kinds[i % len(kinds)] for i in range(n_anomalies)],
        n_holidays=n_holidays,
        n_plans=n_plans,
        rng=rng,
    )
    loads, events = draw_loads(
        days, n_features, rows_per_day, Sizes(weekend, trend, noise, strength), rng
    )
    X = np.column_stack([loads, days.has_plan, days.is_holiday.repeat(rows_per_day)])
    y = labels_of(events, len(X))
    if as_frame:
        X, y = _as_frames(X, y, first_day, rows_per_day)
    return (X, y, events) if return_events else (X, y)


def _first_day(start: str) -> np.datetime64:
    """Return the day of a date."""
    try:
        return np.datetime64(start, "D")
    except ValueError:
        raise ValueError(
            f"start={start!r} is no date; give one as 'YYYY-MM-DD'."
        ) from None


def _as_frames(
    X: np.ndarray, y: np.ndarray, first_day: np.datetime64, rows_per_day: int
) -> tuple[Any, Any]:
    """Return rows and labels with the times of a calendar."""
    try:
        import pandas as pd
    except ImportError:
        raise ImportError(
            "as_frame=True needs pandas; install it, or take arrays."
        ) from None
    step = pd.Timedelta(days=1) / rows_per_day
    times = pd.date_range(first_day, periods=len(X), freq=step, name="time")
    n_loads = X.shape[1] - 2
    loads = [f"load_{i}" for i in range(n_loads)] if n_loads > 1 else ["load"]
    frame = pd.DataFrame(X, index=times, columns=[*loads, "plan", "holiday"])
    return frame, pd.Series(y, index=times, name="anomaly")
