"""Detectors among scikit-learn's own tools: nothing else in a program changes."""

import pickle

import joblib
import numpy as np
import pandas as pd
import polars as pl
import pytest
from sklearn.base import clone
from sklearn.ensemble import IsolationForest
from sklearn.metrics import make_scorer, roc_auc_score
from sklearn.model_selection import (
    GridSearchCV,
    KFold,
    TimeSeriesSplit,
    cross_val_predict,
    cross_val_score,
)
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler
from tiny import DETECTORS, tiny

from skseq.datasets import make_anomalous_series
from skseq.detectors import LSTMDetector
from skseq.utils._checks.common import seasonal_series
from skseq.utils._checks.state import names_in_pickle

X = seasonal_series(240)


def pipeline_of(detector):
    return Pipeline([("scale", StandardScaler()), ("detector", detector)])


def grid_search(n_jobs):
    search = GridSearchCV(
        pipeline_of(tiny("AutoencoderDetector", max_iter=5)),
        {"detector__window_size": [4, 8], "detector__learning_rate": [1e-3, 1e-2]},
        cv=TimeSeriesSplit(2),
        n_jobs=n_jobs,
    )
    return search.fit(X)


def test_grid_search_needs_no_labels_and_processes_change_no_bit():
    serial, parallel = grid_search(None), grid_search(2)
    for key in ("mean_test_score", "split0_test_score", "split1_test_score"):
        scores = serial.cv_results_[key]
        np.testing.assert_array_equal(parallel.cv_results_[key], scores)
        assert np.isfinite(scores).all()
        assert (scores < 0).all()
    np.testing.assert_array_equal(
        parallel.best_estimator_.score_samples(X),
        serial.best_estimator_.score_samples(X),
    )


def test_grid_search_over_the_detectors_themselves():
    search = GridSearchCV(
        pipeline_of(tiny("LSTMDetector")),
        {
            "detector": [tiny(name, window_size=8, max_iter=3) for name in DETECTORS],
            "detector__contamination": [0.05, 0.1],
        },
        cv=TimeSeriesSplit(2),
    ).fit(X)
    assert search.best_estimator_["detector"].contamination in (0.05, 0.1)
    assert len(search.cv_results_["params"]) == 2 * len(DETECTORS)
    assert search.predict(X).shape == (240,)


def test_grid_search_by_labels():
    X, y = make_anomalous_series(
        1200, period=20, waveform="sine", kinds=["frequency_change"], random_state=1
    )
    detector = tiny("AutoencoderDetector", window_size=16, smoothing=16)
    scorer = make_scorer(
        lambda y, scores: roc_auc_score(y == 0, scores),
        response_method="decision_function",
    )
    search = GridSearchCV(
        detector,
        {"max_iter": [1, 300]},
        scoring=scorer,
        cv=[(np.arange(600), np.arange(600, 1200))],
        refit=False,
    ).fit(X, y)
    untrained, trained = search.cv_results_["mean_test_score"]
    assert trained > 0.9
    assert trained > untrained


@pytest.mark.parametrize("name", DETECTORS)
def test_threads_of_joblib_change_no_bit(name):
    detector = tiny(name, window_size=8, max_iter=3)
    folds = TimeSeriesSplit(4)
    expected = cross_val_score(detector, X, cv=folds)
    with joblib.parallel_backend("threading", n_jobs=4):
        np.testing.assert_array_equal(cross_val_score(detector, X, cv=folds), expected)


@pytest.mark.parametrize("name", DETECTORS)
def test_cross_val_predict_on_contiguous_folds(name):
    detector = pipeline_of(tiny(name, window_size=8, max_iter=3))
    folds = KFold(3)
    scores = cross_val_predict(detector, X, cv=folds, method="decision_function")
    assert scores.shape == (240,)
    for train, test in folds.split(X):
        fitted = clone(detector).fit(X[train])
        np.testing.assert_array_equal(fitted.decision_function(X[test]), scores[test])
    labels = cross_val_predict(detector, X, cv=folds)
    np.testing.assert_array_equal(labels, np.where(scores < 0, -1, 1))


def use(detector, X):
    """Do what programs do with an IsolationForest; all of it must go with ours."""
    detector = make_pipeline(StandardScaler(), detector)
    labels = detector.fit_predict(X[:150])
    scores = detector.score_samples(X)
    offset = detector[-1].offset_
    np.testing.assert_array_equal(detector.decision_function(X), scores - offset)
    np.testing.assert_array_equal(detector.predict(X), np.where(scores < offset, -1, 1))
    loaded = pickle.loads(pickle.dumps(clone(detector).fit(X)))
    copied = clone(loaded).set_params(**loaded.get_params())
    return {
        "labels": (labels.shape, labels.dtype, set(labels)),
        "scores": (scores.shape, scores.dtype, (scores <= 0).all()),
        "share": (loaded.predict(X) == -1).mean(),
        "contamination": copied[-1].contamination,
        "kind": detector.__sklearn_tags__().estimator_type,
        "features": detector.n_features_in_,
    }


@pytest.mark.parametrize("name", DETECTORS)
def test_takes_the_place_of_isolation_forest(name):
    expected = use(IsolationForest(contamination=0.1, random_state=0), X)
    ours = tiny(name, contamination=0.1, window_size=8, max_iter=5)
    assert use(ours, X) == expected


@pytest.mark.parametrize("name", DETECTORS)
def test_data_frames(name):
    index = pd.date_range("2024-01-01", periods=len(X), freq="min")
    frame = pd.DataFrame(X, columns=["flow", "temp"], index=index)
    detector = tiny(name, window_size=8, max_iter=3)
    expected = detector.fit(X).score_samples(X)
    detector.fit(frame)
    assert list(detector.feature_names_in_) == ["flow", "temp"]
    scores = detector.score_samples(frame)
    assert type(scores) is np.ndarray
    np.testing.assert_array_equal(scores, expected)
    polars = pl.DataFrame(X, schema=["flow", "temp"])
    np.testing.assert_array_equal(detector.score_samples(polars), expected)


def test_transformers_may_hand_over_frames():
    frame = pd.DataFrame(X, columns=["flow", "temp"])
    pipeline = make_pipeline(
        StandardScaler(), tiny("AutoencoderDetector", window_size=8, max_iter=3)
    ).set_output(transform="pandas")
    pipeline.fit(frame)
    assert list(pipeline[-1].feature_names_in_) == ["flow", "temp"]
    assert pipeline.predict(frame).shape == (240,)


def test_pickle_of_a_default_detector_is_small_and_plain():
    detector = LSTMDetector(max_iter=1, random_state=0).fit(X)
    pickled = pickle.dumps(detector)
    assert len(pickled) < 200_000
    modules = {module for module, name in names_in_pickle(pickled)}
    assert {module.split(".")[0] for module in modules} == {"numpy", "skseq"}
    assert modules - {type(detector).__module__} <= {
        "numpy",
        "numpy._core.multiarray",
        "numpy._core.numeric",
    }


def test_float32_input_and_other_containers():
    detector = tiny("AutoencoderDetector", window_size=8, max_iter=3).fit(X)
    scores = detector.score_samples(X.astype(np.float32))
    assert scores.dtype == np.float64
    np.testing.assert_allclose(scores, detector.score_samples(X), rtol=1e-3)
    np.testing.assert_array_equal(
        detector.score_samples(X.tolist()), detector.score_samples(X)
    )
    whole = np.arange(100).reshape(50, 2)
    np.testing.assert_array_equal(
        detector.score_samples(whole), detector.score_samples(whole.astype(float))
    )
