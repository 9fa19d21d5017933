"""Rows with their past: the transformer that gives any detector a window."""

from __future__ import annotations

from numbers import Integral, Real
from typing import Any, Literal, Self

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_array, check_is_fitted, validate_data

from skseq._series.period import dominant_period
from skseq._series.read import (
    VALUES,
    learn_max_gap,
    read_series,
    read_values,
    refuse_no_values,
)
from skseq._series.scaling import fit_columns
from skseq._series.series import Series, longest_series
from skseq._series.table import open_table
from skseq._series.times import MaxGap
from skseq._utils.sklearn import (
    DocLinkMixin,
    Interval,
    StrOptions,
    check_feature_names_in,
    fit_context,
)
from skseq._utils.version import VersionMixin

# Where the training series has no period: enough rows to see a slope, a step or a
# short dip, few enough that a hundred columns stay a thousand.
_FALLBACK = 10
# The longest window that "auto" chooses: each column becomes that many.
_LONGEST_AUTO = 500


class SlidingWindow(DocLinkMixin, VersionMixin, TransformerMixin, BaseEstimator):
    """Put each row of a series together with the rows just before it.

    Row *t* of the result holds rows *t - w + 1, ..., t* of ``X``, one after the other,
    oldest first, with ``w = window_size``. Rows before the first one repeat the first
    row of their series, so *n* rows in give *n* rows out, for any *n*, and the
    transformer stands in a :class:`~sklearn.pipeline.Pipeline` before any estimator
    that takes rows one by one: :class:`~sklearn.ensemble.IsolationForest`,
    :class:`~sklearn.decomposition.PCA`, :class:`~sklearn.svm.OneClassSVM`,
    :class:`~sklearn.neighbors.LocalOutlierFactor`. It is also known as delay or lag
    embedding (Takens, "Detecting strange attractors in turbulence", 1981).

    Parameters
    ----------
    window_size : int or 'auto', default=10
        Rows in a window, the row itself included. 1 gives ``X`` back. ``'auto'``
        takes the dominant period of the training series: 4 to 500 rows, and 10 where
        there is none. The default is a fixed number because each column becomes
        ``window_size`` columns: memory should not depend on the data unless asked
        for.
    copy : bool, default=True
        Whether the result is an array of its own. With False it is a read-only view
        whose rows overlap (see Notes).
    max_gap_factor : float, default=None
        If given, a series also ends where time jumps: where the index of X, or its
        last level, moves on by more than ``max_gap_factor`` times the median step of
        the training rows. At least 1. Where ``groups`` are given they alone decide.
    time_column : str, default=None
        Name of the column of a frame that holds the times of its rows, in place of the
        index. It is no column of the result.

    Attributes
    ----------
    window_size_ : int
        Rows in a window.
    center_ : ndarray of shape (n_features,)
        Mean of each column in training; NaN where it was missing throughout.
    max_gap_ : numpy.timedelta64, float or None
        Longest step of time within a series, ``max_gap_factor`` times the median step
        of the index of the training rows. NaN where ``fit`` has seen no step, None
        without ``max_gap_factor``.
    time_column_ : str or None
        The parameter of this name as it was in ``fit``.
    n_features_in_ : int
        Number of columns seen during ``fit``, without that of times.
    feature_names_in_ : ndarray of shape (n_features,)
        Names of the columns seen during ``fit``, where all of them are strings.

    See Also
    --------
    skseq.detectors : Detectors that cut their windows themselves, batch by batch,
        and so take ``X`` as it is.

    Notes
    -----
    Rows are consecutive time steps, so the result depends on their order, and
    transforming rows one at a time is not transforming them together. Two of
    scikit-learn's common checks therefore hold at ``window_size=1`` only:
    ``check_methods_sample_order_invariance`` and ``check_methods_subset_invariance``.

    A missing value is replaced by the last one seen in its column of its series, or
    by the mean of the training rows before there is one, so :class:`PCA
    <sklearn.decomposition.PCA>` and others that refuse NaN can follow. At
    ``window_size=1`` that is all the transformer does. To fill values in another way,
    put an imputer before it; to keep which ones were missing, put
    :class:`~sklearn.impute.MissingIndicator` beside it.

    The result holds ``n * window_size * n_features`` values. With ``copy=False`` they
    take the memory of ``n * n_features``: the windows are then runs of one common
    buffer, never of ``X`` itself, and cannot be written to, since a change to one
    window would show in the others. An estimator that copies its input, as many do,
    saves no memory by it; :class:`~sklearn.ensemble.IsolationForest`, which takes
    float32 input as it is, does. Where ``X`` holds several series the result is an
    array of its own in any case.

    Examples
    --------
    >>> import numpy as np
    >>> from skseq.preprocessing import SlidingWindow
    >>> SlidingWindow(window_size=3).fit_transform(np.array([[1.0], [2.0], [3.0]]))
    array([[1., 1., 1.],
           [1., 1., 2.],
           [1., 2., 3.]])

    The same context for a detector that knows rows only:

    >>> from sklearn.ensemble import IsolationForest
    >>> from sklearn.pipeline import make_pipeline
    >>> X = np.sin(np.arange(300.0) / 8)[:, None]
    >>> X[200:215] = 0
    >>> detector = make_pipeline(SlidingWindow(30), IsolationForest(random_state=0))
    >>> int(detector.fit(X).score_samples(X).argmin()) in range(200, 244)
    True
    """

    _parameter_constraints = {
        "window_size": [
            Interval(Integral, 1, None, closed="left"),
            StrOptions({"auto"}),
        ],
        "copy": ["boolean"],
        "max_gap_factor": [Interval(Real, 1, None, closed="left"), None],
        "time_column": [str, None],
    }

    # Groups are asked for wherever metadata is routed.
    __metadata_request__fit = {"groups": True}
    __metadata_request__transform = {"groups": True}

    def __init__(
        self,
        window_size: int | Literal["auto"] = 10,
        *,
        copy: bool = True,
        max_gap_factor: float | None = None,
        time_column: str | None = None,
    ) -> None:
        self.window_size = window_size
        self.copy = copy
        self.max_gap_factor = max_gap_factor
        self.time_column = time_column

    @fit_context(prefer_skip_nested_validation=True)
    def fit(
        self, X: ArrayLike, y: object = None, *, groups: ArrayLike | None = None
    ) -> Self:
        """Learn the columns and, with ``window_size='auto'``, the period.

        Parameters
        ----------
        X : array-like of shape (n_timestamps, n_features)
            The training series: rows in time order. Several series stand one after
            the other. NaN is a missing value.
        y : None
            Ignored.
        groups : array-like of shape (n_timestamps,), default=None
            Series of each row; the rows of a series stand together. None = what the
            index of X says, if X is a pandas frame: the outer levels of a MultiIndex
            name the series, and ``max_gap_factor`` splits them further. Otherwise X is
            one series.

        Returns
        -------
        self : SlidingWindow
            The fitted transformer.
        """
        X, index = open_table(X, self.time_column)
        values = check_array(X, **VALUES, estimator=self, input_name="X")
        refuse_no_values(values)
        max_gap = learn_max_gap(index, len(values), groups, self.max_gap_factor)
        series = read_series(index, values, groups, max_gap=max_gap)
        center, _ = fit_columns(series.values, series.mask)
        window_size = self.window_size
        if window_size == "auto":
            filled = longest_series(series.filled(center))
            period = dominant_period(filled, max_period=_LONGEST_AUTO)
            window_size = period or _FALLBACK
        # Only now: a fit that fails changes nothing.
        validate_data(self, X, skip_check_array=True)
        self.max_gap_: MaxGap = max_gap
        self.time_column_: str | None = self.time_column
        self.center_: np.ndarray = center
        self.window_size_: int = int(window_size)
        return self

    def fit_transform(
        self, X: ArrayLike, y: object = None, *, groups: ArrayLike | None = None
    ) -> np.ndarray:
        """Fit, and put each row together with the rows just before it.

        Parameters
        ----------
        X : array-like of shape (n_timestamps, n_features)
            The training series: rows in time order.
        y : None
            Ignored.
        groups : array-like of shape (n_timestamps,), default=None
            Series of each row, as for :meth:`fit`.

        Returns
        -------
        windows : ndarray of shape (n_timestamps, window_size * n_features)
            As :meth:`transform` returns them.
        """
        return self.fit(X, y, groups=groups).transform(X, groups=groups)

    def transform(self, X: ArrayLike, *, groups: ArrayLike | None = None) -> np.ndarray:
        """Put each row together with the rows just before it.

        Parameters
        ----------
        X : array-like of shape (n_timestamps, n_features)
            Series, rows in time order. NaN is a missing value. Earlier calls do not
            matter.
        groups : array-like of shape (n_timestamps,), default=None
            Series of each row, as for :meth:`fit`. Rows before the first one of each
            series repeat that one.

        Returns
        -------
        windows : ndarray of shape (n_timestamps, window_size * n_features)
            Column ``j`` of the row ``k`` rows back stands at
            ``(window_size_ - 1 - k) * n_features + j``. Of dtype float32 if ``X`` is,
            else float64.
        """
        check_is_fitted(self)
        X, index = open_table(X, self.time_column_)
        values = read_values(self, X, reset=False)
        series = read_series(index, values, groups, max_gap=self.max_gap_)
        windows, rows = _windows(series.filled(self.center_), self.window_size_)
        if rows is not None:
            return windows[rows]
        return windows.copy() if self.copy else windows

    def get_feature_names_out(
        self, input_features: ArrayLike | None = None
    ) -> np.ndarray:
        """Return the name of each column of the result.

        Parameters
        ----------
        input_features : array-like of str or None, default=None
            Names of the columns of ``X``: those seen during ``fit`` or, where ``X``
            had none, any; ``x0``, ``x1``, ... by default.

        Returns
        -------
        feature_names_out : ndarray of str objects
            ``temp_lag3``, ..., ``temp_lag0`` for a column ``temp`` and
            ``window_size=4``; the columns of a row stand together.
        """
        check_is_fitted(self)
        names = check_feature_names_in(self, input_features)
        lags = reversed(range(self.window_size_))
        return np.asarray(
            [f"{name}_lag{lag}" for lag in lags for name in names], dtype=object
        )

    def __sklearn_tags__(self) -> Any:
        """Return the tags of scikit-learn: missing values are welcome."""
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        tags.transformer_tags.preserves_dtype = ["float64", "float32"]
        return tags


def _windows(series: Series, size: int) -> tuple[np.ndarray, np.ndarray | None]:
    """Return a view of windows, and which of them end at the rows of the series.

    The windows of a single series are all of them, so which ones is None.
    """
    starts, lengths = series.boundaries[:-1], np.diff(series.boundaries)
    # Before each series as many rows as a window reaches back over.
    repeats = np.ones(len(series), dtype=int)
    repeats[starts] += size - 1
    padded = np.repeat(series.values, repeats, axis=0)
    # In C order a window is a run of values, so all windows are one view.
    n_features = padded.shape[1]
    windows = sliding_window_view(padded.ravel(), size * n_features)[::n_features]
    if len(starts) == 1:
        return windows, None
    number = np.repeat(np.arange(len(starts)), lengths)
    return windows, np.arange(len(series)) + (size - 1) * number
