"""A sound detector written with NumPy alone, for tests of the contract checks."""

from numbers import Integral, Real

import numpy as np
from sklearn.base import BaseEstimator, OutlierMixin
from sklearn.utils.validation import check_is_fitted

from skseq._all_or_nothing import unchanged_on_failure
from skseq._compat import Interval, StrOptions, fit_context
from skseq._input import read_series
from skseq._scaling import fit_columns, standardize
from skseq._smoothing import average_counted, smooth_counted, smoothing_reach


class LinearDetector(OutlierMixin, BaseEstimator):
    """Detect anomalies as rows that no linear function of earlier rows forecasts."""

    _parameter_constraints = {
        "window_size": [Interval(Integral, 1, None, closed="left")],
        "smoothing": [Interval(Integral, 1, None, closed="left"), StrOptions({"auto"})],
        "causal": ["boolean"],
        "gap": [None],
        "contamination": [Interval(Real, 0, 0.5, closed="right")],
        "random_state": ["random_state"],
    }

    def __init__(
        self,
        window_size=8,
        *,
        smoothing="auto",
        causal=False,
        gap=None,
        contamination=0.1,
        random_state=None,
    ):
        self.window_size = window_size
        self.smoothing = smoothing
        self.causal = causal
        self.gap = gap
        self.contamination = contamination
        self.random_state = random_state

    @fit_context(prefer_skip_nested_validation=True)
    def fit(self, X, y=None, *, groups=None):
        with unchanged_on_failure(self):
            series = read_series(self, X, groups, reset=True, ensure_min_samples=2)
            center, scale = fit_columns(series.values, series.counted)
            self.center_ = np.nan_to_num(center)
            self.scale_ = np.where(np.isnan(scale), np.inf, scale)
            self._fit(series.filled(self.center_))
        return self

    def _fit(self, series):
        X = series.values
        self.window_size_ = self.window_size
        z = self._standardized(X)
        lags = [self._lagged(z, k, series) for k in range(1, self.window_size)]
        self.weights_ = np.zeros((len(lags), X.shape[1]))
        for column in range(X.shape[1] if lags else 0):
            design = np.column_stack([lag[:, column] for lag in lags])
            self.weights_[:, column] = np.linalg.lstsq(design, z[:, column])[0]
        self.offset_ = np.percentile(self._scores(series), 100 * self.contamination)

    def score_samples(self, X, *, groups=None):
        check_is_fitted(self)
        return self._scores(read_series(self, X, groups).filled(self.center_))

    def decision_function(self, X):
        return self.score_samples(X) - self.offset_

    def predict(self, X):
        return np.where(self.decision_function(X) < 0, -1, 1)

    @property
    def context_(self):
        before, after = smoothing_reach(self._width(), causal=self.causal)
        return before + self.window_size - 1, after

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags

    def _standardized(self, X):
        return standardize(X, self.center_, self.scale_).astype(np.float64)

    @staticmethod
    def _lagged(z, k, series):
        lengths = np.diff(series.borders)
        first = np.repeat(series.borders[:-1], lengths)
        return z[np.maximum(np.arange(len(z)) - k, first)]

    def _scores(self, series):
        z = self._standardized(series.values)
        forecast = np.zeros_like(z)
        for k, weights in enumerate(self.weights_, start=1):
            forecast += weights * self._lagged(z, k, series)
        errors = np.square(z - forecast)
        sums, shares = smooth_counted(
            errors, series.counted, self._width(), series.borders, causal=self.causal
        )
        return -average_counted(sums, shares, 0.0).mean(axis=1)

    def _width(self):
        return self.window_size if self.smoothing == "auto" else self.smoothing
