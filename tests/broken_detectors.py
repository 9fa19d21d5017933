"""Detectors that break one promise each, for the checks that are to find them."""

import threading
import time

import numpy as np
from linear_detector import LinearDetector
from sklearn.base import BaseEstimator

from skseq._utils.sklearn import (
    CallbackSupportMixin,
    begin_callbacks,
    is_watched,
    with_callbacks,
)


class DropsRows(LinearDetector):
    def score_samples(self, X):
        return super().score_samples(X)[self.window_size - 1 :]


class ScoresInFloat32(LinearDetector):
    def score_samples(self, X):
        return super().score_samples(X).astype(np.float32)


class NeedsAWindow(LinearDetector):
    def fit(self, X, y=None):
        assert len(X) >= self.window_size, "too few rows for a window"
        return super().fit(X)


class TakesNumbersOfPythonOnly(LinearDetector):
    def fit(self, X, y=None):
        assert type(self.window_size) is int, "window_size is no int"
        return super().fit(X)


class NeedsMoreRowsThanItsSmoothing(LinearDetector):
    def fit(self, X, y=None):
        assert self.smoothing in ("auto", 1) or len(X) >= self.smoothing
        return super().fit(X)


class LooksAhead(LinearDetector):
    def _scores(self, X):
        scores = super()._scores(X)
        return scores + 1e-12 * np.append(scores[1:], scores[-1])


class ReadsTooFewRowsForTheLast(LinearDetector):
    def score_samples(self, X, *, groups=None, last=None):
        rows = X if last is None else X[-last - self.window_size :]
        return super().score_samples(rows, groups=groups, last=last)


class RelatesScoresToTheBatch(LinearDetector):
    def _scores(self, X):
        scores = super()._scores(X)
        return scores - 1e-9 * scores.mean()


class AddsNoise(LinearDetector):
    def _scores(self, X):
        noise = np.random.default_rng().normal(size=len(X))
        return super()._scores(X) + 1e-12 * noise


class SeedsGlobally(LinearDetector):
    def fit(self, X, y=None):
        np.random.seed(0)  # noqa: NPY002
        return super().fit(X)


class DrawsGlobally(LinearDetector):
    def fit(self, X, y=None):
        super().fit(X)
        self.weights_ += 1e-9 * np.random.normal(size=self.weights_.shape)  # noqa: NPY002
        return self


class SharesState(LinearDetector):
    def fit(self, X, y=None):
        super().fit(X)
        type(self).shared = self.weights_
        time.sleep(0.02)
        self.weights_ = type(self).shared
        return self


class CompilesAnew(LinearDetector):
    def fit(self, X, y=None):
        import jax

        jax.jit(lambda x: x + 1)(np.zeros(3))
        return super().fit(X)


class KeepsAnObject(LinearDetector):
    def fit(self, X, y=None):
        super().fit(X)
        self.optimizer_ = BaseEstimator()
        return self


class KeepsALock(LinearDetector):
    def fit(self, X, y=None):
        super().fit(X)
        self.lock_ = threading.Lock()
        return self


class RemembersInTheClass(LinearDetector):
    def fit(self, X, y=None):
        super().fit(X)
        type(self).remembered = self.weights_
        del self.weights_
        return self

    @property
    def weights_(self):
        return type(self).remembered

    @weights_.setter
    def weights_(self, value):
        type(self).remembered = value

    @weights_.deleter
    def weights_(self):
        pass


class ClonesFitted(LinearDetector):
    def __sklearn_clone__(self):
        clone = type(self)(**self.get_params())
        vars(clone).update(vars(self))
        return clone


class ForgetsBeforeChecking(LinearDetector):
    def fit(self, X, y=None):
        self.offset_ = None
        return super().fit(X)


class TakesAnything(LinearDetector):
    def score_samples(self, X):
        return np.zeros(len(X))


class DividesByDeviation(LinearDetector):
    def score_samples(self, X):
        deviations = np.where(np.isfinite(self.scale_), self.scale_, 0.0)
        with np.errstate(divide="ignore"):
            return super().score_samples(X) / deviations.min()


class Overflows(LinearDetector):
    def _standardized(self, X):
        return (X - self.center_) / np.where(np.isfinite(self.scale_), self.scale_, 1)

    def _scores(self, X):
        with np.errstate(all="ignore"):
            return super()._scores(X)


class KeepsUnits(LinearDetector):
    def _standardized(self, X):
        return X


class HasNoContext(LinearDetector):
    def fit(self, X, y=None):
        super().fit(X)
        self.weights_ *= 0
        self.offset_ = np.percentile(self.score_samples(X), 10)
        return self


class CrossesBoundaries(LinearDetector):
    @staticmethod
    def _earlier(z, k, series):
        return z[np.maximum(np.arange(len(z)) - k, 0)]


class IgnoresGroups(LinearDetector):
    def score_samples(self, X, *, groups=None):
        return super().score_samples(X)


class IgnoresTheIndex(LinearDetector):
    def fit(self, X, y=None, *, groups=None):
        return super().fit(np.asarray(X), groups=groups)


class TakesZeroForMissing(LinearDetector):
    """One missing value makes all others be seen as smaller."""

    def _scores(self, series):
        scores = super()._scores(series)
        return scores if series.mask is None else scores * 0.999999


class HasNoScoreForMissing(LinearDetector):
    def _scores(self, series):
        scores = super()._scores(series)
        return scores if series.mask is None else np.full(len(series), np.nan)


class AlarmsWhereMissing(LinearDetector):
    def _scores(self, series):
        return super()._scores(series) - 99.0 * ~series.full_mask().any(axis=1)


class BlamesAllWhereMissing(LinearDetector):
    def error_contributions(self, X):
        rest = np.isnan(X).any(axis=1)[:, None] + np.arange(X.shape[1])
        return rest / rest.sum(axis=1, keepdims=True)


class LearnsAnomalies(LinearDetector):
    """It says that it excludes them, and does not."""

    def __init__(self, window_size=8, *, max_gap_factor=None, exclude_anomalies=False):
        super().__init__(window_size, max_gap_factor=max_gap_factor)
        self.exclude_anomalies = exclude_anomalies

    def fit(self, X, y=None, *, groups=None):
        super().fit(X)
        self.offset_ = self.score_samples(X).min()
        return self


class ReadsParametersWhenScoring(LinearDetector):
    def _scores(self, series):
        self.smoothing_ = 3 if self.smoothing == "auto" else self.smoothing
        return super()._scores(series)


class NeedsItsParametersWhenScoring(LinearDetector):
    def score_samples(self, X, *, groups=None):
        assert self.window_size == self.window_size_, "another window_size"
        return super().score_samples(X, groups=groups)


class TellsCallbacks(CallbackSupportMixin, LinearDetector):
    """Callbacks see the detector once before the last step of a fit, and after it."""

    def __init__(self, window_size=8, *, warm_start=False):
        super().__init__(window_size)
        self.warm_start = warm_start

    @with_callbacks
    def fit(self, X, y=None, *, groups=None):
        n_done = self.n_iter_ if hasattr(self, "n_iter_") and self.warm_start else 0
        super().fit(X, groups=groups)
        if is_watched(self):
            task = begin_callbacks(self, 1)
            task.call_on_fit_task_begin(estimator=self)
            step = task.subcontext(task_name="step")
            step.call_on_fit_task_begin(estimator=self)
            step.call_on_fit_task_end(
                estimator=self, reconstruction_attributes=self._shown(n_done + 1)
            )
            task.call_on_fit_task_end(
                estimator=self, reconstruction_attributes=self._shown(n_done + 2)
            )
        self.n_iter_ = n_done + 2
        return self

    def _shown(self, n_iter):
        learned = {name: x for name, x in vars(self).items() if name.endswith("_")}
        return learned | {"n_iter_": n_iter}


class HidesItsStepsFromCallbacks(TellsCallbacks):
    def _shown(self, n_iter):
        return {k: v for k, v in super()._shown(n_iter).items() if k != "n_iter_"}


class CountsStepsOfOneFit(TellsCallbacks):
    def _shown(self, n_iter):
        return super()._shown(2 - n_iter % 2)


class ShowsOtherWeights(TellsCallbacks):
    def _shown(self, n_iter):
        return super()._shown(n_iter) | {"weights_": 2 * self.weights_}
