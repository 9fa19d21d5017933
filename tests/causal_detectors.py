"""Small causal detectors, series with gaps, and what it is for scores to be equal."""

import copy
from functools import cache

import numpy as np
from numpy.testing import assert_array_equal
from tiny import tiny

from skseq.utils._checks.common import seasonal_series


@cache
def causal(name, **params):
    """Return a small fitted detector; tests leave it as it is."""
    params = {"window_size": 8, "max_iter": 5, "causal": True, **params}
    # Rows enough to tell which signals and which levels are unusual.
    detector = tiny(name, **params).fit(seasonal_series(800))
    has_steps = detector.window_size_ > 1
    assert (detector.least_activity_ > 0).all() == has_steps
    assert np.isfinite(detector.highest_level_).all() == has_steps
    return detector


def changed(detector, **attributes):
    """Return a copy that has learned other values."""
    other = copy.copy(detector)
    for name, value in attributes.items():
        setattr(other, name, value)
    return other


def with_gaps(X):
    """Return rows of which some are missing, wholly or in part."""
    X = X.copy()
    X[:3, 0] = X[100:140] = X[400:430, 1] = np.nan
    return X


def assert_close(scores, expected):
    """Assert that scores and labels are the same, up to rounding."""
    assert_array_equal(np.isnan(scores), np.isnan(expected))
    difference = np.abs(scores - expected) / np.maximum(1, np.abs(expected))
    assert np.nanmax(difference, initial=0) <= 1e-5
    assert_array_equal(scores < -1, expected < -1)
