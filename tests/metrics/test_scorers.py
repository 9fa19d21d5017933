"""Scorers know on which side the anomalies are, in searches too."""

import pickle

import numpy as np
import pytest
import sklearn
from sklearn.base import BaseEstimator, OutlierMixin, clone
from sklearn.decomposition import PCA
from sklearn.ensemble import IsolationForest
from sklearn.exceptions import UndefinedMetricWarning
from sklearn.experimental import enable_halving_search_cv  # noqa: F401
from sklearn.metrics import average_precision_score, f1_score
from sklearn.model_selection import (
    GridSearchCV,
    HalvingGridSearchCV,
    KFold,
    cross_validate,
)
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from skseq.metrics import (
    false_alarms_per,
    get_scorer,
    get_scorer_names,
    make_anomaly_scorer,
    merged_events,
    vus_pr_score,
)
from skseq.model_selection import EventTimeSeriesSplit


class Counter(OutlierMixin, BaseEstimator):
    """A detector that scores by distance from 0 and counts how often it is asked."""

    asked = 0

    def __init__(self, sign=1):
        self.sign = sign

    def fit(self, X, y=None):
        self.offset_ = -3.0
        return self

    def score_samples(self, X):
        type(self).asked += 1
        return -self.sign * np.abs(np.asarray(X)[:, 0])

    def decision_function(self, X):
        return self.score_samples(X) - self.offset_

    def predict(self, X):
        return np.where(self.decision_function(X) < 0, -1, 1)


class Given(Counter):
    """A detector that predicts what it is given."""

    def __init__(self, labels):
        self.labels = labels

    def predict(self, X):
        return self.labels


class ScoresOnly(Counter):
    """The same without a decision function."""

    decision_function = property()

    def predict(self, X):
        return np.where(self.score_samples(X) < -3, -1, 1)


@pytest.fixture
def series():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(300, 2))
    y = np.zeros(300, dtype=int)
    for start in (40, 110, 170, 230, 280):
        y[start : start + 6] = 1
    X[y == 1, 0] += 4
    return X, y


@pytest.fixture(params=["0/1", "1/-1", "bool"])
def labelled(request, series):
    X, y = series
    conventions = {"0/1": y, "1/-1": np.where(y == 1, -1, 1), "bool": y == 1}
    return X, conventions[request.param]


ERRORS = [name for name in get_scorer_names() if name.startswith("neg_")]
SCORES = [name for name in get_scorer_names() if name not in ERRORS]


@pytest.mark.parametrize("name", SCORES)
def test_ready_scorers_know_a_good_detector_from_its_opposite(name, labelled):
    X, y = labelled
    scorer = get_scorer(name)
    good, bad = scorer(Counter().fit(X), X, y), scorer(Counter(sign=-1).fit(X), X, y)
    assert 0 <= bad < good <= 1
    assert good > 0.5


@pytest.mark.parametrize("name", get_scorer_names())
@pytest.mark.parametrize("label", [0, 1, -1])
def test_a_fold_of_one_label_is_nan_with_a_warning(name, label, series):
    X, _ = series
    with pytest.warns(UndefinedMetricWarning, match="all labels of a fold are equal"):
        assert np.isnan(get_scorer(name)(Counter().fit(X), X, np.full(300, label)))


def test_conventions_give_one_value(series):
    X, y = series
    detector = IsolationForest(random_state=0).fit(X)
    for name in get_scorer_names():
        scorer = get_scorer(name)
        values = {
            scorer(detector, X, labels)
            for labels in (y, y == 1, np.where(y == 1, -1, 1))
        }
        assert len(values) == 1


def test_scikit_learns_own_metrics_are_set_right(series):
    X, y = series
    detector = IsolationForest(random_state=0).fit(X)
    scorer = make_anomaly_scorer(average_precision_score)
    expected = average_precision_score(y, -detector.score_samples(X))
    assert scorer(detector, X, y) == pytest.approx(expected)
    flagged = detector.predict(X) == -1
    assert make_anomaly_scorer(f1_score)(detector, X, y) == f1_score(y, flagged)


def test_score_samples_will_do(series):
    X, y = series
    value = get_scorer("vus_pr")(ScoresOnly().fit(X), X, y)
    assert value == get_scorer("vus_pr")(Counter().fit(X), X, y)


@pytest.mark.skipif(
    tuple(map(int, sklearn.__version__.split(".")[:2])) < (1, 9),
    reason="before 1.9 scikit-learn's scorers take scores of outlier detectors only",
)
def test_estimators_that_are_no_detectors_by_name(series):
    X, y = series
    assert get_scorer("roc_auc")(PCA(n_components=1).fit(X), X, y) > 0


def test_parameters_reach_the_metric(series):
    X, y = series
    detector = Counter().fit(X)
    scorer = make_anomaly_scorer(vus_pr_score, buffer=4)
    expected = vus_pr_score(y, -detector.score_samples(X), buffer=4)
    assert scorer(detector, X, y) == pytest.approx(expected)
    assert make_anomaly_scorer("vus_pr", buffer=4)(detector, X, y) == scorer(
        detector, X, y
    )
    assert "buffer=4" in repr(scorer)


def test_less_may_be_better(series):
    X, y = series
    everything = Given(np.full(300, -1)).fit(X)
    scorer = make_anomaly_scorer(merged_events, greater_is_better=False)
    assert scorer(everything, X, y) == -4


@pytest.mark.parametrize("name", ERRORS)
def test_errors_are_0_at_best_and_else_negative(name, labelled):
    X, y = labelled
    anomalous = np.isin(np.arange(300), np.flatnonzero(np.asarray(y) == y[40]))
    perfect = Given(np.where(anomalous, -1, 1)).fit(X)
    blurred = np.convolve(anomalous, np.ones(71), "same") > 0
    blurred[2] = True
    assert get_scorer(name)(perfect, X, y) == 0
    assert get_scorer(name)(Given(np.where(blurred, -1, 1)).fit(X), X, y) < 0


def test_false_alarms_are_counted_over_normal_rows(series):
    X, y = series
    flagged = y.copy()
    flagged[[10, 20]] = 1
    score = get_scorer("neg_false_alarms_per")(Given(flagged).fit(X), X, y)
    assert score == -2 * 10_000 / 270
    assert score == -false_alarms_per(y, flagged, 10_000, normal_only=True)


def test_no_edge_is_nan_with_a_warning(series):
    X, y = series
    scorer = get_scorer("neg_edge_error")
    with pytest.warns(UndefinedMetricWarning, match="no event is found"):
        assert np.isnan(scorer(Given(np.ones(300)).fit(X), X, y))


def test_silent_and_0_1_detectors_are_read_right(series):
    X, y = series

    class Constant(Counter):
        label = 1

        def predict(self, X):
            return np.full(len(X), self.label)

    class ZeroOne(Counter):
        def predict(self, X):
            return (super().predict(X) == -1).astype(int)

    f1 = get_scorer("f1")
    assert f1(Constant().fit(X), X, y) == 0
    assert f1(ZeroOne().fit(X), X, y) == f1(Counter().fit(X), X, y) > 0


def test_scorers_survive_pickle_and_clone(series):
    X, y = series
    detector = Counter().fit(X)
    scorer = get_scorer("vus_pr")
    expected = scorer(detector, X, y)
    assert pickle.loads(pickle.dumps(scorer))(detector, X, y) == expected
    search = clone(GridSearchCV(Counter(), {"sign": [1]}, scoring=scorer))
    assert search.scoring(detector, X, y) == expected


def test_metrics_share_one_call_of_the_detector(series):
    X, y = series
    names = [name for name in get_scorer_names() if "vus" in name or "roc" in name]
    scoring = {name: get_scorer(name) for name in names}
    cv = EventTimeSeriesSplit(2)
    Counter.asked = 0
    results = cross_validate(Counter(), X, y, cv=cv, scoring=scoring)
    assert len(names) > 1
    assert Counter.asked == 2
    for name in names:
        assert np.all(np.isfinite(results[f"test_{name}"]))


def test_grid_search_picks_the_better_detector(labelled):
    X, y = labelled
    names = ("vus_pr", "event_f1", "average_precision")
    search = GridSearchCV(
        make_pipeline(StandardScaler(), IsolationForest(random_state=0)),
        {"isolationforest__max_features": [1, 2]},
        scoring={name: get_scorer(name) for name in names},
        refit="vus_pr",
        cv=EventTimeSeriesSplit(3),
    ).fit(X, y)
    assert np.all(np.isfinite(search.cv_results_["mean_test_vus_pr"]))
    signs = GridSearchCV(
        Counter(), {"sign": [-1, 1]}, scoring=get_scorer("vus_pr"), cv=3
    ).fit(X, y)
    assert signs.best_params_ == {"sign": 1}


def test_grid_search_in_two_processes(series):
    X, y = series
    scores = [
        GridSearchCV(
            IsolationForest(n_estimators=10, random_state=0),
            {"max_samples": [16, 64]},
            scoring=get_scorer("vus_pr"),
            cv=EventTimeSeriesSplit(3),
            n_jobs=n_jobs,
        )
        .fit(X, y)
        .cv_results_["mean_test_score"]
        for n_jobs in (1, 2)
    ]
    np.testing.assert_array_equal(*scores)


def test_halving_search_by_another_resource(labelled):
    X, y = labelled
    search = HalvingGridSearchCV(
        IsolationForest(random_state=0),
        {"max_samples": [16, 64]},
        resource="n_estimators",
        min_resources=5,
        max_resources=20,
        factor=2,
        cv=EventTimeSeriesSplit(2),
        scoring=get_scorer("vus_pr"),
    ).fit(X, y)
    assert search.best_params_["n_estimators"] > 5


def test_a_fold_without_anomaly_is_nan_among_others(series):
    X, y = series
    y = np.where(np.arange(300) < 100, 0, y)
    with pytest.warns(UndefinedMetricWarning):
        results = cross_validate(
            Counter(), X, y, cv=KFold(3), scoring=get_scorer("vus_pr")
        )
    assert np.isnan(results["test_score"]).tolist() == [True, False, False]


def test_groups_are_routed(series):
    X, y = series
    groups = np.arange(300) // 43
    cv = EventTimeSeriesSplit(2)
    with sklearn.config_context(enable_metadata_routing=True):
        scorer = get_scorer("vus_pr").set_score_request(groups=True)
        results = cross_validate(
            Counter(), X, y, cv=cv, scoring=scorer, params={"groups": groups}
        )
    expected = [
        vus_pr_score(y[test], np.abs(X[test, 0]), buffer=100, groups=groups[test])
        for _, test in cv.split(X, y)
    ]
    plain = [
        vus_pr_score(y[test], np.abs(X[test, 0]), buffer=100)
        for _, test in cv.split(X, y)
    ]
    assert results["test_score"] == pytest.approx(expected)
    assert expected != plain


def test_what_is_unclear_is_refused(series):
    X, y = series
    with pytest.raises(ValueError, match="called 'b'"):
        make_anomaly_scorer(lambda a, b: 0)
    with pytest.raises(ValueError, match="response must be one of"):
        make_anomaly_scorer(f1_score, response="predict")
    with pytest.raises(ValueError, match="unknown"):
        get_scorer("accuracy")
    with pytest.raises(ValueError, match="needs labels"):
        get_scorer("vus_pr")(Counter().fit(X), X, None)
    with pytest.raises(ValueError, match="give the series as X="):
        make_anomaly_scorer("vus_pr", buffer="auto")(Counter().fit(X), X, y)
