"""Pickles of another version are read with a warning."""

import pickle
import warnings

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.ensemble import IsolationForest
from sklearn.exceptions import InconsistentVersionWarning
from tiny import DETECTORS, tiny

import skseq
from skseq import AverageDetector, PerSeriesDetector, SlidingWindow
from skseq._utils import version
from skseq.utils._checks.common import seasonal_series

X = seasonal_series(100)
GROUPS = np.repeat([0, 1], 50)


ESTIMATORS = [
    tiny("AutoencoderDetector", window_size=8, max_iter=2),
    SlidingWindow(window_size=3),
    AverageDetector([("forest", IsolationForest(n_estimators=2))]),
    PerSeriesDetector(tiny("GRUDetector", window_size=8, max_iter=2)),
]


@pytest.mark.parametrize("estimator", ESTIMATORS, ids=lambda x: type(x).__name__)
def test_another_version_warns_and_this_one_does_not(estimator, monkeypatch):
    fitted = clone(estimator).fit(X, groups=GROUPS)
    ours = pickle.dumps(fitted)
    with monkeypatch.context() as patch:
        patch.setattr(version, "__version__", "9.9")
        theirs = pickle.dumps(fitted)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        same = pickle.loads(ours)
    message = rf"version 9.9 of skseq when using version {skseq.__version__} of skseq"
    with pytest.warns(InconsistentVersionWarning, match=message):
        other = pickle.loads(theirs)
    assert vars(same).keys() == vars(other).keys() == vars(fitted).keys()


@pytest.mark.parametrize("name", DETECTORS)
def test_a_pickle_without_a_version_warns(name):
    detector = tiny(name)
    state = vars(detector).copy()
    with pytest.warns(InconsistentVersionWarning, match="version none of skseq"):
        detector.__setstate__(state)
    assert state == vars(detector)
