"""Scores of long series: piece by piece, and to the last bit as in one."""

import numpy as np
import pytest
from tiny import DETECTORS, tiny

from skseq.detectors import _errors
from skseq.utils._checks.common import seasonal_series


@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize("name", DETECTORS)
def test_pieces_give_the_scores_of_the_whole(name, causal, monkeypatch):
    X = seasonal_series(2000)
    detector = tiny(name, window_size=8, smoothing=11, max_iter=3, causal=causal)
    detector.fit(X[:200])
    groups = np.repeat([0, 1, 2, 3], [1100, 50, 250, 600])
    holes = X.copy()
    holes[np.random.RandomState(1).uniform(size=X.shape) < 0.1] = np.nan
    holes[700:800] = np.nan
    whole = detector.score_samples(X), detector.score_samples(X, groups=groups)
    whole_holes = detector.score_samples(holes)
    pieces = []
    real = _errors.smoothed_errors
    monkeypatch.setattr(_errors, "VALUES_PER_PIECE", 1)
    monkeypatch.setattr(_errors, "LEAST_ROWS_PER_PIECE", 301)
    monkeypatch.setattr(
        _errors, "smoothed_errors", lambda *args: pieces.append(1) or real(*args)
    )
    np.testing.assert_array_equal(detector.score_samples(X), whole[0])
    assert len(pieces) == 7
    np.testing.assert_array_equal(detector.score_samples(X, groups=groups), whole[1])
    assert len(pieces) == 7 + 4 + 1 + 2
    np.testing.assert_array_equal(detector.score_samples(holes), whole_holes)
