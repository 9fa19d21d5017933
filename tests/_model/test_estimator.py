"""A trained network: what it expects, and how errors follow from it."""

from dataclasses import replace

import numpy as np
import pytest
from tiny import DETECTORS, tiny

from skseq._series.series import Series
from skseq.utils._checks.common import seasonal_series

X = seasonal_series(150)


def as_series(rows, mask=None):
    return Series(rows, np.array([0, len(rows)]), mask)


@pytest.fixture(scope="module")
def estimator_of():
    def make(name, **params):
        detector = tiny(name, window_size=8, max_iter=3, **params).fit(X)
        return detector._model().estimator

    return make


@pytest.mark.parametrize("name", DETECTORS)
def test_it_cannot_be_changed(name, estimator_of):
    estimator = estimator_of(name)
    with pytest.raises(AttributeError):
        estimator.weights = []
    before = [weight.copy() for weight in estimator.weights]
    estimator.errors(as_series(X))
    estimator.expected(as_series(X))
    for now, then in zip(estimator.weights, before, strict=True):
        np.testing.assert_array_equal(now, then)


@pytest.mark.parametrize("name", DETECTORS)
def test_errors_are_known_where_values_are(name, estimator_of):
    estimator = estimator_of(name)
    mask = np.random.RandomState(0).uniform(size=X.shape) > 0.2
    errors, known = estimator.errors(as_series(X, mask))
    np.testing.assert_array_equal(known, mask)
    assert (errors[mask] >= 0).all()
    all_errors, all_known = estimator.errors(as_series(X))
    assert all_known is None
    # Where all estimates of a value count, a mask elsewhere changes nothing.
    whole = np.ones_like(mask)
    np.testing.assert_array_equal(estimator.errors(as_series(X, whole))[0], all_errors)


@pytest.mark.parametrize("name", DETECTORS)
def test_weights_multiply_the_errors_of_their_estimates(name, estimator_of):
    estimator = estimator_of(name)
    n_estimates = len(estimator.plan.lags)
    plain, _ = estimator.errors(as_series(X))
    doubled, _ = estimator.errors(as_series(X), np.full((n_estimates, 2), 2.0))
    np.testing.assert_allclose(doubled, 2 * plain, rtol=1e-6)
    zero, _ = estimator.errors(as_series(X), np.zeros((n_estimates, 2)))
    assert not zero.any()


@pytest.mark.parametrize("name", DETECTORS)
def test_mean_errors_are_one_for_each_estimate(name, estimator_of):
    estimator = estimator_of(name)
    means = estimator.mean_errors(as_series(X))
    assert means.shape == (len(estimator.plan.lags), 2)
    assert (means > 0).all()
    hidden = np.ones(X.shape, dtype=bool)
    hidden[:, 1] = False
    assert not estimator.mean_errors(as_series(X, hidden))[:, 1].any()


def test_another_network_has_other_estimates(estimator_of):
    estimator = estimator_of("GRUDetector")
    other = replace(estimator, weights=[1.5 * weight for weight in estimator.weights])
    series = as_series(X)
    assert not np.array_equal(other.expected(series), estimator.expected(series))
