"""Named anomalies, put into any series: generated or real."""

from __future__ import annotations

from numbers import Integral, Real
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from sklearn.utils import check_array, check_random_state

# Sizes at strength=1, as fractions of the local range of a column: large enough to
# see in a plot, not so large that a fixed threshold on the value finds every kind.
_SPIKE_HEIGHT = 1.0
_LEVEL_STEP = 0.5
_NOISE_STD = 0.2

_N_HARMONICS = 6


def inject_anomaly(
    X: ArrayLike,
    kind: str,
    start: int,
    length: int,
    *,
    period: int,
    strength: float = 1.0,
    random_state: int | np.random.RandomState | None = None,
) -> np.ndarray:
    """Return a copy of a series with one anomaly of a named kind in it.

    Rows ``start`` to ``start + length - 1`` change, in one or more columns that are
    drawn at random among those that vary; every other value stays as it is. Sizes are
    relative to the range of the column around the event (its 1 % to 99 % quantiles,
    over the event and at least two periods on either side), so that the same
    ``strength`` suits a generated series and a real one.

    Parameters
    ----------
    X : array-like of shape (n_timestamps, n_features)
        The series: finite numbers, rows in time order.
    kind : {'spike', 'level_shift', 'pattern_change', 'frequency_change', \
            'variance_change', 'missing_beat', 'correlation_break'}
        What happens (see Notes).
    start : int
        First row of the event.
    length : int
        Number of rows of the event; ``start + length`` is at most ``n_timestamps``.
    period : int
        Rows in a cycle of the series, at least 1.
    strength : float, default=1.0
        How strong the anomaly is, above 0 (see Notes).
    random_state : int, RandomState instance or None, default=None
        Seed of the columns, signs and noise. NumPy's global generator is never used.

    Returns
    -------
    X_anomalous : ndarray of shape (n_timestamps, n_features)
        The changed copy: of the dtype of ``X`` if that is a float, else float64.

    Raises
    ------
    ValueError
        If ``kind`` is unknown, the event does not lie inside ``X``, or ``period``,
        ``length`` or ``strength`` is not positive.

    See Also
    --------
    make_anomalous_series : Generates a series with anomalies in it.

    Notes
    -----
    With *s* the strength and *range* the local range of the column:

    - ``spike``: a triangular peak of *s* ranges, up or down. Meant to be short.
    - ``level_shift``: the values move by *s* / 2 ranges, up or down, and back at the
      end.
    - ``pattern_change``: cycles of another form: a random sum of six harmonics of the
      period with the mean, the standard deviation and the noise of the column around
      the event. Below 1, *s* is the share of the new form in the mixture.
    - ``frequency_change``: the cycles run faster by a factor of about 1 + *s*. They
      are read from the rows beside the event, a whole number of periods further away
      (at least one), so that the phase fits at both ends.
    - ``variance_change``: white noise with a standard deviation of *s* / 5 ranges on
      top.
    - ``missing_beat``: the column rests at its local median with its usual noise.
      Meant to be about one period long; below 1, *s* is the share of the beat that
      is missing.
    - ``correlation_break``: a column is delayed by *s* / 2 periods (half a period at
      most), so that it looks normal by itself but no longer moves with the others.
      At most half of the columns are delayed. A series of one column has nothing to
      be correlated with but its own past: there the delay breaks its rhythm.

    The names follow common taxonomies of anomalies in time series, among them
    Wenig, Schmidl and Papenbrock, "TimeEval: A Benchmarking Toolkit for Time Series
    Anomaly Detection Algorithms", PVLDB 15(12), 2022.

    Examples
    --------
    >>> import numpy as np
    >>> from skseq.datasets import inject_anomaly
    >>> X = np.sin(np.arange(200.0) / 8)[:, None]
    >>> Z = inject_anomaly(X, "level_shift", 100, 30, period=50, random_state=0)
    >>> np.flatnonzero((Z != X).any(axis=1))[[0, -1]]
    array([100, 129])
    """
    dtype: Any = [np.float64, np.float32]
    changed: np.ndarray = check_array(X, dtype=dtype, copy=True, input_name="X")
    check_event(kind, start, length, period, strength, len(changed))
    rng = private_random_state(random_state)
    columns, values = anomalous_values(
        changed, kind, start, length, period, strength, rng
    )
    changed[start : start + length, columns] = values
    return changed


def anomalous_values(
    X: np.ndarray,
    kind: str,
    start: int,
    length: int,
    period: int,
    strength: float,
    rng: np.random.RandomState,
) -> tuple[np.ndarray, np.ndarray]:
    """Return the affected columns and their values in the rows of the event."""
    stop = start + length
    columns = _draw_columns(X, kind, rng)
    values = [
        _EFFECTS[kind](X[:, c].astype(np.float64), start, stop, period, strength, rng)
        for c in columns
    ]
    return columns, np.column_stack(values)


def check_event(
    kind: str, start: int, length: int, period: int, strength: float, n_timestamps: int
) -> None:
    """Raise ValueError unless the anomaly is known and lies inside the series."""
    if kind not in _EFFECTS:
        raise ValueError(f"kind={kind!r} is unknown; choose one of {list(KINDS)}.")
    whole = {"start": (start, 0), "length": (length, 1), "period": (period, 1)}
    for name, (value, low) in whole.items():
        if not isinstance(value, Integral) or value < low:
            raise ValueError(f"{name}={value!r} must be an int of at least {low}.")
    if start + length > n_timestamps:
        raise ValueError(
            f"start={start} and length={length} reach beyond the {n_timestamps} rows "
            "of X; choose an event inside it."
        )
    if not isinstance(strength, Real) or not 0 < strength < np.inf:
        raise ValueError(f"strength={strength!r} must be a finite number above 0.")


def private_random_state(
    random_state: int | np.random.RandomState | None,
) -> np.random.RandomState:
    """Return a RandomState that is never NumPy's global one."""
    if random_state is None:
        return np.random.RandomState()
    return check_random_state(random_state)


def _draw_columns(X: np.ndarray, kind: str, rng: np.random.RandomState) -> np.ndarray:
    """Draw columns to change among those that vary."""
    varying = np.flatnonzero(X.max(axis=0) > X.min(axis=0))
    candidates = varying if varying.size else np.arange(X.shape[1])
    n_max = len(candidates)
    if kind == "correlation_break":
        # The others must stay, to be out of step with.
        n_max = max(1, n_max // 2)
    n_columns = rng.randint(1, n_max + 1)
    return np.sort(rng.choice(candidates, size=n_columns, replace=False))


def _surroundings(x: np.ndarray, start: int, stop: int, period: int) -> np.ndarray:
    """Return the event and at least two periods on either side."""
    reach = max(2 * period, stop - start)
    return x[max(0, start - reach) : stop + reach]


def _local_range(x: np.ndarray, start: int, stop: int, period: int) -> float:
    """Return the range of the column here, else over all of it, else 1."""
    for values in (_surroundings(x, start, stop, period), x):
        low, high = np.quantile(values, [0.01, 0.99])
        if high > low:
            return high - low
    return np.ptp(x) or 1.0


def _local_noise(
    x: np.ndarray, start: int, stop: int, period: int, rng: np.random.RandomState
) -> np.ndarray:
    """Draw white noise like that around the event."""
    # Second differences remove what is smooth; their median ignores steep flanks. The
    # variance of the second difference of white noise is 1 + 4 + 1 = 6 times its own.
    bends = np.diff(_surroundings(x, start, stop, period), n=2)
    spread = np.median(np.abs(bends)) / 0.6745 if bends.size else 0.0
    return rng.normal(0.0, spread / np.sqrt(6), size=stop - start)


def _blend(old: np.ndarray, new: np.ndarray, strength: float) -> np.ndarray:
    """Move from old to new, gently in the first and the last tenth of the rows."""
    n = len(old)
    edge = np.minimum(np.arange(1, n + 1), np.arange(n, 0, -1))
    share = np.minimum(1.0, edge / (n // 10 + 1))
    return old + min(strength, 1.0) * share * (new - old)


def _read(x: np.ndarray, positions: np.ndarray) -> np.ndarray:
    """Interpolate the column at fractional rows, wrapping round at its ends."""
    return np.interp(positions, np.arange(len(x)), x, period=len(x))


def _spike(
    x: np.ndarray,
    start: int,
    stop: int,
    period: int,
    strength: float,
    rng: np.random.RandomState,
) -> np.ndarray:
    """A triangular peak, up or down."""
    height = strength * _SPIKE_HEIGHT * _local_range(x, start, stop, period)
    shape = np.bartlett(stop - start + 2)[1:-1]
    return x[start:stop] + rng.choice([-1, 1]) * height * shape / shape.max()


def _level_shift(
    x: np.ndarray,
    start: int,
    stop: int,
    period: int,
    strength: float,
    rng: np.random.RandomState,
) -> np.ndarray:
    """A step up or down, and back at the end."""
    step = strength * _LEVEL_STEP * _local_range(x, start, stop, period)
    return x[start:stop] + rng.choice([-1, 1]) * step


def _pattern_change(
    x: np.ndarray,
    start: int,
    stop: int,
    period: int,
    strength: float,
    rng: np.random.RandomState,
) -> np.ndarray:
    """Cycles of another form with the usual mean, deviation and noise."""
    around = _surroundings(x, start, stop, period)
    angle = 2 * np.pi * np.arange(stop - start)[:, None] / period
    harmonics = np.arange(1, _N_HARMONICS + 1)
    # Random phases and equal amplitudes: far from smooth cycles and from lone beats
    phases = rng.uniform(0, 2 * np.pi, size=_N_HARMONICS)
    waves = np.sin(angle * harmonics + phases).sum(axis=1)
    waves *= np.std(around) / np.sqrt(_N_HARMONICS / 2)
    noise = _local_noise(x, start, stop, period, rng)
    return _blend(x[start:stop], np.mean(around) + waves + noise, strength)


def _frequency_change(
    x: np.ndarray,
    start: int,
    stop: int,
    period: int,
    strength: float,
    rng: np.random.RandomState,
) -> np.ndarray:
    """Cycles that run faster, with a phase that fits at both ends."""
    length = stop - start
    extra = period * max(1, round(strength * length / period))
    begin = start - extra if start >= extra else start
    factor = (length + extra) / length
    return _read(x, begin + factor * np.arange(length))


def _variance_change(
    x: np.ndarray,
    start: int,
    stop: int,
    period: int,
    strength: float,
    rng: np.random.RandomState,
) -> np.ndarray:
    """White noise on top."""
    std = strength * _NOISE_STD * _local_range(x, start, stop, period)
    return x[start:stop] + rng.normal(0.0, std, size=stop - start)


def _missing_beat(
    x: np.ndarray,
    start: int,
    stop: int,
    period: int,
    strength: float,
    rng: np.random.RandomState,
) -> np.ndarray:
    """Rest at the local median with the usual noise."""
    rest = np.median(_surroundings(x, start, stop, period))
    noise = _local_noise(x, start, stop, period, rng)
    return _blend(x[start:stop], rest + noise, strength)


def _correlation_break(
    x: np.ndarray,
    start: int,
    stop: int,
    period: int,
    strength: float,
    rng: np.random.RandomState,
) -> np.ndarray:
    """The column itself, delayed."""
    delay = max(1, round(min(strength, 1.0) * period / 2))
    begin = start - delay if start >= delay else start + delay
    return _blend(x[start:stop], _read(x, begin + np.arange(stop - start)), 1.0)


_EFFECTS = {
    "spike": _spike,
    "level_shift": _level_shift,
    "pattern_change": _pattern_change,
    "frequency_change": _frequency_change,
    "variance_change": _variance_change,
    "missing_beat": _missing_beat,
    "correlation_break": _correlation_break,
}

KINDS = tuple(_EFFECTS)
