"""From what users give, arrays or frames with or without groups, to series."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from skseq._series.series import (
    Series,
    boundaries_of,
    median_step,
    split_at,
    steps_between,
)
from skseq._utils.sklearn import column_or_1d, num_samples

# How the values of series are validated: NaN is a missing value.
VALUES: dict[str, Any] = {
    "dtype": [np.float64, np.float32],
    "ensure_all_finite": "allow-nan",
}
# Longest step of time within a series: None without a bound, NaN where one was asked
# for, but no series had two rows with times.
MaxGap = np.timedelta64 | float | None


def read_series(
    X: ArrayLike,
    values: np.ndarray,
    groups: ArrayLike | None = None,
    *,
    max_gap: MaxGap = None,
) -> Series:
    """Return validated values as series; what is missing is masked, not yet filled."""
    boundaries = _boundaries(X, values, groups)
    if max_gap is not None and groups is None:
        steps = _steps(X, boundaries, "max_gap_factor")
        boundaries = split_at(boundaries, steps, _comparable(max_gap, steps))
    missing = np.isnan(values)
    return Series(values, boundaries, ~missing if missing.any() else None)


def learn_max_gap(
    X: ArrayLike, values: np.ndarray, groups: ArrayLike | None, factor: float | None
) -> MaxGap:
    """Return so many times the median step of time from a row to the next."""
    if factor is None:
        return None
    if groups is not None:
        return np.nan
    boundaries = _boundaries(X, values, None)
    steps = _steps(X, boundaries, f"max_gap_factor={factor}")
    step = median_step(steps, boundaries)
    return np.nan if step is None else factor * step


def refuse_no_values(values: np.ndarray) -> None:
    """Raise where there is nothing to learn from."""
    if np.isnan(values).all():
        raise ValueError("X holds NaN only: give rows with some values to learn from.")


def named_series(
    X: ArrayLike, groups: ArrayLike | None = None
) -> tuple[list[Any], np.ndarray]:
    """Return the names of the series in X, [None] without any, and their boundaries."""
    refuse_stacks(X)
    labels = _labels(X, groups)
    if labels is None:
        return [None], np.array([0, num_samples(X)])
    boundaries = boundaries_of(labels)
    names = [
        tuple(
            label[start].item() if hasattr(label[start], "item") else label[start]
            for label in labels
        )
        for start in boundaries[:-1]
    ]
    return [name[0] if len(name) == 1 else name for name in names], boundaries


def refuse_stacks(X: Any) -> None:
    """Raise where X holds one array for each series."""
    if isinstance(X, list | tuple):
        is_stack = len(X) > 0 and np.ndim(X[0]) == 2
        what = f"a list of {len(X)} tables"
    else:
        is_stack = getattr(X, "ndim", 2) == 3
        what = f"of the shape {getattr(X, 'shape', None)}"
    if is_stack:
        raise ValueError(
            f"X is {what}, one for each series, but rows of all series belong in one "
            "table: write X, groups = skseq.utils.stack_series(X) and give both, X and "
            "groups=groups."
        )


def _boundaries(
    X: ArrayLike, values: np.ndarray, groups: ArrayLike | None
) -> np.ndarray:
    """Return where the series begin that groups or the index of X name."""
    labels = _labels(X, groups)
    return np.array([0, len(values)]) if labels is None else boundaries_of(labels)


def _labels(X: ArrayLike, groups: ArrayLike | None) -> list[np.ndarray] | None:
    """Return what together names the series of each row, None if nothing does."""
    if groups is not None:
        return [_checked_groups(groups, X)]
    index = getattr(X, "index", None)
    return _outer_levels(index) if getattr(index, "nlevels", 1) > 1 else None


def _checked_groups(groups: ArrayLike, X: ArrayLike) -> np.ndarray:
    """Return the label of the series of each row."""
    labels = np.asarray(groups)
    n_rows = num_samples(X)
    if labels.shape not in ((n_rows,), (n_rows, 1)):
        raise ValueError(
            f"groups has shape {labels.shape} where X has {n_rows} rows: give one "
            "label for each row."
        )
    labels = column_or_1d(labels, warn=False)
    missing = _missing_labels(labels)
    if missing.any():
        row = int(np.argmax(missing))
        raise ValueError(
            f"groups names no series in row {row} (it is {labels[row]}): give every "
            "row the label of its series."
        )
    return labels


def _missing_labels(labels: np.ndarray) -> np.ndarray:
    """Tell which rows have no label."""
    if labels.dtype.kind == "O":
        return np.fromiter(map(_is_missing, labels), dtype=bool, count=len(labels))
    return labels != labels  # NaN and NaT are not equal to themselves


def _is_missing(label: Any) -> bool:
    """Tell whether a label is None, NaN, NaT or NA."""
    try:
        return label is None or bool(label != label)
    except TypeError:  # pandas.NA is neither equal to itself nor not
        return True


def _outer_levels(index: Any) -> list[np.ndarray]:
    """Return what the levels of a MultiIndex but the last say, one array for each."""
    for level, codes in enumerate(index.codes[:-1]):
        if (np.asarray(codes) < 0).any():
            row = int(np.argmin(codes))
            raise ValueError(
                f"level {level} of the index of X names no series in row {row}: give "
                "every row the label of its series."
            )
    return [
        np.asarray(index.get_level_values(level)) for level in range(index.nlevels - 1)
    ]


def _steps(X: ArrayLike, boundaries: np.ndarray, parameter: str) -> np.ndarray:
    """Return the time from each row to the next, by the index of X (its last level)."""
    index = getattr(X, "index", None)
    times = _times(index)
    if times is None:
        found = f"that is {index!r:.60}" if hasattr(index, "nlevels") else "X has none"
        raise ValueError(
            f"{parameter} needs times or numbers in the index of X, or in its last "
            f"level, but {found}: give a pandas frame, and call "
            "set_output(transform='pandas') on steps before this one, or name the "
            "series by groups=."
        )
    return steps_between(times, boundaries)


def _comparable(max_gap: np.timedelta64 | float, steps: np.ndarray) -> Any:
    """Return the longest step within a series, if steps can be compared with it."""
    is_time = isinstance(max_gap, np.timedelta64)
    if not is_time and np.isnan(max_gap):
        raise ValueError(
            "max_gap_factor needs the time step of the training series, but fit has "
            "seen none: fit on a frame with times in its index, or give groups= here, "
            "too."
        )
    if is_time != (steps.dtype.kind == "m"):
        raise ValueError(
            f"the steps of the index of X are of the type {steps.dtype}, but those of "
            f"the training rows were compared with {max_gap}: give the kind of index "
            "that fit was given, or groups=."
        )
    return max_gap


def _times(index: Any) -> np.ndarray | None:
    """Return the times or numbers of the last level of an index, None without any."""
    if not hasattr(index, "nlevels"):
        return None
    if index.nlevels > 1:
        index = index.get_level_values(-1)
    if getattr(index, "tz", None) is not None:
        index = index.tz_convert(None)  # as objects they would not be compared
    times = index.to_numpy()
    return times if times.dtype.kind in "mMiuf" else None
