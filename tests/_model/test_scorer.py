"""Scores of long series: chunk by chunk, to the last bit those of the whole."""

import numpy as np
import pytest
from tiny import DETECTORS, tiny

from skseq._model import scorer
from skseq._model.estimator import RowEstimator
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
    real = scorer.wide_scores
    monkeypatch.setattr(scorer, "VALUES_PER_CHUNK", 1)
    monkeypatch.setattr(scorer, "MIN_ROWS_PER_CHUNK", 301)
    monkeypatch.setattr(
        scorer, "wide_scores", lambda *a, **k: chunks.append(1) or real(*a, **k)
    )
    np.testing.assert_array_equal(detector.score_samples(X), whole[0])
    assert len(chunks) == 7
    np.testing.assert_array_equal(detector.score_samples(X, groups=groups), whole[1])
    assert len(chunks) == 7 + 4 + 1 + 2
    np.testing.assert_array_equal(detector.score_samples(holes), whole_holes)


@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize("name", DETECTORS)
def test_chunks_say_of_rows_what_the_whole_says(name, causal, monkeypatch):
    X = seasonal_series(1500)
    X[700:720] += 4
    holes = X.copy()
    holes[np.random.RandomState(1).uniform(size=X.shape) < 0.1] = np.nan
    detector = tiny(name, window_size=8, smoothing=11, max_iter=3, causal=causal)
    detector.fit(X[:200])

    def answers():
        return [
            method(rows)
            for rows in (X, holes)
            for method in (
                detector.predict_expected,
                detector.error_contributions,
                detector.score,
                detector.predict_events,
            )
        ]

    whole, longest = answers(), []
    monkeypatch.setattr(scorer, "VALUES_PER_CHUNK", 1)
    monkeypatch.setattr(scorer, "MIN_ROWS_PER_CHUNK", 301)
    real = RowEstimator.estimates
    monkeypatch.setattr(
        RowEstimator,
        "estimates",
        lambda self, part, *rows: longest.append(len(part)) or real(self, part, *rows),
    )
    for found, expected in zip(answers(), whole, strict=True):
        np.testing.assert_equal(found, expected)
    # Five chunks for each question, so memory does not grow with the series.
    assert len(longest) == 2 * 4 * 5
