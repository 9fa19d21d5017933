"""Scores of long series: chunk by chunk, to the last bit those of the whole."""

import numpy as np
import pytest
from tiny import DETECTORS, tiny

from skseq._model import model
from skseq.utils._checks.common import seasonal_series


@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize("name", DETECTORS)
def test_chunks_give_the_scores_of_the_whole(name, causal, monkeypatch):
    X = seasonal_series(2000)
    detector = tiny(name, window_size=8, smoothing=11, max_iter=3, causal=causal)
    detector.fit(X[:200])
    groups = np.repeat([0, 1, 2, 3], [1100, 50, 250, 600])
    holes = X.copy()
    holes[np.random.RandomState(1).uniform(size=X.shape) < 0.1] = np.nan
    holes[700:800] = np.nan
    whole = detector.score_samples(X), detector.score_samples(X, groups=groups)
    whole_holes = detector.score_samples(holes)
    chunks = []
    real = model.wide_scores
    monkeypatch.setattr(model, "VALUES_PER_CHUNK", 1)
    monkeypatch.setattr(model, "MIN_ROWS_PER_CHUNK", 301)
    monkeypatch.setattr(
        model, "wide_scores", lambda *a, **k: chunks.append(1) or real(*a, **k)
    )
    np.testing.assert_array_equal(detector.score_samples(X), whole[0])
    assert len(chunks) == 7
    np.testing.assert_array_equal(detector.score_samples(X, groups=groups), whole[1])
    assert len(chunks) == 7 + 4 + 1 + 2
    np.testing.assert_array_equal(detector.score_samples(holes), whole_holes)
