"""From what users give, arrays or frames with or without groups, to series."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from skseq._series.context import ContextSizes, warn_of_few_rows
from skseq._series.series import Series, boundaries_of
from skseq._series.table import RowIndex, open_table, refuse_stacks
from skseq._series.times import MaxGap, split_at, steps_between, warn_of_order
from skseq._series.times import max_gap as longest_step
from skseq._utils.sklearn import column_or_1d, num_samples, validate_data

# How the values of series are validated: NaN is a missing value.
VALUES: dict[str, Any] = {
    "dtype": [np.float64, np.float32],
    "ensure_all_finite": "allow-nan",
}


def read_values(estimator: Any, X: Any, **options: Any) -> np.ndarray:
    """Return the validated values of X, and have the estimator note its columns."""
    # scikit-learn sums them, and the sum of large values may be no number.
    with np.errstate(over="ignore", invalid="ignore"):
        return validate_data(estimator, X, **VALUES, **options)


def read_series(
    index: RowIndex,
    values: np.ndarray,
    groups: ArrayLike | None = None,
    *,
    max_gap: MaxGap = None,
    sizes: ContextSizes | None = None,
) -> Series:
    """Return validated values as series; what is missing is masked, not yet filled.

    Warns where times say that the rows of a series are not consecutive, and of series
    with fewer rows than scores are made of, if ``sizes`` are given.
    """
    boundaries = _boundaries(index, len(values), groups)
    if sizes is not None:
        warn_of_few_rows(boundaries, sizes)
    if max_gap is not None and groups is None:
        steps = _steps(index, boundaries, "max_gap_factor")
        boundaries = split_at(boundaries, steps, _comparable(max_gap, steps))
    elif not index.is_counted:
        times = index.times()
        if times is not None:
            warn_of_order(times, boundaries, index.where)
    missing = np.isnan(values)
    return Series(values, boundaries, ~missing if missing.any() else None)


def read_new_series(
    estimator: Any,
    X: Any,
    groups: ArrayLike | None,
    *,
    time_column: str | None,
    max_gap: MaxGap,
    sizes: ContextSizes,
) -> Series:
    """Return new rows as series, as they were given, for an estimator with columns."""
    X, index = open_table(X, time_column)
    values = read_values(estimator, X, reset=False)
    return read_series(index, values, groups, max_gap=max_gap, sizes=sizes)


def learn_max_gap(
    index: RowIndex, n_rows: int, groups: ArrayLike | None, factor: float | None
) -> MaxGap:
    """Return so many times the median step of time from a row to the next."""
    if factor is None:
        return None
    if groups is not None:
        return np.nan
    boundaries = _boundaries(index, n_rows, None)
    steps = _steps(index, boundaries, f"max_gap_factor={factor}")
    return longest_step(steps, float(factor))


def refuse_no_values(values: np.ndarray) -> None:
    """Raise where there is nothing to learn from."""
    if np.isnan(values).all():
        raise ValueError("X holds NaN only: give rows with some values to learn from.")


def named_series(
    X: ArrayLike, groups: ArrayLike | None = None
) -> tuple[list[Any], np.ndarray]:
    """Return the names of the series in X, [None] without any, and their boundaries."""
    refuse_stacks(X)
    n_rows = num_samples(X)
    labels = _labels(RowIndex(X), n_rows, groups)
    if labels is None:
        return [None], np.array([0, n_rows])
    boundaries = boundaries_of(labels)
    names = [
        tuple(
            label[start].item() if hasattr(label[start], "item") else label[start]
            for label in labels
        )
        for start in boundaries[:-1]
    ]
    return [name[0] if len(name) == 1 else name for name in names], boundaries


def _boundaries(index: RowIndex, n_rows: int, groups: ArrayLike | None) -> np.ndarray:
    """Return where the series begin that groups or the index of X name."""
    labels = _labels(index, n_rows, groups)
    if labels is None:
        return np.array([0, n_rows])
    return boundaries_of(labels, levels=index.series_levels())


def _labels(
    index: RowIndex, n_rows: int, groups: ArrayLike | None
) -> list[np.ndarray] | None:
    """Return what together names the series of each row, None if nothing does."""
    if groups is not None:
        return [_checked_groups(groups, n_rows)]
    return index.series_labels()


def _checked_groups(groups: ArrayLike, n_rows: int) -> np.ndarray:
    """Return the label of the series of each row."""
    labels = np.asarray(groups)
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


def _steps(index: RowIndex, boundaries: np.ndarray, parameter: str) -> np.ndarray:
    """Return the time from each row to the next, by the index of X."""
    times = index.times()
    if times is None:
        raise ValueError(
            f"{parameter} needs times or numbers in the index of X, or in its last "
            f"level, but {index}: give a pandas frame, or any frame and time_column=, "
            "and call set_output(transform='pandas') on steps before this one, or name "
            "the series by groups=."
        )
    return steps_between(times, boundaries, index.where)


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
