"""The contract checks pass a sound detector, and each finds what it is for."""

import threading
import time

import numpy as np
import pytest
from linear_detector import LinearDetector
from sklearn.base import BaseEstimator
from sklearn.ensemble import IsolationForest

from skseq.utils import estimator_checks
from skseq.utils.estimator_checks import (
    check_sequence_detector,
    parametrize_with_sequence_checks,
    yield_sequence_checks,
)


@parametrize_with_sequence_checks([LinearDetector(), LinearDetector(window_size=1)])
def test_sound_detector_passes(estimator, check):
    check(estimator)


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


class LooksAhead(LinearDetector):
    def _scores(self, X):
        scores = super()._scores(X)
        return scores + 1e-12 * np.append(scores[1:], scores[-1])


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


class CrossesBorders(LinearDetector):
    @staticmethod
    def _lagged(z, k, series):
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
        return scores if series.counted is None else scores * 0.999999


class HasNoScoreForMissing(LinearDetector):
    def _scores(self, series):
        scores = super()._scores(series)
        return scores if series.counted is None else np.full(len(series), np.nan)


class AlarmsWhereMissing(LinearDetector):
    def _scores(self, series):
        return super()._scores(series) - 99.0 * ~series.counted_values().any(axis=1)


class BlamesAllWhereMissing(LinearDetector):
    def error_contributions(self, X):
        rest = np.isnan(X).any(axis=1)[:, None] + np.arange(X.shape[1])
        return rest / rest.sum(axis=1, keepdims=True)


class LearnsAnomalies(LinearDetector):
    """It says that it excludes them, and does not."""

    def __init__(self, window_size=8, *, gap=None, exclude_anomalies=False):
        super().__init__(window_size, gap=gap)
        self.exclude_anomalies = exclude_anomalies

    def fit(self, X, y=None, *, groups=None):
        super().fit(X)
        self.offset_ = self.score_samples(X).min()
        return self


BROKEN = [
    ("check_alignment", DropsRows),
    ("check_alignment", ScoresInFloat32),
    ("check_short_training", NeedsAWindow),
    ("check_causality", LooksAhead),
    ("check_locality", LooksAhead),
    ("check_batch_independence", RelatesScoresToTheBatch),
    ("check_rows_alone", RelatesScoresToTheBatch),
    ("check_determinism", AddsNoise),
    ("check_global_random_state", SeedsGlobally),
    ("check_global_random_state", DrawsGlobally),
    ("check_threads", SharesState),
    ("check_no_recompilation", CompilesAnew),
    ("check_plain_state", KeepsAnObject),
    ("check_plain_state", KeepsALock),
    ("check_pickle", KeepsAnObject),
    ("check_fresh_process", RemembersInTheClass),
    ("check_copies", ClonesFitted),
    ("check_failed_calls", ForgetsBeforeChecking),
    ("check_failed_calls", TakesAnything),
    ("check_failed_fit", ForgetsBeforeChecking),
    ("check_constant_columns", DividesByDeviation),
    ("check_extreme_values", Overflows),
    ("check_units", KeepsUnits),
    ("check_series_apart", CrossesBorders),
    ("check_scattered_series", IgnoresGroups),
    ("check_groups_of_index", IgnoresTheIndex),
    ("check_missing_values", HasNoScoreForMissing),
    ("check_missing_rows", AlarmsWhereMissing),
    ("check_rows_far_from_missing", TakesZeroForMissing),
    ("check_contributions_beside_missing", BlamesAllWhereMissing),
    ("check_excluded_anomalies", LearnsAnomalies),
    ("check_detection", HasNoContext),
]


@pytest.mark.parametrize(("check", "broken"), BROKEN)
def test_broken_detector_is_found(check, broken):
    with pytest.raises(AssertionError):
        getattr(estimator_checks, check)(broken.__name__, broken())


def test_every_check_finds_something():
    checks = {
        check.__name__
        for detector in (BlamesAllWhereMissing(), LearnsAnomalies())
        for check in yield_sequence_checks(detector)
    }
    assert checks == {check for check, _ in BROKEN}
    assert checks | {"check_sequence_detector"} == {
        name for name in estimator_checks.__all__ if name.startswith("check_")
    }


def test_check_sequence_detector_says_which_detector():
    with pytest.raises(AssertionError, match=r"DropsRows\.score_samples"):
        check_sequence_detector(DropsRows())


def test_yields_what_applies():
    assert {check.__name__ for check in yield_sequence_checks(LinearDetector(8))} - {
        check.__name__ for check in yield_sequence_checks(LinearDetector(1))
    } == {"check_detection"}
    without = {check.__name__ for check in yield_sequence_checks(IsolationForest())}
    assert not {"check_causality", "check_rows_alone", "check_series_apart"} & without
