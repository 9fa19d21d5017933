"""Named anomalies, put into any series: generated or real."""

from __future__ import annotations

from numbers import Integral, Real
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from sklearn.utils import check_array, check_random_state

from skseq.datasets._faults import FAULTS as _FAULTS
from skseq.datasets._shapes import SHAPES as _SHAPES

KINDS = tuple(_SHAPES)
FAULTS = tuple(_FAULTS)
_EFFECTS = {**_SHAPES, **_FAULTS}


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
    kind : str
        What happens (see Notes): one of ``skseq.datasets.KINDS``, which change the
        shape, or of ``skseq.datasets.FAULTS``, as plants and servers know them.
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

    And the faults:

    - ``dead_sensor``: the last value before the event, repeated; below 1, *s* is the
      share of the way to it.
    - ``dried_up``: calmer than normal: around the local median, 0.1 to the power of *s*
      of the fluctuation is left.
    - ``sustained_offset``: the values move by *s* ranges, up or down. Meant to last for
      many periods.
    - ``drift``: the values move away by up to *s* ranges, row by row, and are back
      after the event.
    - ``leaves_range``: a smooth swell to *s* / 2 ranges beyond the largest or the
      smallest value of all rows.
    - ``holiday``: the cycle stays close to its low, at 0.5 to the power of *s* of its
      height. Meant to be one period long.

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
        raise ValueError(f"kind={kind!r} is unknown; choose one of {list(_EFFECTS)}.")
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
