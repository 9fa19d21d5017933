"""Baselines that know no sequences, on single rows and on the same windows."""

import numpy as np
from sklearn.base import BaseEstimator, OutlierMixin
from sklearn.decomposition import PCA
from sklearn.ensemble import IsolationForest
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

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
