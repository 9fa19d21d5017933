"""Seeded generators of labelled series."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Integral, Real
from typing import Any, Literal, NamedTuple, overload

import numpy as np
from sklearn.utils import check_scalar

from skseq.datasets._inject import KINDS, anomalous_values, private_random_state

# Centre and width (in cycles) and height of the waves P, Q, R, S and T of a heartbeat.
_HEARTBEAT = np.array(
    [
        [0.22, 0.030, 0.12],
        [0.36, 0.013, -0.14],
        [0.40, 0.018, 1.00],
        [0.44, 0.015, -0.22],
        [0.66, 0.050, 0.28],
    ]
)


def _heartbeat(phase: np.ndarray) -> np.ndarray:
    """Sum of the waves of a heartbeat at phases in cycles."""
    centre, width, height = _HEARTBEAT.T
    distance = (phase[..., None] - centre + 0.5) % 1 - 0.5
    return (height * np.exp(-0.5 * (distance / width) ** 2)).sum(axis=-1)


_WAVEFORMS = {
    "heartbeat": _heartbeat,
    "sine": lambda phase: np.sin(2 * np.pi * phase),
    "sawtooth": lambda phase: phase % 1,
    "square": lambda phase: np.where(phase % 1 < 0.5, 1.0, -1.0),
}

# Shortest and longest event of a kind, in periods.
_LENGTHS = {
    "spike": (0.05, 0.15),
    "level_shift": (1, 3),
    "pattern_change": (1, 2),
    "frequency_change": (1, 2),
    "variance_change": (1, 2),
    "missing_beat": (1, 1),
    "correlation_break": (2, 3),
}

# Largest phase of a column, in cycles: a missing beat is missing in all columns.
_MAX_PHASE = 0.15


class _Planned(NamedTuple):
    """An event to come."""

    start: int
    length: int
    kind: str


@overload
def make_anomalous_series(
    n_timestamps: int = ...,
    n_features: int = ...,
    *,
    period: int = ...,
    waveform: Literal["heartbeat", "sine", "sawtooth", "square"] = ...,
    trend: float = ...,
    noise: float = ...,
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
    (the first one with 1 and 0), plus a linear trend and white noise. The anomalies
    are those of :func:`inject_anomaly`, each put into the clean series. They neither
    touch the first or the last row nor each other: at least one period of normal rows
    lies before, between and after them.

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
    kinds : str, list or tuple of str, or None, default=None
        The kinds of anomaly, in turn, out of ``skseq.datasets.KINDS``. None takes all
        of them, a correlation break only if there is more than one column.
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
    """
    check_scalar(n_timestamps, "n_timestamps", Integral, min_val=1)
    check_scalar(n_features, "n_features", Integral, min_val=1)
    check_scalar(period, "period", Integral, min_val=4)
    check_scalar(n_anomalies, "n_anomalies", Integral, min_val=0)
    _check_finite(trend, "trend")
    _check_finite(noise, "noise", min_val=0)
    _check_finite(strength, "strength", min_val=0, include_boundaries="neither")
    if waveform not in _WAVEFORMS:
        raise ValueError(
            f"waveform={waveform!r} is unknown; choose one of {list(_WAVEFORMS)}."
        )
    kinds = _checked_kinds(kinds, n_features)
    n_train = _n_train(train_size, n_timestamps)
    rng = private_random_state(random_state)

    X = _clean_series(n_timestamps, n_features, period, waveform, trend, noise, rng)
    planned = _plan_events(n_timestamps, n_train, period, kinds, n_anomalies, rng)
    events = _put_events(X, planned, period, strength, rng)
    y = np.zeros(n_timestamps, dtype=np.int64)
    for event in events:
        y[event["start"] : event["stop"]] = 1
    return (X, y, events) if return_events else (X, y)


def _check_finite(value: float, name: str, **bounds: Any) -> None:
    """Raise unless a parameter is a finite number within bounds."""
    check_scalar(value, name, Real, **bounds)
    if not np.isfinite(value):
        raise ValueError(f"{name}={value!r} must be finite.")


def _checked_kinds(kinds: str | Sequence[str] | None, n_features: int) -> list[str]:
    """Return the kinds of anomaly as a list of known ones."""
    if kinds is None:
        return [k for k in KINDS if n_features > 1 or k != "correlation_break"]
    kinds = [kinds] if isinstance(kinds, str) else list(kinds)
    unknown = [kind for kind in kinds if kind not in KINDS]
    if unknown or not kinds:
        raise ValueError(
            f"kinds={kinds!r} must name at least one of {list(KINDS)}, and no other."
        )
    return kinds


def _n_train(train_size: float | int, n_timestamps: int) -> int:
    """Return how many rows come before the first event, at least."""
    if isinstance(train_size, Integral):
        check_scalar(
            train_size, "train_size", Integral, min_val=0, max_val=n_timestamps
        )
        return int(train_size)
    check_scalar(
        train_size, "train_size", Real, min_val=0, max_val=1, include_boundaries="left"
    )
    return int(np.ceil(train_size * n_timestamps))


def _clean_series(
    n_timestamps: int,
    n_features: int,
    period: int,
    waveform: str,
    trend: float,
    noise: float,
    rng: np.random.RandomState,
) -> np.ndarray:
    """Generate a series without anomalies."""
    wave = _WAVEFORMS[waveform]
    amplitudes = rng.uniform(0.5, 2.0, size=n_features)
    phases = rng.uniform(-_MAX_PHASE, _MAX_PHASE, size=n_features)
    amplitudes[0], phases[0] = 1.0, 0.0
    rows = np.arange(n_timestamps)[:, None]
    cycle = wave(np.arange(1000) / 1000)
    X = (wave(rows / period + phases) - cycle.mean()) / cycle.std()
    X += trend * rows / max(1, n_timestamps - 1)
    X += rng.normal(0.0, noise, size=X.shape)
    return amplitudes * X


def _plan_events(
    n_timestamps: int,
    n_train: int,
    period: int,
    kinds: list[str],
    n_anomalies: int,
    rng: np.random.RandomState,
) -> list[_Planned]:
    """Draw the events in time order."""
    # The room that events may take does not depend on the seed, so that parameters that
    # work with one seed work with all.
    if n_anomalies == 0:
        return []
    kinds = [kinds[i % len(kinds)] for i in range(n_anomalies)]
    rooms = [_room(kind, period) for kind in kinds]
    needed = n_train + sum(rooms) + (n_anomalies + 1) * period
    if needed > n_timestamps:
        raise ValueError(
            f"n_anomalies={n_anomalies} with period={period} and {n_train} rows before "
            f"the first need n_timestamps={needed}, got {n_timestamps}; ask for fewer "
            "anomalies or more rows."
        )
    spare = rng.randint(0, n_timestamps - needed + 1, size=n_anomalies)
    planned, row = [], n_train
    order = rng.permutation(n_anomalies)
    for i, extra in zip(order, np.diff(np.sort(spare), prepend=0), strict=True):
        row += period + extra
        planned.append(_plan_event(kinds[i], row, rooms[i], period, rng))
        row += rooms[i]
    return planned


def _plan_event(
    kind: str, row: int, room: int, period: int, rng: np.random.RandomState
) -> _Planned:
    """Draw length and place of an event within its room."""
    low, high = _length_range(kind, period)
    length = rng.randint(low, high + 1)
    if kind == "missing_beat":
        return _Planned(-(-row // period) * period, length, kind)
    return _Planned(row + rng.randint(0, room - length + 1), length, kind)


def _room(kind: str, period: int) -> int:
    """Return how many rows an event of a kind may need."""
    longest = _length_range(kind, period)[1]
    # A missing beat starts where a cycle starts, up to a period later.
    return longest + period - 1 if kind == "missing_beat" else longest


def _length_range(kind: str, period: int) -> tuple[int, int]:
    """Return the shortest and the longest length of an event of a kind."""
    low, high = (max(1, round(cycles * period)) for cycles in _LENGTHS[kind])
    return low, high


def _put_events(
    X: np.ndarray,
    planned: list[_Planned],
    period: int,
    strength: float,
    rng: np.random.RandomState,
) -> list[dict[str, Any]]:
    """Put the events into X, each computed from the clean series; describe them."""
    clean = X.copy()
    events = []
    for start, length, kind in planned:
        columns, values = anomalous_values(
            clean, kind, start, length, period, strength, rng
        )
        X[start : start + length, columns] = values
        events.append(
            {
                "start": int(start),
                "stop": int(start + length),
                "kind": kind,
                "columns": tuple(int(c) for c in columns),
            }
        )
    return events
