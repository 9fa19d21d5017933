"""A sound detector written with NumPy alone, for tests of the contract checks."""

from numbers import Integral, Real

import numpy as np
from sklearn.base import BaseEstimator, OutlierMixin
from sklearn.utils.validation import check_array, check_is_fitted, validate_data

from skseq._series.read import VALUES, read_series, refuse_no_values
from skseq._series.scaling import fit_columns, standardize
from skseq._series.smoothing import average_masked, smooth_masked, smoothing_reach
from skseq._series.table import open_table
from skseq._utils.sklearn import Interval, StrOptions, fit_context


class LinearDetector(OutlierMixin, BaseEstimator):
    """Detect anomalies as rows that no linear function of earlier rows forecasts."""

    _parameter_constraints = {
        "window_size": [Interval(Integral, 1, None, closed="left")],
        "smoothing": [Interval(Integral, 1, None, closed="left"), StrOptions({"auto"})],
        "causal": ["boolean"],
        "max_gap_factor": [None],
        "contamination": [Interval(Real, 0, 0.5, closed="right")],
        "random_state": ["random_state"],
    }

    def __init__(
        self,
        window_size=8,
        *,
        smoothing="auto",
        causal=False,
        max_gap_factor=None,
        contamination=0.1,
        random_state=None,
    ):
        self.window_size = window_size
        self.smoothing = smoothing
        self.causal = causal
        self.max_gap_factor = max_gap_factor
        self.contamination = contamination
        self.random_state = random_state

    @fit_context(prefer_skip_nested_validation=True)
    def fit(self, X, y=None, *, groups=None):
        X, index = open_table(X)
        values = check_array(X, **VALUES, estimator=self, ensure_min_samples=2)
        refuse_no_values(values)
        series = read_series(index, values, groups)
        center, scale = fit_columns(series.values, series.mask)
        # Only now: a fit that fails changes nothing.
        validate_data(self, X, skip_check_array=True)
        self.center_ = np.nan_to_num(center)
        self.scale_ = np.where(np.isnan(scale), np.inf, scale)
        self._fit(series.filled(self.center_))
        return self

    def _fit(self, series):
        self.window_size_, self.causal_ = self.window_size, self.causal
        is_auto = self.smoothing == "auto"
        self.smoothing_ = self.window_size if is_auto else self.smoothing
        z = self._standardized(series.values)
        earlier = [self._earlier(z, k, series) for k in range(1, self.window_size)]
        self.weights_ = np.zeros((len(earlier), z.shape[1]))
        for column in range(z.shape[1] if earlier else 0):
            design = np.column_stack([rows[:, column] for rows in earlier])
            self.weights_[:, column] = np.linalg.lstsq(design, z[:, column])[0]
        self.offset_ = np.percentile(self._scores(series), 100 * self.contamination)

    def score_samples(self, X, *, groups=None, last=None):
        check_is_fitted(self)
        X, index = open_table(X)
        values = validate_data(self, X, **VALUES, reset=False)
        series = read_series(index, values, groups).filled(self.center_)
        return self._scores(series)[-(last or len(values)) :]

    def decision_function(self, X):
        return self.score_samples(X) - self.offset_

    def predict(self, X):
        return np.where(self.decision_function(X) < 0, -1, 1)

    @property
    def context_(self):
        before, after = smoothing_reach(self.smoothing_, causal=self.causal_)
        return before + self.window_size_ - 1, after

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags

    def _standardized(self, X):
        return standardize(X, self.center_, self.scale_).astype(np.float64)

    @staticmethod
    def _earlier(z, k, series):
        lengths = np.diff(series.boundaries)
        first = np.repeat(series.boundaries[:-1], lengths)
        return z[np.maximum(np.arange(len(z)) - k, first)]

    def _scores(self, series):
        z = self._standardized(series.values)
        forecast = np.zeros_like(z)
        for k, weights in enumerate(self.weights_, start=1):
            forecast += weights * self._earlier(z, k, series)
        errors = np.square(z - forecast)
        sums, shares = smooth_masked(
            errors,
            series.mask,
            self.smoothing_,
            series.boundaries,
            causal=self.causal_,
        )
        return -average_masked(sums, shares, 0.0).mean(axis=1)
