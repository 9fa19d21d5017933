"""Seeded generators of labelled series."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Integral
from typing import Any, Literal, overload

import numpy as np
from sklearn.utils import check_scalar

from skseq.datasets._checks import (
    check_finite,
    check_wrap,
    checked_kinds,
    rows_of_training,
)
from skseq.datasets._clean import (
    WAVEFORMS,
    CleanSeries,
    Ground,
    clean_series,
    counted,
)
from skseq.datasets._events import labels_of, plan_events, put_event
from skseq.datasets._inject import FAULTS, KINDS, private_random_state

# Shortest and longest event of a kind, in periods.
_LENGTHS = {
    "spike": (0.05, 0.15),
    "level_shift": (1, 3),
    "pattern_change": (1, 2),
    "frequency_change": (1, 2),
    "variance_change": (1, 2),
    "missing_beat": (1, 1),
    "correlation_break": (2, 3),
    "dead_sensor": (2, 5),
    "dried_up": (3, 6),
    "sustained_offset": (8, 12),
    "drift": (6, 10),
    "leaves_range": (1, 2),
    "holiday": (1, 1),
}


@overload
def make_anomalous_series(
    n_timestamps: int = ...,
    n_features: int = ...,
    *,
    period: int = ...,
    waveform: Literal["heartbeat", "sine", "sawtooth", "square"] = ...,
    trend: float = ...,
    noise: float = ...,
    levels: float = ...,
    walk: float = ...,
    counter: bool = ...,
    wrap: float | None = ...,
    unit: float = ...,
    offset: float = ...,
    kinds: str | Sequence[str] | None = ...,
    n_anomalies: int = ...,
    strength: float = ...,
    train_size: float | int = ...,
    return_events: Literal[False] = ...,
    random_state: int | np.random.RandomState | None = ...,
) -> tuple[np.ndarray, np.ndarray]: ...
@overload
def make_anomalous_series(
    n_timestamps: int = ...,
    n_features: int = ...,
    *,
    period: int = ...,
    waveform: Literal["heartbeat", "sine", "sawtooth", "square"] = ...,
    trend: float = ...,
    noise: float = ...,
    levels: float = ...,
    walk: float = ...,
    counter: bool = ...,
    wrap: float | None = ...,
    unit: float = ...,
    offset: float = ...,
    kinds: str | Sequence[str] | None = ...,
    n_anomalies: int = ...,
    strength: float = ...,
    train_size: float | int = ...,
    return_events: Literal[True],
    random_state: int | np.random.RandomState | None = ...,
) -> tuple[np.ndarray, np.ndarray, list[dict[str, Any]]]: ...
def make_anomalous_series(
    n_timestamps: int = 3000,
    n_features: int = 1,
    *,
    period: int = 40,
    waveform: Literal["heartbeat", "sine", "sawtooth", "square"] = "heartbeat",
    trend: float = 0.0,
    noise: float = 0.1,
    levels: float = 0.0,
    walk: float = 0.0,
    counter: bool = False,
    wrap: float | None = None,
    unit: float = 1.0,
    offset: float = 0.0,
    kinds: str | Sequence[str] | None = None,
    n_anomalies: int = 6,
    strength: float = 1.0,
    train_size: float | int = 0.5,
    return_events: bool = False,
    random_state: int | np.random.RandomState | None = None,
) -> (
    tuple[np.ndarray, np.ndarray] | tuple[np.ndarray, np.ndarray, list[dict[str, Any]]]
):
    """Generate a seasonal series with named, labelled anomalies.

    Every column repeats the same cycle with an amplitude and a small delay of its own
    (the first one with 1 and 0), plus white noise. They stand on a linear trend, on
    levels and on a random walk, which are normal. The anomalies are those of
    :func:`inject_anomaly`, each put into the clean series. They neither touch the first
    or the last row nor each other: at least one period of normal rows lies before,
    between and after them.

    Parameters
    ----------
    n_timestamps : int, default=3000
        Number of rows.
    n_features : int, default=1
        Number of columns.
    period : int, default=40
        Rows in a cycle, at least 4.
    waveform : {'heartbeat', 'sine', 'sawtooth', 'square'}, default='heartbeat'
        Form of the cycle, brought to mean 0 and standard deviation 1. A heartbeat is
        the sum of five bell curves, for the waves P, Q, R, S and T of an
        electrocardiogram, after McSharry et al., "A dynamical model for generating
        synthetic electrocardiogram signals", IEEE Trans. Biomed. Eng. 50(3), 2003.
    trend : float, default=0.0
        Rise from the first row to the last, in standard deviations of the cycle.
    noise : float, default=0.1
        Standard deviation of the noise, in standard deviations of the cycle.
    levels : float, default=0.0
        Distance of two levels that the series takes in turns, each for 5 to 10 periods,
        in standard deviations of the cycle.
    walk : float, default=0.0
        Standard deviation of the steps of a random walk, in standard deviations of the
        cycle.
    counter : bool, default=False
        Whether columns count up: they grow, at each row, by what the series would be
        otherwise, from 0 at its smallest value. The anomalies are those of the growth.
        A dead sensor does not grow, and all rows after an event have grown otherwise.
    wrap : float or None, default=None
        Where a counter starts again from 0, before unit and offset. None lets it grow.
    unit : float, default=1.0
        What all values are multiplied by, above 0.
    offset : float, default=0.0
        What is added to all values at the end.
    kinds : str, list or tuple of str, or None, default=None
        The kinds of anomaly, in turn, out of ``skseq.datasets.KINDS`` and
        ``skseq.datasets.FAULTS``. None takes all of ``KINDS``, a correlation break only
        if there is more than one column.
    n_anomalies : int, default=6
        Number of events. 0 gives the same series without anomalies.
    strength : float, default=1.0
        Strength of every anomaly, above 0, as in :func:`inject_anomaly`.
    train_size : float or int, default=0.5
        The rows before the first event can be trusted: at least this part of the
        series (float from 0 up to, not including, 1) or this number of rows (int).
    return_events : bool, default=False
        Whether to return the events as well.
    random_state : int, RandomState instance or None, default=None
        Seed. NumPy's global generator is never used.

    Returns
    -------
    X : ndarray of shape (n_timestamps, n_features)
        The series.
    y : ndarray of shape (n_timestamps,) and dtype int64
        1 in the rows of an event, else 0. Beware that a detector's ``predict`` says
        -1 and 1 instead.
    events : list of dict
        Only if ``return_events``. In time order, with ``start``, ``stop`` (first row
        after the event), ``kind`` and ``columns`` (tuple of int).

    Raises
    ------
    ValueError
        If a parameter is out of range or the events do not fit.

    See Also
    --------
    inject_anomaly : Puts an anomaly into a given series.
    make_calendar_series : Generates loads with weekends, holidays and plans.

    Examples
    --------
    >>> from skseq.datasets import make_anomalous_series
    >>> X, y, events = make_anomalous_series(
    ...     kinds=["missing_beat"], n_anomalies=2, return_events=True, random_state=0
    ... )
    >>> X.shape, int(y.sum())
    ((3000, 1), 80)
    >>> all((y[event["start"]:event["stop"]] == 1).all() for event in events)
    True

    A sensor dies, in a series that moves between two levels:

    >>> X, y, events = make_anomalous_series(
    ...     kinds="dead_sensor", n_anomalies=1, levels=20.0, return_events=True,
    ...     random_state=0
    ... )
    >>> bool((X[y == 1] == X[events[0]["start"]]).all())
    True
    """
    check_scalar(n_timestamps, "n_timestamps", Integral, min_val=1)
    check_scalar(n_features, "n_features", Integral, min_val=1)
    check_scalar(period, "period", Integral, min_val=4)
    check_scalar(n_anomalies, "n_anomalies", Integral, min_val=0)
    for name, value in {"trend": trend, "levels": levels, "offset": offset}.items():
        check_finite(value, name)
    for name, value in {"noise": noise, "walk": walk}.items():
        check_finite(value, name, min_val=0)
    for name, value in {"strength": strength, "unit": unit}.items():
        check_finite(value, name, min_val=0, include_boundaries="neither")
    check_wrap(wrap, counter)
    if waveform not in WAVEFORMS:
        raise ValueError(
            f"waveform={waveform!r} is unknown; choose one of {list(WAVEFORMS)}."
        )
    default = [k for k in KINDS if n_features > 1 or k != "correlation_break"]
    kinds = checked_kinds(kinds, default, (*KINDS, *FAULTS))
    n_train = rows_of_training(train_size, n_timestamps)
    rng = private_random_state(random_state)

    ground = Ground(trend, levels, walk)
    clean = clean_series(n_timestamps, n_features, period, waveform, noise, ground, rng)
    planned = plan_events(
        n_timestamps, n_train, period, kinds, n_anomalies, _LENGTHS, rng
    )
    X = clean.values - clean.values.min(axis=0) if counter else clean.values.copy()
    clean_X, events = X.copy(), []
    for event in planned:
        kept = _kept(clean, event.kind)
        found = put_event(X, clean_X, kept, event, period, strength, rng)
        if counter and event.kind == "dead_sensor":
            X[found["start"] : found["stop"], list(found["columns"])] = 0.0
        events.append(found)
    if counter:
        X = counted(np.maximum(X, 0.0), wrap)
    X *= unit
    X += offset
    y = labels_of(events, n_timestamps)
    return (X, y, events) if return_events else (X, y)


def _kept(clean: CleanSeries, kind: str) -> np.ndarray:
    """Return what an event of a kind leaves as it is: what the cycles stand on."""
    if kind == "dead_sensor":
        return np.zeros_like(clean.steps)
    # Trends came with the kinds that change the shape, whose sizes depend on them.
    return clean.steps + clean.slope if kind in FAULTS else clean.steps
