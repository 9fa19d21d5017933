"""Injected anomalies: where they are put, and that finding them scores high."""

import pickle

import numpy as np
import pandas as pd
import polars as pl
import pytest
import sklearn
from sklearn.base import BaseEstimator, OutlierMixin, clone
from sklearn.ensemble import IsolationForest
from sklearn.exceptions import UndefinedMetricWarning
from sklearn.metrics import f1_score
from sklearn.model_selection import GridSearchCV, TimeSeriesSplit, cross_validate

from skseq.datasets import KINDS
from skseq.metrics import get_scorer
from skseq.model_selection import synthetic_anomaly_scorer


class Recorder(OutlierMixin, BaseEstimator):
    """Scores by the distance from the series it was fitted to; keeps what it saw."""

    def __init__(self, sign=1):
        self.sign = sign

    def fit(self, X, y=None):
        self.normal_ = np.asarray(X, dtype=float)
        self.seen_ = []
        return self

    def score_samples(self, X):
        self.seen_.append(X)
        changed = np.abs(np.asarray(X, dtype=float) - self.normal_).max(axis=1)
        return -self.sign * changed

    def predict(self, X):
        return np.where(self.score_samples(X) < 0, -1, 1)


@pytest.fixture
def X():
    rng = np.random.default_rng(0)
    cycles = np.sin(2 * np.pi * np.arange(1200) / 40)
    return np.column_stack([cycles, np.roll(cycles, 7)]) + rng.normal(
        0, 0.05, size=(1200, 2)
    )


def changed_rows(recorder):
    """Which rows differ from the series, copy by copy."""
    return [np.any(np.asarray(Z) != recorder.normal_, axis=1) for Z in recorder.seen_]


@pytest.mark.parametrize("metric", ["vus_pr", "average_precision", "f1"])
def test_what_finds_the_injected_rows_scores_high(X, metric):
    parameters = {"buffer": 10} if metric == "vus_pr" else {}
    scorer = synthetic_anomaly_scorer(metric, **parameters)
    good = scorer(Recorder().fit(X), X)
    bad = scorer(Recorder(sign=-1).fit(X), X)
    assert 0 <= bad < 0.5 < 0.9 < good <= 1


def test_copies_stay_mostly_normal_and_hold_all_anomalies(X):
    recorder = Recorder().fit(X)
    synthetic_anomaly_scorer(n_anomalies=14, period=40)(recorder, X)
    masks = changed_rows(recorder)
    n_runs = sum(np.sum(np.diff(mask.astype(int), prepend=0) == 1) for mask in masks)
    assert n_runs >= 14
    for mask in masks:
        assert 0 < mask.mean() < 0.5
    assert np.array_equal(recorder.normal_, X)


def test_the_same_anomalies_for_every_candidate(X):
    scorer = synthetic_anomaly_scorer(random_state=3)
    first, second = Recorder().fit(X), Recorder(sign=-1).fit(X)
    scorer(first, X)
    scorer(second, X)
    np.testing.assert_array_equal(np.array(first.seen_), np.array(second.seen_))
    other = Recorder().fit(X)
    synthetic_anomaly_scorer(random_state=4)(other, X)
    assert not np.array_equal(changed_rows(other)[0], changed_rows(first)[0])


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_alone(X, kind):
    assert synthetic_anomaly_scorer(kinds=(kind,))(Recorder().fit(X), X) > 0.8


def test_known_anomalies_are_left_alone_and_out(X):
    y = np.zeros(1200, dtype=int)
    y[100:400] = 1
    for labels in (y, np.where(y == 1, -1, 1)):
        recorder = Recorder().fit(X)
        # Far off where known: would cost precision if it counted
        recorder.normal_[100:400] += 50
        score = synthetic_anomaly_scorer()(recorder, X, labels)
        assert score > 0.9
        for Z in recorder.seen_:
            assert np.array_equal(Z[100:400], X[100:400])


@pytest.mark.parametrize("label", [0, 1, -1])
def test_labels_that_are_all_equal_are_ignored(X, label):
    scorer = synthetic_anomaly_scorer()
    expected = scorer(Recorder().fit(X), X)
    assert scorer(Recorder().fit(X), X, np.full(1200, label)) == expected


def test_nothing_is_put_across_two_series(X):
    groups = np.tile([0, 1], 600)  # interleaved
    recorder = Recorder().fit(X)
    score = synthetic_anomaly_scorer()(recorder, X, groups=groups)
    assert score > 0.9
    for mask in changed_rows(recorder):
        for group in (0, 1):
            assert np.any(mask[groups == group]) or mask.sum() < 60
    small = np.repeat(np.arange(300), 4)
    for kind in KINDS:
        synthetic_anomaly_scorer(kinds=(kind,), period=3)(
            Recorder().fit(X), X, None, groups=small
        )


def test_no_room_is_nan_with_a_warning(X):
    y = np.ones(1200, dtype=int)
    y[::2] = 0
    with pytest.warns(UndefinedMetricWarning, match="no anomaly fits"):
        score = synthetic_anomaly_scorer(kinds=("level_shift",))(
            Recorder().fit(X), X, y
        )
    assert np.isnan(score)


def test_a_single_row_is_nan_with_a_warning(X):
    # It becomes the anomaly, and no normal row is left
    with pytest.warns(UndefinedMetricWarning, match="labels of a fold are equal"):
        assert np.isnan(synthetic_anomaly_scorer()(Recorder().fit(X[:1]), X[:1]))


@pytest.mark.parametrize("n_rows", [2, 5, 20])
def test_short_series(X, n_rows):
    score = synthetic_anomaly_scorer("average_precision")(
        Recorder().fit(X[:n_rows]), X[:n_rows]
    )
    assert 0 <= score <= 1


@pytest.mark.parametrize("frame", [pd.DataFrame, pl.DataFrame])
def test_data_frames_stay_data_frames(X, frame):
    table = frame({"a": X[:, 0], "b": X[:, 1]})
    recorder = Recorder().fit(table)
    score = synthetic_anomaly_scorer()(recorder, table)
    assert score == synthetic_anomaly_scorer()(Recorder().fit(X), X)
    for Z in recorder.seen_:
        assert isinstance(Z, frame)
        assert list(Z.columns) == ["a", "b"]


def test_goes_into_searches_beside_other_scorers(X):
    y = np.zeros(1200, dtype=int)
    y[[700, 1000]] = 1
    forest = IsolationForest(n_estimators=10, random_state=0)
    scoring = {"synthetic": synthetic_anomaly_scorer(), "roc": get_scorer("roc_auc")}
    results = cross_validate(forest, X, y, cv=TimeSeriesSplit(2), scoring=scoring)
    assert np.all(results["test_synthetic"] > 0)
    search = GridSearchCV(
        forest,
        {"max_samples": [2, 64]},
        scoring=synthetic_anomaly_scorer(),
        cv=TimeSeriesSplit(2),
    ).fit(X)
    assert search.best_params_ == {"max_samples": 64}


def test_survives_clone_and_pickle(X):
    scorer = synthetic_anomaly_scorer("vus_pr", n_anomalies=7, buffer=10)
    expected = scorer(Recorder().fit(X), X)
    for copy in (clone(scorer), pickle.loads(pickle.dumps(scorer))):
        assert copy(Recorder().fit(X), X) == expected
    assert "n_anomalies=7" in repr(scorer)


def test_groups_are_routed(X):
    groups = np.arange(1200) // 100
    forest = IsolationForest(n_estimators=10, random_state=0)
    cv = TimeSeriesSplit(2)
    with sklearn.config_context(enable_metadata_routing=True):
        scorer = synthetic_anomaly_scorer().set_score_request(groups=True)
        results = cross_validate(
            forest, X, cv=cv, scoring=scorer, params={"groups": groups}
        )
    expected = [
        synthetic_anomaly_scorer()(
            clone(forest).fit(X[train]), X[test], groups=groups[test]
        )
        for train, test in cv.split(X)
    ]
    np.testing.assert_array_equal(results["test_score"], expected)


@pytest.mark.parametrize(
    "bad",
    [
        {"kinds": ("jump",)},
        {"kinds": "spike"},
        {"kinds": ()},
        {"n_anomalies": 0},
        {"period": 0},
        {"period": "week"},
        {"random_state": None},
    ],
)
def test_bad_parameters_are_reported(X, bad):
    (name,) = bad
    with pytest.raises(ValueError, match=f"{name} must be"):
        synthetic_anomaly_scorer(**bad)(Recorder().fit(X), X)


def test_metrics_must_know_series(X):
    with pytest.raises(TypeError, match="groups"):
        synthetic_anomaly_scorer(f1_score)(Recorder().fit(X), X)


def test_strength_must_be_positive(X):
    with pytest.raises(ValueError, match="strength"):
        synthetic_anomaly_scorer(strength=0)(Recorder().fit(X), X)


def test_detectors_without_scores_are_refused(X):
    with pytest.raises(AttributeError, match="give a detector"):
        synthetic_anomaly_scorer()(object(), X)
