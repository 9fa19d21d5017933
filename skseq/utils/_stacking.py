"""Many series, one table for each, as the one table that estimators take."""

from __future__ import annotations

import warnings
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from skseq.exceptions import SeriesWarning


def stack_series(
    all_X: Sequence[ArrayLike] | np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Stack series on top of each other and tell which row is of which.

    Parameters
    ----------
    all_X : array-like of shape (n_series, n_timestamps, n_features), or list of \
            array-likes of shape (n_timestamps, n_features)
        The series. Those of a list may differ in length.

    Returns
    -------
    X : ndarray of shape (n_timestamps, n_features)
        Rows of the first series, then those of the second, and so on.
    groups : ndarray of int of shape (n_timestamps,)
        Number of the series of each row, from 0.

    Raises
    ------
    ValueError
        If there is no series, one of them is no table, or their numbers of columns
        differ.

    Warns
    -----
    SeriesWarning
        If every series has more columns than rows, as where the axes of channels and
        times are swapped.

    See Also
    --------
    skseq.model_selection.GroupTimeSeriesSplit : Splits stacked series.

    Examples
    --------
    >>> import numpy as np
    >>> from skseq.utils import stack_series
    >>> X, groups = stack_series([np.zeros((3, 2)), np.ones((1, 2))])
    >>> X.shape
    (4, 2)
    >>> groups
    array([0, 0, 0, 1])
    """
    tables = [np.asarray(X) for X in all_X]
    if not tables:
        raise ValueError("there is no series to stack: give at least one table.")
    for number, table in enumerate(tables):
        if table.ndim != 2:
            raise ValueError(
                f"series {number} has the shape {table.shape}: give tables of shape "
                "(n_timestamps, n_features), X.reshape(-1, 1) for a single column."
            )
        if table.shape[1] != tables[0].shape[1]:
            raise ValueError(
                f"series {number} has {table.shape[1]} columns and series 0 has "
                f"{tables[0].shape[1]}: give series of the same columns."
            )
    if all(table.shape[1] > max(len(table), 1) for table in tables):
        n_rows, n_columns = tables[0].shape
        warnings.warn(
            f"every series has more columns than rows, the first {n_columns} and "
            f"{n_rows}: rows are timestamps, so if these are channels write "
            "np.swapaxes(all_X, 1, 2), or transpose each table.",
            SeriesWarning,
            stacklevel=2,
        )
    groups = np.repeat(np.arange(len(tables)), [len(table) for table in tables])
    return np.concatenate(tables), groups
