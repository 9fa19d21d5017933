"""Rows with their past: the transformer that gives any detector a window."""

from numbers import Integral, Real

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from skseq._all_or_nothing import unchanged_on_failure
from skseq._compat import (
    DocLinkMixin,
    Interval,
    StrOptions,
    check_feature_names_in,
    fit_context,
)
from skseq._input import read_series
from skseq._period import dominant_period
from skseq._scaling import fit_columns
from skseq._series import longest_series

# Where the training series has no period: enough rows to see a slope, a step or a
# short dip, few enough that a hundred columns stay a thousand.
_FALLBACK = 10
# The longest window that "auto" chooses: each column becomes that many.
_LONGEST_AUTO = 500


class SlidingWindow(DocLinkMixin, TransformerMixin, BaseEstimator):
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
    gap : float, default=None
        If given, a series also ends where time jumps: where the index of X, or its
        last level, moves on by more than ``gap`` times the median step of the
        training rows. At least 1. Where ``groups`` are given they alone decide.

    Attributes
    ----------
    window_size_ : int
        Rows in a window.
    center_ : ndarray of shape (n_features,)
        Mean of each column in training; NaN where it was missing throughout.
    time_step_ : numpy.timedelta64, float or None
        Median step of the index of the training rows, with ``gap``.
    n_features_in_ : int
        Number of columns seen during ``fit``.
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

    In place of a missing value stands the last one of its column that was seen in its
    series, or the mean of the training rows before there is one; so :class:`PCA
    <sklearn.decomposition.PCA>` and others that refuse NaN can follow. At
    ``window_size=1`` that is all the transformer does. To have values filled in another
    way, put that before it; to learn which were missing, put
    :class:`~sklearn.impute.MissingIndicator` beside it.

    The result holds ``n * window_size * n_features`` values. With ``copy=False`` they
    take the memory of ``n * n_features``: the windows are then runs of one common
    buffer, never of ``X`` itself, and cannot be written to, since a change to one
    window would show in the others. An estimator that copies its input anyway, as
    many do, gains nothing by it; :class:`~sklearn.ensemble.IsolationForest` keeps
    float32 input as it is and does. Where ``X`` holds several series the result is an
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
        "gap": [Interval(Real, 1, None, closed="left"), None],
    }

    # Where metadata is routed, groups are asked for without further ado.
    __metadata_request__fit = {"groups": True}
    __metadata_request__transform = {"groups": True}

    def __init__(self, window_size=10, *, copy=True, gap=None):
        self.window_size = window_size
        self.copy = copy
        self.gap = gap

    @fit_context(prefer_skip_nested_validation=True)
    def fit(self, X, y=None, *, groups=None):
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
            name the series, and ``gap`` splits them further. Otherwise X is one
            series.

        Returns
        -------
        self : SlidingWindow
            The fitted transformer.
        """
        with unchanged_on_failure(self):
            series = read_series(self, X, groups, reset=True)
            self.center_, _ = fit_columns(series.values, series.counted)
            series = series.filled(self.center_)
        if self.window_size == "auto":
            period = dominant_period(longest_series(series), max_period=_LONGEST_AUTO)
            self.window_size_ = period or _FALLBACK
        else:
            self.window_size_ = int(self.window_size)
        return self

    def fit_transform(self, X, y=None, *, groups=None):
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

    def transform(self, X, *, groups=None):
        """Put each row together with the rows just before it.

        Parameters
        ----------
        X : array-like of shape (n_timestamps, n_features)
            Series, rows in time order. NaN is a missing value. Nothing is remembered of
            earlier calls.
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
        series = read_series(self, X, groups).filled(self.center_)
        # Before each series as many rows as a window reaches back over.
        shift = self.window_size_ - 1
        starts, lengths = series.borders[:-1], np.diff(series.borders)
        repeats = np.ones(len(series), dtype=int)
        repeats[starts] += shift
        padded = np.repeat(series.values, repeats, axis=0)
        # In C order a window is a run of values, so all windows are one view.
        n_values = self.window_size_ * self.n_features_in_
        windows = sliding_window_view(padded.ravel(), n_values)[:: self.n_features_in_]
        if len(starts) == 1:
            return windows.copy() if self.copy else windows
        number = np.repeat(np.arange(len(starts)), lengths)
        return windows[np.arange(len(series)) + shift * number]

    def get_feature_names_out(self, input_features=None):
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

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        tags.transformer_tags.preserves_dtype = ["float64", "float32"]
        return tags
