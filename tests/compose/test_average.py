"""AverageDetector: the mean of scores in comparable units, of any detectors."""

import pickle

import joblib
import numpy as np
import pandas as pd
import pytest
import sklearn
from sklearn.base import BaseEstimator, OutlierMixin, clone
from sklearn.covariance import EllipticEnvelope
from sklearn.ensemble import IsolationForest
from sklearn.exceptions import NotFittedError
from sklearn.frozen import FrozenEstimator
from sklearn.model_selection import GridSearchCV, TimeSeriesSplit
from sklearn.neighbors import LocalOutlierFactor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import OneClassSVM
from sklearn.utils.estimator_checks import parametrize_with_checks
from sklearn.utils.fixes import parse_version
from tiny import tiny

from skseq.compose import AverageDetector, PerSeriesDetector
from skseq.compose._members import default_members
from skseq.metrics import get_scorer
from skseq.preprocessing import SlidingWindow
from skseq.thresholds import QuantileThreshold, SigmaThreshold
from skseq.utils import stack_series
from skseq.utils._checks.common import seasonal_series
from skseq.utils.estimator_checks import (
    check_alignment,
    check_copies,
    check_determinism,
    check_extreme_values,
    check_failed_calls,
    check_failed_fit,
    check_global_random_state,
    check_groups_of_index,
    check_locality,
    check_missing_values,
    check_series_apart,
    check_set_params_after_fit,
    check_short_training,
    check_units,
)

X = seasonal_series(500)
NEW = seasonal_series(300, seed=1)
NEW[200:204] += 9.0


def forest(**params):
    return IsolationForest(**{"n_estimators": 10, "random_state": 0, **params})


def network(**params):
    return tiny("AutoencoderDetector", **{"window_size": 8, "max_iter": 5, **params})


def average(*detectors, **params):
    return AverageDetector(list(zip("abcdef", detectors, strict=False)), **params)


WINDOWS = make_pipeline(SlidingWindow(4), forest())


@parametrize_with_checks(
    [
        average(forest(n_estimators=5), OneClassSVM(), random_state=0),
        average(
            tiny("AutoencoderDetector", window_size=1, max_iter=3),
            forest(n_estimators=5),
        ),
    ]
)
def test_common_check(estimator, check):
    check(estimator)


@pytest.mark.parametrize(
    "check",
    [
        check_alignment,
        check_copies,
        check_determinism,
        check_extreme_values,
        check_failed_calls,
        check_failed_fit,
        check_global_random_state,
        check_groups_of_index,
        check_locality,
        check_missing_values,
        check_series_apart,
        check_set_params_after_fit,
        check_short_training,
        check_units,
    ],
    ids=lambda check: check.__name__,
)
def test_contract(check):
    check("AverageDetector", average(network(), network(random_state=1)))


def test_excluded_anomalies_change_nothing_that_is_learned():
    y = np.zeros(len(X), dtype=bool)
    y[300:303] = True
    spoilt = np.where(y[:, None], X + 30, X)
    detector = average(network(exclude_anomalies=True)).fit(spoilt, y)
    assert np.isnan(detector.training_scores_[300:303]).all()
    assert (detector.predict(spoilt)[300:303] == -1).all()


def test_average_of_one_detector_is_that_detector():
    alone = network().fit(X)
    detector = average(network()).fit(X)
    for method in ("score_samples", "decision_function", "predict"):
        expected = getattr(alone, method)(NEW)
        np.testing.assert_array_equal(getattr(detector, method)(NEW), expected)
    assert detector.offset_ == alone.offset_ == -1.0
    for attribute in ("training_scores_", "calibration_scores_", "context_"):
        np.testing.assert_array_equal(
            getattr(detector, attribute), getattr(alone, attribute)
        )
    pd.testing.assert_frame_equal(detector.score_frame(NEW), alone.score_frame(NEW))


def test_scores_are_the_mean_in_units_of_thresholds():
    members = network(), network(random_state=1)
    scores = [member.fit(X).score_samples(NEW) for member in members]
    detector = average(*members).fit(X)
    np.testing.assert_allclose(detector.score_samples(NEW), np.mean(scores, axis=0))
    assert np.isnan(detector.score_units_).all()
    # Anomalies of the average are those of at least one detector.
    found = detector.predict(NEW) == -1
    assert not (found & (np.min(scores, axis=0) >= -1)).any()


@pytest.mark.parametrize("n_jobs", [None, 2])
def test_any_detectors_and_pipelines(n_jobs):
    members = {
        "network": network(),
        "scaled": make_pipeline(StandardScaler(), network(random_state=1)),
        "windows": WINDOWS,
        "forest": forest(),
        "machine": OneClassSVM(nu=0.5),
        "ellipse": EllipticEnvelope(random_state=0),
        "neighbours": LocalOutlierFactor(novelty=True),
        "fleet": PerSeriesDetector(forest()),
        "average": average(forest(random_state=3)),
    }
    detector = AverageDetector(list(members.items()), n_jobs=n_jobs).fit(X)
    assert list(detector.named_estimators_) == list(members)
    assert detector.estimators_[3] is detector.named_estimators_.forest
    assert detector.n_features_in_ == 2
    for name, member in members.items():
        alone = clone(member).fit(X)
        np.testing.assert_array_equal(
            detector.named_estimators_[name].score_samples(NEW),
            alone.score_samples(NEW),
        )
    scores = detector.score_samples(NEW)
    assert 200 <= scores.argmin() < 207
    assert (detector.predict(NEW)[200:204] == -1).all()
    # The thresholds of other detectors are set as those of this package.
    is_ours = np.array([name in ("network", "scaled", "average") for name in members])
    np.testing.assert_array_equal(np.isnan(detector.usual_scores_), is_ours)
    assert np.mean(detector.predict(seasonal_series(400, seed=2)) == -1) < 0.01
    again = pickle.loads(pickle.dumps(detector))
    np.testing.assert_array_equal(again.score_samples(NEW), scores)


class Drifting(OutlierMixin, BaseEstimator):
    """Scores that grow without bound, in a unit of their own."""

    def __init__(self, unit=1.0, sign=1.0):
        self.unit = unit
        self.sign = sign

    def fit(self, X, y=None):
        """Learn nothing."""
        self.n_features_in_ = X.shape[1]
        return self

    def score_samples(self, X):
        """Return minus the fourth power of the last column."""
        return 40.0 - self.sign * self.unit * X[:, -1] ** 4


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_no_detector_hides_the_others(sign):
    rows = NEW.copy()
    rows[100, -1] = 1e9
    detector = average(network(), Drifting(sign=sign)).fit(X)
    scores = detector.score_samples(rows)
    alone = network().fit(X).score_samples(rows)
    assert np.abs(scores - alone / 2).max() <= 1
    assert np.isfinite(scores).all()


def test_units_of_scores_do_not_matter():
    one, other = (
        average(forest(), Drifting(unit)).fit(X).score_samples(NEW)
        for unit in (1.0, 1e-6)
    )
    np.testing.assert_allclose(one, other, rtol=1e-6, atol=1e-8)


def test_parameters_have_names():
    detector = average(forest(), network())
    assert detector.get_params()["a__n_estimators"] == 10
    detector.set_params(a__n_estimators=3, b=network(max_iter=2), contamination=0.1)
    assert detector.detectors[0][1].n_estimators == 3
    assert detector.detectors[1][1].max_iter == 2
    detector.fit(X)
    assert len(detector.estimators_[0].estimators_) == 3
    detector.set_params(b="drop").fit(X)
    assert list(detector.named_estimators_) == ["a"]
    assert repr(clone(detector)) == repr(detector)
    # scikit-learn 1.8 with NumPy 2.1 fails at any parameter that is a list of pairs.
    if parse_version(sklearn.__version__) >= parse_version("1.9"):
        assert "n_estimators=3" in detector._repr_html_()


def test_search_over_what_is_averaged():
    y = np.zeros(len(X), dtype=int)
    spiked = X.copy()
    for row in range(40, 500, 90):
        y[row : row + 3] = 1
    spiked[y == 1] += 5
    search = GridSearchCV(
        average(forest(), network()),
        {"a": ["drop", forest()], "b__latent_size": [1, 2]},
        scoring=get_scorer("average_precision"),
        cv=TimeSeriesSplit(2),
        error_score="raise",
    ).fit(spiked, y)
    assert np.isfinite(search.cv_results_["mean_test_score"]).all()


def test_a_seed_for_each_detector_that_has_none():
    members = [forest(random_state=None) for _ in range(2)] + [forest()]
    first, second = (average(*members, random_state=7).fit(X) for _ in range(2))
    seeds = [member.random_state for member in first.estimators_]
    assert len(set(seeds)) == 3
    assert seeds[2] == 0
    assert seeds == [member.random_state for member in second.estimators_]
    assert average(*members).fit(X).estimators_[0].random_state is None
    assert members[0].random_state is None
    piped = make_pipeline(StandardScaler(), forest(random_state=None))
    (fitted,) = average(piped, random_state=7).fit(X).estimators_
    assert fitted[-1].random_state is not None


def test_contamination_is_a_share_of_the_training_rows():
    for members in ([forest(), WINDOWS], [network(), forest()]):
        labels = average(*members, contamination=0.05).fit_predict(X)
        assert np.mean(labels == -1) == pytest.approx(0.05, abs=0.01)


def test_auto_marks_some_of_few_rows():
    detector = average(forest(), network()).fit(X[:300])
    assert 1 <= np.sum(detector.predict(X[:300]) == -1) <= 3
    assert average(forest(), network()).fit(X[:384]).offset_ == -1.0


def test_thresholds_are_found_in_the_scores_of_the_average():
    y = np.arange(len(X)) % 50 == 0
    found = {
        rule: average(network(), forest(), threshold=rule).fit(X, y)
        for rule in (SigmaThreshold(), "labels", 1.5, QuantileThreshold(0.2))
    }
    for rule, detector in found.items():
        if isinstance(rule, SigmaThreshold | QuantileThreshold):
            assert detector.offset_ == rule.offset(detector.calibration_scores_)
    assert found[1.5].offset_ == -1.5
    with pytest.raises(ValueError, match="both set the threshold"):
        average(forest(), threshold=2.0, contamination=0.1).fit(X)


PARTS = [seasonal_series(n, seed=n) * n for n in (120, 80, 200)]
MANY, NUMBERS = stack_series(PARTS)
GROUPS = np.array(["oven", "mill", "pump"])[NUMBERS]


class Asking(OneClassSVM):
    """Keeps the groups that it is given."""

    def fit(self, X, y=None, groups=None):
        """Keep the groups."""
        self.groups_ = groups
        return super().fit(X)


def test_groups_reach_those_that_take_them():
    piped = make_pipeline(SlidingWindow(4), network())
    detector = average(network(), Asking(), WINDOWS, piped, forest())
    detector.fit(MANY, groups=GROUPS)
    assert detector.estimators_[1].groups_ is GROUPS
    scores = detector.score_samples(MANY, groups=GROUPS)
    for name, part in zip(["oven", "mill", "pump"], PARTS, strict=True):
        alone = detector.score_samples(part)
        np.testing.assert_array_equal(scores[name == GROUPS], alone)
    without = average(WINDOWS).fit(MANY)
    apart = average(WINDOWS).fit(MANY, groups=GROUPS)
    assert (without.training_scores_ != apart.training_scores_).any()


def test_groups_reach_those_that_request_them_where_metadata_is_routed():
    with sklearn.config_context(enable_metadata_routing=True):
        silent = Asking().set_fit_request(groups=False)
        eager = Asking().set_fit_request(groups=True)
        piped = make_pipeline(StandardScaler(), network())
        detector = average(network(), eager, silent, piped)
        detector.fit(MANY, groups=GROUPS)
        assert detector.estimators_[1].groups_ is GROUPS
        assert detector.estimators_[2].groups_ is None
        alone = network().fit(MANY, groups=GROUPS)
        np.testing.assert_array_equal(
            detector.estimators_[0].score_samples(MANY, groups=GROUPS),
            alone.score_samples(MANY, groups=GROUPS),
        )
        assert len(detector.score_samples(MANY, groups=GROUPS)) == len(MANY)


def test_frames_and_events():
    index = pd.date_range("2026-01-01", periods=len(NEW), freq="h")
    frame = pd.DataFrame(NEW, index=index, columns=["flow", "heat"])
    detector = average(network(), forest()).fit(frame)
    assert detector.feature_names_in_.tolist() == ["flow", "heat"]
    scores = detector.score_frame(frame)
    np.testing.assert_array_equal(scores["label"], detector.predict(frame))
    assert (scores["p_value"].between(0, 1)).all()
    events = detector.set_params(threshold=0.5).fit(frame).predict_events(frame)
    worst = events.loc[events["peak_score"].idxmin()]
    assert index[198] <= worst["start"] <= worst["end"] < index[210]
    assert set(worst["columns"]) <= {"flow", "heat"}
    assert worst["columns"]
    rows = average(forest(), threshold=0.5).fit(NEW).predict_events(NEW)
    assert rows
    assert rows[0]["columns"] == []


def test_detectors_that_cannot_be_averaged_are_refused():
    neighbours = LocalOutlierFactor()
    for members, message in (
        ([("near", neighbours)], "detector 'near' is Local.*has no fit or no"),
        ([forest()], "give a list of tuples of a name and a detector"),
        ([], "give at least one to average"),
        ([("a", "drop")], "give at least one to average"),
        ([("a", forest()), ("a", forest())], "not unique"),
        ([("n_jobs", forest())], "conflict with constructor arguments"),
        ([("a__b", forest())], "must not contain __"),
    ):
        with pytest.raises(ValueError, match=message):
            AverageDetector(members).fit(X)
    with pytest.raises(ValueError, match="'detectors' parameter"):
        AverageDetector(forest()).fit(X)


def test_a_fit_that_fails_names_the_detector_and_changes_nothing():
    detector = average(forest(), network()).fit(X)
    before = joblib.hash(vars(detector))
    with pytest.raises(ValueError, match="detector 'b' cannot be fitted"):
        detector.set_params(b__max_iter=0).fit(X)
    detector.set_params(b__max_iter=5)
    assert joblib.hash(vars(detector)) == before
    with pytest.raises(NotFittedError):
        average(forest()).predict(X)


def test_other_detectors_change_nothing_until_the_next_fit():
    detector = average(forest(), network()).fit(X)
    expected = detector.score_samples(NEW)
    detector.set_params(a="drop", b__latent_size=1)
    np.testing.assert_array_equal(detector.score_samples(NEW), expected)
    detector.set_params(detectors=[("c", OneClassSVM())])
    np.testing.assert_array_equal(detector.score_samples(NEW), expected)


def test_context_is_known_if_all_say_it():
    detector = average(network(), network(window_size=16)).fit(X)
    contexts = [member.context_ for member in detector.estimators_]
    assert detector.context_ == tuple(np.max(contexts, axis=0))
    assert not hasattr(average(network(), forest()).fit(X), "context_")


def test_missing_values_need_detectors_that_take_them():
    tags = average(network(), network()).__sklearn_tags__().input_tags
    assert tags.allow_nan
    assert not average(network(), OneClassSVM()).__sklearn_tags__().input_tags.allow_nan
    rows = NEW.copy()
    rows[50:60] = np.nan
    detector = average(network(missing_score="nan"), network()).fit(X)
    np.testing.assert_array_equal(
        np.isnan(detector.score_samples(rows)), np.isnan(rows).all(axis=1)
    )
    assert (detector.predict(rows)[50:60] == 1).all()
    assert all(event["start_row"] >= 60 for event in detector.predict_events(rows))


def test_detectors_that_are_fitted_already():
    members = network(), forest()
    expected = average(*members).fit(X)
    frozen = [FrozenEstimator(one.fit(X)) for one in members]
    detector = average(*frozen, random_state=5).fit(X)
    np.testing.assert_array_equal(
        detector.score_samples(NEW), expected.score_samples(NEW)
    )


def test_default_is_two_kinds_of_networks():
    kinds = [type(detector).__name__ for _, detector in default_members()]
    assert len(set(kinds)) == 2
    assert "LSTMDetector" in AverageDetector()._repr_html_()
    assert AverageDetector().__sklearn_tags__().input_tags.allow_nan
    assert clone(AverageDetector()).get_params()["detectors"] is None
