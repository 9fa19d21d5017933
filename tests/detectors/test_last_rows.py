"""The scores of the last rows alone are those of all rows, to the last bit."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_array_equal
from tiny import DETECTORS, tiny

from skseq._model import scorer
from skseq._model.estimator import RowEstimator
from skseq.utils._checks.common import seasonal_series

N_ROWS = 3000


@cache
def scored(name, causal):
    """Return a detector, rows of three series, and all their scores."""
    params = {"smoothing": 2, "missing_score": "nan"}
    detector = tiny(name, window_size=8, max_iter=5, causal=causal, **params)
    X = seasonal_series(N_ROWS, seed=1)
    detector.fit(X[:300])
    X[700:703, 1] = X[1500:1520] = np.nan
    X[-30:-20] *= 5
    groups = np.repeat([0, 1, 2], [300, N_ROWS - 310, 10])
    return detector, X, groups, detector.score_samples(X, groups=groups)


@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize("name", DETECTORS)
@settings(max_examples=4, deadline=None)
@given(last=st.one_of(st.integers(1, 60), st.integers(1, N_ROWS)))
def test_last_rows_have_the_bits_of_all(name, causal, last):
    detector, X, groups, expected = scored(name, causal)
    found = detector.score_samples(X, groups=groups, last=last)
    assert_array_equal(found, expected[-last:])


def test_long_series_are_still_cut(monkeypatch):
    detector, X, groups, expected = scored("LSTMDetector", False)
    monkeypatch.setattr(scorer, "MIN_ROWS_PER_CHUNK", 700)
    monkeypatch.setattr(scorer, "VALUES_PER_CHUNK", 1)
    for last in (5, 900, N_ROWS):
        found = detector.score_samples(X, groups=groups, last=last)
        assert_array_equal(found, expected[-last:])


@pytest.fixture
def rows_read(monkeypatch):
    """Return a list that is told how many rows are read at a time."""
    signals, seen = RowEstimator.signals, []

    def counted(self, series, weights):
        seen.append(len(series))
        return signals(self, series, weights)

    monkeypatch.setattr(RowEstimator, "signals", counted)
    return seen


@pytest.mark.parametrize("name", ["GRUDetector", "AutoencoderDetector"])
def test_few_rows_are_read(name, rows_read):
    detector, X, *_ = scored(name, False)
    rows_read.clear()
    detector.score_samples(X, last=1)
    plan = detector._model().estimator.plan
    assert sum(rows_read) < sum(detector.context_) + 4 * plan.length < len(X) / 2


@pytest.mark.parametrize("name", ["GRUDetector", "AutoencoderDetector"])
def test_only_rows_that_may_be_anomalies_need_their_local_level(name, rows_read):
    detector, X, *_ = scored(name, True)
    expected = detector.score_samples(X)
    normal, low = (
        np.flatnonzero(found)[-1] for found in (expected > -0.9, expected < -1)
    )
    for row in (normal, low):
        rows_read.clear()
        found = detector.score_samples(X[: row + 1], last=1)
        assert_array_equal(found, expected[row])
        is_less = sum(rows_read) < detector.context_[0] / 2
        assert is_less == (row == normal)


@pytest.mark.parametrize("last", [0, -1, 31, 2.0, "3"])
def test_what_is_wrong_is_said(last):
    detector, X, *_ = scored("GRUDetector", False)
    with pytest.raises(ValueError, match="last must be an int from 1 to 30"):
        detector.score_samples(X[:30], last=last)
