"""From what users give, arrays or frames with or without groups, to series."""

import numpy as np
from sklearn.utils.validation import (
    _num_samples,
    check_consistent_length,
    column_or_1d,
    validate_data,
)

from skseq._series import Series, borders_of, median_step, split_at, steps_between


def read_series(estimator, X, groups=None, *, reset=False, **checks):
    """Return X as series: plain numbers or NaN, and the borders of the series.

    Parameters
    ----------
    estimator : estimator object
        The columns are compared with those that it has seen in fit. Where it has a
        parameter ``gap``, its ``time_step_`` is followed, and set with ``reset``.
    X : array-like of shape (n_timestamps, n_features)
        Rows of one or more series.
    groups : array-like of shape (n_timestamps,), default=None
        Series of each row. If given, the index of X is not looked at.
    reset : bool, default=False
        Whether the columns and the time step are those to be remembered.
    **checks : dict
        Further arguments of :func:`sklearn.utils.validation.validate_data`.

    Returns
    -------
    series : Series
        Rows in the order of X. Missing values are not yet filled and do not count.

    Raises
    ------
    ValueError
        If X or groups are not what is documented.
    """
    _refuse_stacks(X)
    index = None if groups is not None else getattr(X, "index", None)
    values = validate_data(
        estimator,
        X,
        dtype=[np.float64, np.float32],
        ensure_all_finite="allow-nan",
        reset=reset,
        **checks,
    )
    missing = np.isnan(values)
    if reset and missing.all():
        raise ValueError("X holds NaN only: give rows with some values to learn from.")
    if groups is not None:
        borders = borders_of([_checked_groups(groups, values)])
    elif getattr(index, "nlevels", 1) > 1:
        borders = borders_of(_outer_levels(index))
    else:
        borders = np.array([0, len(values)])
    if reset:
        estimator.time_step_ = None
    if estimator.gap is not None and groups is None:
        borders = _split_at_gaps(estimator, index, borders, reset)
    return Series(values, borders, ~missing if missing.any() else None)


def named_series(X, groups=None):
    """Return which series stand in X, by name, whatever the rows hold.

    Parameters
    ----------
    X : array-like of shape (n_timestamps, n_features)
        Rows of one or more series.
    groups : array-like of shape (n_timestamps,), default=None
        Series of each row. If given, the index of X is not looked at.

    Returns
    -------
    names : list
        Of each series: its label, a tuple where the index has several outer levels.
        A single None where neither groups nor the index name any.
    borders : ndarray of int of shape (n_series + 1,)
        First row of each series, then the number of rows.

    Raises
    ------
    ValueError
        If X or groups are not what is documented.
    """
    _refuse_stacks(X)
    index = getattr(X, "index", None)
    if groups is not None:
        labels = [_checked_groups(groups, X)]
    elif getattr(index, "nlevels", 1) > 1:
        labels = _outer_levels(index)
    else:
        return [None], np.array([0, _num_samples(X)])
    borders = borders_of(labels)
    names = [
        tuple(
            label[start].item() if hasattr(label[start], "item") else label[start]
            for label in labels
        )
        for start in borders[:-1]
    ]
    return [name[0] if len(name) == 1 else name for name in names], borders


def _refuse_stacks(X):
    """Say how to hand over what holds one array for each series."""
    is_list = isinstance(X, list | tuple) and len(X) > 0
    n_dims = 1 + np.ndim(X[0]) if is_list else getattr(X, "ndim", 2)
    if n_dims == 3:
        what = f"a list of {len(X)} tables" if is_list else f"of the shape {X.shape}"
        raise ValueError(
            f"X is {what}, one for each series, but rows of all series belong in one "
            "table: write X, groups = skseq.utils.stack_series(X) and give both, X and "
            "groups=groups."
        )


def _checked_groups(groups, values):
    groups = column_or_1d(groups, warn=False)
    check_consistent_length(values, groups)
    missing = _missing_labels(groups)
    if missing.any():
        row = int(np.argmax(missing))
        raise ValueError(
            f"groups names no series in row {row} (it is {groups[row]}): give every "
            "row the label of its series."
        )
    return groups


def _missing_labels(groups):
    if groups.dtype.kind == "O":
        return np.fromiter(map(_is_missing, groups), dtype=bool, count=len(groups))
    return groups != groups  # NaN and NaT are not equal to themselves


def _is_missing(label):
    try:
        return label is None or bool(label != label)
    except TypeError:  # pandas.NA is neither equal to itself nor not
        return True


def _outer_levels(index):
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


def _split_at_gaps(estimator, index, borders, reset):
    times = _times(index)
    if times is None:
        raise ValueError(
            f"gap={estimator.gap} needs times or numbers in the index of X, or in its "
            "last level, but "
            + (f"that is {index!r:.60}" if hasattr(index, "nlevels") else "X has none")
            + ": give a pandas frame, and call set_output(transform='pandas') on steps "
            "before this one, or name the series by groups=."
        )
    steps = steps_between(times, borders)
    if reset:
        estimator.time_step_ = median_step(steps, borders)
    step = estimator.time_step_
    if step is None:
        if reset:
            return borders  # no series has two rows, so there is no step to look at
        raise ValueError(
            f"gap={estimator.gap} needs the time step of the training series, but fit "
            "has seen none: fit on a frame with times in its index, or give groups= "
            "here, too."
        )
    if isinstance(step, np.timedelta64) != (steps.dtype.kind == "m"):
        raise ValueError(
            f"the index of X holds {times.dtype} where a step was {step} in fit: give "
            "the index that fit was given, or groups=."
        )
    return split_at(borders, steps, estimator.gap * step)


def _times(index):
    """Return the times or numbers of the last level of an index, None without any."""
    if not hasattr(index, "nlevels"):
        return None
    if index.nlevels > 1:
        index = index.get_level_values(-1)
    if getattr(index, "tz", None) is not None:
        index = index.tz_convert(None)  # as objects they would not be compared
    times = index.to_numpy()
    return times if times.dtype.kind in "mMiuf" else None
