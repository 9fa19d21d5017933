"""Row by row, with carried state, streams have the scores of their series."""

import numpy as np
import pytest
from causal_detectors import assert_close, causal, changed, with_gaps
from numpy.testing import assert_allclose
from tiny import DETECTORS, tiny

from skseq._streaming import Pipeline, StreamModel
from skseq._streaming.at import At
from skseq._streaming.states import joined, put, repeated, taken
from skseq.utils._checks.common import seasonal_series


def pipeline_of(detector):
    return Pipeline(StreamModel.of(detector._model()))


def streamed(pipeline, X, missing=False):
    """Return the scores of one series, row by row."""
    state = pipeline.init(1, missing=missing)
    rows = [
        pipeline.step(state, At(slice(0, 1), place), X[place : place + 1]).scores
        for place in range(len(X))
    ]
    return np.concatenate(rows)


def assert_streams(detector):
    """Assert that a stream has the scores of a series, whatever is missing."""
    X = seasonal_series(500, seed=1)
    X[300:330] *= 4
    X[400:, 1] += 3 * X[:, 1].std()
    for rows in (X, with_gaps(X)):
        scores = detector.score_samples(rows)
        assert (scores < -1).any()
        missing = np.isnan(rows).any()
        assert_close(streamed(pipeline_of(detector), rows, missing), scores)


@pytest.mark.parametrize("name", DETECTORS)
def test_scores_are_those_of_the_series(name):
    detector = causal(name)
    assert_streams(detector)
    assert_streams(changed(detector, smoothing_=1))
    assert_streams(changed(detector, smoothing_=3, missing_score_="nan"))


@pytest.mark.parametrize("name", ["GRUDetector", "TCNDetector", "VAEDetector"])
def test_scores_of_rows_without_context_are_those_of_the_series(name):
    assert_streams(causal(name, window_size=1))


@pytest.mark.parametrize("name", DETECTORS)
def test_streams_may_be_at_different_rows(name):
    detector = causal(name)
    pipeline = pipeline_of(detector)
    X = [with_gaps(seasonal_series(n, seed=n)) for n in (450, 300, 431)]
    state, place = pipeline.init(3, missing=True), np.zeros(3, dtype=int)
    scores = [np.empty(len(rows)) for rows in X]
    rng = np.random.RandomState(0)
    while True:
        waiting = [i for i in range(3) if place[i] < len(X[i])]
        which = np.array([i for i in waiting if rng.rand() < 0.7], dtype=int)
        rng.shuffle(which)
        if not waiting:
            break
        if len(which):
            rows = np.stack([X[i][place[i]] for i in which])
            found = pipeline.step(state, At(which, place[which]), rows).scores
            for i, score in zip(which, found, strict=True):
                scores[i][place[i]] = score
            place[which] += 1
    for rows, found in zip(X, scores, strict=True):
        assert_close(found, detector.score_samples(rows))


def test_rows_wait_as_in_batches_where_noise_has_become_usual():
    detector = tiny("GRUDetector", window_size=8, causal=True, smoothing=2)
    X = seasonal_series(1500, seed=1)
    detector.fit(X[:400])
    X[500:] *= 1.6
    scores = detector.score_samples(X)
    waiting = (scores < -0.999) & (scores >= -1)
    assert waiting.sum() > 20 and (scores < -1).sum() > 20
    assert_close(streamed(pipeline_of(detector), X), scores)


@pytest.mark.parametrize(
    ("name", "lags"), [("LSTMDetector", (-2, -8, 7)), ("TCNDetector", (-1, 3))]
)
def test_forecasts_and_late_estimates_count_as_in_batches(name, lags):
    detector = causal(name, lags=lags)
    X = with_gaps(seasonal_series(500, seed=1))
    found = streamed(pipeline_of(detector), X, missing=True)
    assert_close(found, detector.score_samples(X))


@pytest.mark.parametrize("constant", ["one", "all", "one unknown"])
def test_constant_columns_count_as_in_batches(constant):
    X = seasonal_series(500)
    X[:, 1:] = 3.0
    if constant == "all":
        X[:, 0] = 1.0
    elif constant == "one unknown":
        X[:200, 2:] = np.nan
    detector = tiny("AutoencoderDetector", window_size=8, max_iter=5, causal=True)
    detector.fit(X[:200])
    X[250:260] += 0.1
    X[300:310, 1] = np.nan
    found = streamed(pipeline_of(detector), X, missing=True)
    assert_close(found, detector.score_samples(X))


def test_trends_and_counters_are_read_as_in_batches():
    shape = seasonal_series(500)
    counter = np.cumsum(np.abs(shape[:, 0]))
    counter[333:] -= counter[333]
    X = np.column_stack([shape[:, 1] + 0.1 * np.arange(500), counter])
    detector = tiny("LSTMDetector", window_size=8, max_iter=5, causal=True)
    detector.fit(X[:300])
    assert detector.is_counter_.tolist() == [False, True]
    assert detector.shape_scale_[0] < 0.2 * detector.scale_[0]
    X[100:104, 1] = np.nan
    X[400:420] *= 1.5
    assert_close(streamed(pipeline_of(detector), X, True), detector.score_samples(X))
    assert_close(
        streamed(pipeline_of(detector), X[:90]), detector.score_samples(X[:90])
    )


def test_values_may_be_missing_for_the_first_time_later():
    detector = causal("GRUDetector")
    pipeline = pipeline_of(detector)
    X = seasonal_series(300, seed=1)
    X[200] = np.nan
    state, found = pipeline.init(1), []
    for place in range(len(X)):
        if place == 200:
            state["missing"] = pipeline.init_missing(1)
        row = X[place][None]
        found.append(pipeline.step(state, At(slice(0, 1), place), row).scores)
    assert_close(np.concatenate(found), detector.score_samples(X))


def test_a_state_goes_on_elsewhere_with_the_same_bits():
    pipeline = pipeline_of(causal("LSTMDetector"))
    X = seasonal_series(120, seed=1)
    expected = streamed(pipeline, X)
    state = pipeline.init(1)
    for place in range(50):
        pipeline.step(state, At(slice(0, 1), place), X[place][None])
    others = joined(repeated(pipeline.init(1), 2), taken(state, slice(0, 1)))
    put(others, np.array([1]), taken(others, np.array([2])))
    for place in range(50, 120):
        found = pipeline.step(others, At(slice(1, 2), place), X[place][None])
        assert_allclose(found.scores, expected[place], rtol=0, atol=0)
