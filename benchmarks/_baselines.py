"""Baselines without a network: on single rows, on windows, and without learning."""

import numpy as np
from scipy.ndimage import uniform_filter1d
from sklearn.base import BaseEstimator, OutlierMixin
from sklearn.decomposition import PCA
from sklearn.ensemble import IsolationForest
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from skseq._model.confirmation import narrow_size
from skseq._model.decision import DecisionUnits, decide
from skseq._model.sizes import FALLBACK_WINDOW, smoothing_size
from skseq._model.unusual import Evidence
from skseq._series.period import dominant_period
from skseq._series.smoothing import smooth
from skseq.preprocessing import SlidingWindow


class PCAReconstruction(OutlierMixin, BaseEstimator):
    """Squared error of the reconstruction from the first principal components."""

    def __init__(self, n_components=0.95, random_state=None):
        self.n_components = n_components
        self.random_state = random_state

    def fit(self, X, y=None):
        """Find the components."""
        self.pca_ = PCA(self.n_components, random_state=self.random_state).fit(X)
        return self

    def score_samples(self, X):
        """Return minus the mean squared error of each row."""
        restored = self.pca_.inverse_transform(self.pca_.transform(X))
        return -np.square(X - restored).mean(axis=1)


class MeanForecaster(OutlierMixin, BaseEstimator):
    """Forecast each row by the mean of the rows before it, and decide as detectors do.

    Smoothing, units, threshold and edges are those of the package, so that a detector
    which does no better owes nothing to its network. One row is the last value.
    """

    def __init__(self, n_rows=1, causal=False):
        self.n_rows = n_rows
        self.causal = causal

    def fit(self, X, y=None):
        """Learn scales of columns, smoothing, and the units and threshold of errors."""
        X = np.asarray(X, dtype=np.float64)
        self.mean_, scale = X.mean(axis=0), X.std(axis=0)
        self.scale_ = np.where(scale > 0, scale, 1.0)
        self.smoothing_ = smoothing_size(
            dominant_period(X) or FALLBACK_WINDOW, causal=self.causal
        )
        # Nothing is learned by heart: errors of new rows are like those of training.
        self.units_ = DecisionUnits.fit(*self._averages(X), None)
        self.offset_ = -1.0
        return self

    def score_samples(self, X):
        """Return scores in units of the threshold."""
        boundaries = np.array([0, len(X)])
        averages = self._averages(np.asarray(X, dtype=np.float64))
        settings = self.units_, self.smoothing_, boundaries
        return decide(*map(Evidence, averages), *settings, causal=self.causal)

    def decision_function(self, X):
        """Return scores above the threshold."""
        return self.score_samples(X) - self.offset_

    def predict(self, X):
        """Return -1 for anomalies and 1 for normal rows."""
        return np.where(self.decision_function(X) < 0, -1, 1)

    def _averages(self, X: np.ndarray) -> list[np.ndarray]:
        """Return the errors of columns, smoothed widely and narrowly."""
        z = (X - self.mean_) / self.scale_
        size = self.n_rows
        # The origin puts a row at the end of its average.
        mean = uniform_filter1d(z, size, axis=0, mode="nearest", origin=(size - 1) // 2)
        errors = np.square(z - np.vstack([z[:1], mean[:-1]]))
        return [
            smooth(errors, size, [0, len(X)], causal=self.causal)
            for size in (self.smoothing_, narrow_size(self.smoothing_))
        ]


class ConstantAlarm(OutlierMixin, BaseEstimator):
    """Alarm every row, or none."""

    def __init__(self, label=1):
        self.label = label

    def fit(self, X, y=None):
        """Learn nothing."""
        return self

    def score_samples(self, X):
        """Return the same score for each row."""
        return np.full(len(X), float(self.label))

    def decision_function(self, X):
        """Return the same score for each row."""
        return self.score_samples(X)

    def predict(self, X):
        """Return the same label for each row."""
        return np.full(len(X), self.label)


BASELINES = {
    "IsolationForest": lambda seed: make_pipeline(
        StandardScaler(), IsolationForest(random_state=seed)
    ),
    "SlidingWindow + IsolationForest": lambda seed: make_pipeline(
        StandardScaler(), SlidingWindow("auto"), IsolationForest(random_state=seed)
    ),
    "SlidingWindow + PCA": lambda seed: make_pipeline(
        StandardScaler(), SlidingWindow("auto"), PCAReconstruction(random_state=seed)
    ),
}


def _windows(detector: BaseEstimator) -> Pipeline:
    """Let a detector see each row with those before it."""
    return make_pipeline(SlidingWindow("auto"), detector)


def _filled(detector: BaseEstimator) -> Pipeline:
    """Let a detector see rows in which nothing is missing."""
    # A window of one row fills what is missing, and no more.
    return make_pipeline(SlidingWindow(1), detector)


# Name -> function of a seed and of whether scores may look ahead. Those of
# IsolationForest never do.
DECISION_BASELINES = {
    "IsolationForest": lambda seed, causal: _filled(IsolationForest(random_state=seed)),
    "IsolationForest 1 %": lambda seed, causal: _filled(
        IsolationForest(contamination=0.01, random_state=seed)
    ),
    "SlidingWindow + IsolationForest": lambda seed, causal: _windows(
        IsolationForest(random_state=seed)
    ),
    "SlidingWindow + IsolationForest 1 %": lambda seed, causal: _windows(
        IsolationForest(contamination=0.01, random_state=seed)
    ),
    "last value": lambda seed, causal: _filled(MeanForecaster(causal=causal)),
    "moving average": lambda seed, causal: _filled(
        MeanForecaster(n_rows=10, causal=causal)
    ),
    "alarm nothing": lambda seed, causal: ConstantAlarm(),
    "alarm everything": lambda seed, causal: ConstantAlarm(label=-1),
}
# One seed says all of those that draw no random numbers.
WITHOUT_SEED = "last value", "moving average", "alarm nothing", "alarm everything"
