"""last_step: what a detector answers beside scores, through pipelines and searches."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import polars as pl
import pytest
from sklearn.compose import make_column_transformer
from sklearn.decomposition import PCA
from sklearn.ensemble import IsolationForest
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV, TimeSeriesSplit
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from tiny import DETECTORS, tiny

from skseq.compose import PerSeriesDetector, last_step
from skseq.exceptions import SeriesWarning
from skseq.inspection import (
    AnomalyScoreDisplay,
    EventDisplay,
    LossCurveDisplay,
    ThresholdDisplay,
)
from skseq.preprocessing import SlidingWindow
from skseq.utils._checks.common import seasonal_series

N = 240
X = seasonal_series(N)
X[200:206] += 9
TIMES = pd.date_range("2026-03-01", periods=N, freq="15min", name="time")
FRAME = pd.DataFrame(X, columns=["flow", "heat"], index=TIMES)
GROUPS = np.repeat(["a", "b"], N // 2)


def small(name="AutoencoderDetector", **params):
    return tiny(name, window_size=8, max_iter=5, **params)


def searched(estimator, **params):
    return GridSearchCV(estimator, {}, cv=TimeSeriesSplit(2), **params)


@pytest.fixture(scope="module")
def pipeline():
    pipeline = make_pipeline(StandardScaler(), small(threshold=1.0))
    return pipeline.set_output(transform="pandas").fit(FRAME)


@pytest.mark.parametrize("name", DETECTORS)
def test_scores_of_the_last_step_are_those_of_the_pipeline(name):
    pipeline = make_pipeline(StandardScaler(), small(name)).fit(X)
    detector, rows = last_step(pipeline, X)
    assert detector is pipeline[-1]
    scores = pipeline.score_samples(X)
    np.testing.assert_array_equal(detector.score_samples(rows), scores)
    frame = detector.score_frame(rows)
    np.testing.assert_array_equal(frame["label"], pipeline.predict(X))


def test_detector_alone_reads_rows_as_they_are(fitted):
    detector = fitted("LSTMDetector")
    assert last_step(detector, X) == (detector, X)


def test_frames_keep_times_and_names(pipeline):
    detector, rows = last_step(pipeline, FRAME)
    pd.testing.assert_index_equal(rows.index, FRAME.index)
    assert detector.score_frame(rows).index.equals(FRAME.index)
    events = detector.predict_events(rows)
    assert set(events["start"]) <= set(TIMES)
    assert set(events["columns"].explode()) <= {"flow", "heat"}


def test_frames_of_polars_stay_frames_of_polars():
    frame = pl.from_pandas(FRAME)
    pipeline = make_pipeline(StandardScaler(), small()).set_output(transform="polars")
    detector, rows = last_step(pipeline.fit(frame), frame)
    assert isinstance(detector.score_frame(rows), pl.DataFrame)


@pytest.mark.parametrize("wrap", [lambda p: p, searched], ids=["pipeline", "search"])
def test_step_that_loses_the_frame_is_named(wrap):
    lossy = wrap(make_pipeline(StandardScaler(), small())).fit(FRAME)
    with pytest.warns(SeriesWarning, match="'standardscaler' turns a frame") as found:
        detector, rows = last_step(lossy, FRAME)
    assert 'set_output(transform="pandas")' in str(found[0].message)
    assert found[0].filename == __file__
    np.testing.assert_array_equal(
        detector.score_samples(rows), lossy.score_samples(FRAME)
    )


def test_another_threshold_changes_what_the_pipeline_predicts():
    pipeline = make_pipeline(StandardScaler(), small()).fit(X)
    detector, rows = last_step(pipeline, X)
    scores = pipeline.score_samples(X)
    detector.set_threshold(float(-np.median(scores)), rows)
    assert np.mean(pipeline.predict(X) == -1) == pytest.approx(0.5, abs=0.05)


def test_stream_goes_on_after_the_rows_of_a_pipeline():
    pipeline = make_pipeline(StandardScaler(), small(causal=True)).fit(X)
    detector, rows = last_step(pipeline, X)
    stream = detector.open_stream(rows[:200])
    pushed = stream.push(last_step(pipeline, X[200:])[1])
    np.testing.assert_allclose(pushed, pipeline.score_samples(X)[200:], rtol=1e-5)


def test_best_estimator_of_a_search_is_opened():
    pipeline = make_pipeline(StandardScaler(), small())
    search = searched(pipeline).fit(X)
    assert last_step(search, X)[0] is search.best_estimator_[-1]
    inside = make_pipeline(StandardScaler(), searched(small())).fit(X)
    assert last_step(inside, X)[0] is inside[-1].best_estimator_


def test_steps_may_be_pipelines_or_nothing():
    inner = make_pipeline(StandardScaler(), PCA(1))
    nested = make_pipeline("passthrough", inner, make_pipeline(None, small())).fit(X)
    detector, rows = last_step(nested, X)
    assert rows.shape == (N, 1)
    np.testing.assert_array_equal(detector.score_samples(rows), nested.score_samples(X))


def test_groups_reach_the_steps_that_take_them():
    pipeline = make_pipeline(StandardScaler(), SlidingWindow(4), IsolationForest())
    pipeline.fit(X)
    _, rows = last_step(pipeline, X, groups=GROUPS)
    scaled = pipeline[0].transform(X)
    np.testing.assert_array_equal(rows, pipeline[1].transform(scaled, groups=GROUPS))


def test_models_of_series_may_be_pipelines():
    pipeline = make_pipeline(StandardScaler(), small())
    fleet = PerSeriesDetector(pipeline).fit(X, groups=GROUPS)
    detector, rows = last_step(fleet.estimators_["b"], X[N // 2 :])
    scores = fleet.score_samples(X, groups=GROUPS)[N // 2 :]
    np.testing.assert_array_equal(detector.score_samples(rows), scores)


def test_columns_that_are_left_out_keep_the_others():
    pick = make_column_transformer((StandardScaler(), ["heat"]))
    pipeline = make_pipeline(pick, small()).set_output(transform="pandas").fit(FRAME)
    _, rows = last_step(pipeline, FRAME)
    assert rows.columns.tolist() == ["standardscaler__heat"]


@pytest.mark.parametrize("wrap", [lambda p: p, searched], ids=["pipeline", "search"])
def test_displays_take_the_whole(wrap, pipeline):
    whole = wrap(pipeline)
    if whole is not pipeline:
        whole.fit(FRAME)
    event = {"start_row": 200, "stop_row": 206}
    display = EventDisplay.from_estimator(whole, FRAME, event)
    detector, rows = last_step(whole, FRAME)
    np.testing.assert_array_equal(display.estimate, detector.predict_expected(rows))
    assert display.series.names == ("flow", "heat")
    assert len(LossCurveDisplay.from_estimator(whole).loss) == 1
    scores = whole.score_samples(FRAME)
    for made in (AnomalyScoreDisplay, ThresholdDisplay):
        display = made.from_estimator(whole, FRAME)
        np.testing.assert_array_equal(display.scores, scores)
    plt.close("all")


def test_what_was_not_fitted_is_refused():
    with pytest.raises(NotFittedError):
        last_step(make_pipeline(StandardScaler(), small()), X)
    search = searched(small(), refit=False)
    with pytest.raises(NotFittedError):
        last_step(search, X)
    with pytest.raises(ValueError, match="no best estimator, since refit=False"):
        last_step(search.fit(X), X)
