"""PerSeriesDetector: one model for each series, and none of another's rows in it."""

import re

import joblib
import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.ensemble import IsolationForest
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV, GroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import OneClassSVM
from sklearn.utils import estimator_checks
from sklearn.utils.estimator_checks import parametrize_with_checks
from tiny import tiny

from skseq.compose import PerSeriesDetector
from skseq.preprocessing import SlidingWindow
from skseq.utils import stack_series
from skseq.utils._checks.common import seasonal_series
from skseq.utils._checks.repetition import compilations
from skseq.utils.estimator_checks import (
    check_alignment,
    check_copies,
    check_determinism,
    check_locality,
    check_set_params_after_fit,
    check_short_training,
    expected_failed_checks,
)

PARTS = [seasonal_series(n, seed=n) * n for n in (120, 80, 200)]
X, NUMBERS = stack_series(PARTS)
GROUPS = np.array(["oven", "mill", "pump"])[NUMBERS]
ROWS = {name: np.flatnonzero(name == GROUPS) for name in ("oven", "mill", "pump")}


def network(**params):
    return tiny("AutoencoderDetector", window_size=8, max_iter=5, **params)


ESTIMATORS = {
    "forest": IsolationForest(n_estimators=10, random_state=0),
    "network": network(),
    "pipeline": make_pipeline(StandardScaler(), network()),
    "windows": make_pipeline(
        SlidingWindow(4), IsolationForest(n_estimators=10, random_state=0)
    ),
    "machine": OneClassSVM(nu=0.1),
}
FOREST = ESTIMATORS["forest"]


@parametrize_with_checks(
    [
        PerSeriesDetector(IsolationForest(n_estimators=5, random_state=0)),
        PerSeriesDetector(tiny("AutoencoderDetector", window_size=1, max_iter=3)),
    ]
)
def test_common_check(estimator, check):
    check(estimator)


@pytest.mark.filterwarnings("ignore:X does not have valid feature names:UserWarning")
@pytest.mark.parametrize(
    "check", ["check_dataframe_column_names_consistency", "check_param_validation"]
)
def test_check_that_is_not_yielded(check):
    detector = PerSeriesDetector(IsolationForest(n_estimators=5, random_state=0))
    getattr(estimator_checks, check)("PerSeriesDetector", detector)


@pytest.mark.parametrize(
    "check",
    [
        check_alignment,
        check_copies,
        check_determinism,
        check_locality,
        check_set_params_after_fit,
        check_short_training,
    ],
    ids=lambda check: check.__name__,
)
def test_contract(check):
    check("PerSeriesDetector", PerSeriesDetector(network()))


def test_no_check_is_expected_to_fail_where_rows_have_no_context():
    assert expected_failed_checks(PerSeriesDetector(FOREST)) == {}


@pytest.mark.parametrize("name", ESTIMATORS)
@pytest.mark.parametrize("n_jobs", [None, 2])
def test_each_series_has_the_model_that_it_would_have_alone(name, n_jobs):
    detector = PerSeriesDetector(ESTIMATORS[name], n_jobs=n_jobs)
    assert detector.fit(X, groups=GROUPS) is detector
    assert list(detector.estimators_) == ["oven", "mill", "pump"]
    for series, rows in ROWS.items():
        alone = clone(ESTIMATORS[name]).fit(X[rows])
        for method in ("score_samples", "decision_function", "predict"):
            together = getattr(detector, method)(X, groups=GROUPS)
            np.testing.assert_array_equal(
                together[rows], getattr(alone, method)(X[rows]), err_msg=series
            )
    np.testing.assert_array_equal(
        clone(detector).fit_predict(X, groups=GROUPS),
        detector.predict(X, groups=GROUPS),
    )


def test_verbose_prints_how_many_series_are_done(capsys):
    detector = PerSeriesDetector(FOREST).fit(X, groups=GROUPS)
    detector.predict(X, groups=GROUPS)
    assert capsys.readouterr() == ("", "")
    detector.set_params(verbose=10)
    for ask in (detector.fit, detector.predict):
        ask(X, groups=GROUPS)
        printed = "".join(capsys.readouterr())
        assert re.search(r"Done +3 out of +3", printed)


def test_some_of_the_series_in_another_order():
    detector = PerSeriesDetector(FOREST).fit(X, groups=GROUPS)
    expected = detector.score_samples(X, groups=GROUPS)
    rows = np.concatenate([ROWS["pump"], ROWS["oven"]])
    scores = detector.score_samples(X[rows], groups=GROUPS[rows])
    np.testing.assert_array_equal(scores, expected[rows])


def test_a_frame_whose_index_names_the_series():
    index = pd.MultiIndex.from_arrays([GROUPS, np.arange(len(X))])
    frame = pd.DataFrame(X, index=index, columns=["flow", "heat"])
    detector = PerSeriesDetector(network()).fit(frame)
    by_groups = PerSeriesDetector(network()).fit(X, groups=GROUPS)
    np.testing.assert_array_equal(
        detector.predict(frame), by_groups.predict(X, groups=GROUPS)
    )
    assert list(detector.estimators_) == list(ROWS)
    assert list(detector.feature_names_in_) == ["flow", "heat"]
    assert detector.estimators_["mill"].feature_names_in_.tolist() == ["flow", "heat"]
    two = pd.MultiIndex.from_arrays([["site"] * len(X), GROUPS, np.arange(len(X))])
    detector.fit(frame.set_axis(two))
    assert next(iter(detector.estimators_)) == ("site", "oven")


def test_labels_go_to_the_model_of_their_series():
    y = np.zeros(len(X), dtype=int)
    for rows in ROWS.values():
        y[rows[30:33]] = 1
    spiked = X.copy()
    spiked[y == 1] *= 9
    detector = PerSeriesDetector(network(threshold="labels"))
    detector.fit(spiked, y, groups=GROUPS)
    for name, rows in ROWS.items():
        alone = network(threshold="labels").fit(spiked[rows], y[rows])
        assert detector.estimators_[name].offset_ == alone.offset_


def test_unseen_series_are_refused_by_default():
    detector = PerSeriesDetector(FOREST).fit(X, groups=GROUPS)
    with pytest.raises(
        ValueError, match="1 series of X, such as 'fan', were not there"
    ):
        detector.predict(X[:5], groups=["fan"] * 5)
    with pytest.raises(ValueError, match="X names no series, but fit has seen 3"):
        detector.predict(X[:5])
    unnamed = PerSeriesDetector(FOREST).fit(X)
    with pytest.raises(ValueError, match="3 series of X, such as 'oven'"):
        unnamed.predict(X, groups=GROUPS)


@pytest.mark.parametrize("name", ["forest", "network"])
def test_unseen_series_are_scored_by_a_shared_model(name):
    detector = PerSeriesDetector(ESTIMATORS[name], unseen="shared")
    detector.fit(X, groups=GROUPS)
    further = {"groups": GROUPS} if name == "network" else {}
    shared = clone(ESTIMATORS[name]).fit(X, **further)
    new = seasonal_series(50, seed=9)
    both = np.concatenate([new, PARTS[0]])
    scores = detector.score_samples(both, groups=["fan"] * 50 + ["oven"] * 120)
    np.testing.assert_array_equal(scores[:50], shared.score_samples(new))
    alone = clone(ESTIMATORS[name]).fit(PARTS[0])
    np.testing.assert_array_equal(scores[50:], alone.score_samples(PARTS[0]))
    np.testing.assert_array_equal(detector.predict(new), shared.predict(new))


def test_each_model_has_its_own_threshold():
    detector = PerSeriesDetector(network()).fit(X, groups=GROUPS)
    with pytest.raises(AttributeError, match="each of the 3 models has its own"):
        detector.offset_  # noqa: B018
    alone = PerSeriesDetector(network()).fit(PARTS[0])
    assert alone.offset_ == alone.estimators_[None].offset_
    assert detector.context_ == alone.context_


def test_score_is_weighted_by_rows():
    detector = PerSeriesDetector(network()).fit(X, groups=GROUPS)
    scores = [detector.estimators_[name].score(X[rows]) for name, rows in ROWS.items()]
    expected = np.average(scores, weights=[120, 80, 200])
    assert detector.score(X, groups=GROUPS) == pytest.approx(expected)
    assert not hasattr(PerSeriesDetector(FOREST), "score")


def test_a_fit_that_fails_names_the_series_and_changes_nothing():
    detector = PerSeriesDetector(network()).fit(X, groups=GROUPS)
    before = joblib.hash(vars(detector))
    groups = GROUPS.copy()
    groups[0] = "x"
    with pytest.raises(ValueError, match="series 'x' of 1 rows cannot be fitted"):
        detector.fit(X, groups=groups)
    with pytest.raises(ValueError, match="do not stand together"):
        detector.fit(X, groups=np.roll(GROUPS, 7))
    with pytest.raises(ValueError, match="'unseen' parameter"):
        detector.set_params(unseen="guess").fit(X, groups=GROUPS)
    detector.set_params(unseen="error")
    assert joblib.hash(vars(detector)) == before
    with pytest.raises(NotFittedError):
        PerSeriesDetector(FOREST).predict(X)


def test_another_estimator_changes_nothing_until_the_next_fit():
    detector = PerSeriesDetector(network()).fit(X, groups=GROUPS)
    methods = "score_samples", "decision_function", "predict", "score"
    expected = [getattr(detector, method)(X, groups=GROUPS) for method in methods]
    # It has no method score.
    detector.set_params(estimator=IsolationForest(), unseen="shared")
    for method, answer in zip(methods, expected, strict=True):
        np.testing.assert_array_equal(
            getattr(detector, method)(X, groups=GROUPS), answer
        )
    with pytest.raises(ValueError, match="were not there in fit"):
        detector.predict(X[:5], groups=["fan"] * 5)
    assert not hasattr(detector.fit(X, groups=GROUPS), "score")


@pytest.mark.filterwarnings("ignore::skseq.exceptions.SeriesWarning")
def test_parameters_of_the_estimator_are_searched():
    index = pd.MultiIndex.from_arrays([GROUPS, np.arange(len(X))])
    frame = pd.DataFrame(X, index=index)
    # Every series has rows on both sides of each split.
    blocks = np.concatenate([np.arange(len(part)) // 40 % 2 for part in PARTS])
    search = GridSearchCV(
        PerSeriesDetector(network()),
        {"estimator__latent_size": [1, 3]},
        cv=GroupKFold(2),
        error_score="raise",
    ).fit(frame, groups=blocks)
    assert np.isfinite(search.cv_results_["mean_test_score"]).all()


def test_many_models_compile_once():
    many, groups = stack_series([seasonal_series(60 + n, seed=n) for n in range(12)])
    PerSeriesDetector(network()).fit(many[:60]).predict(many[:60])
    before = compilations().count
    detector = PerSeriesDetector(network()).fit(many, groups=groups)
    detector.predict(many, groups=groups)
    assert len(detector.estimators_) == 12
    assert compilations().count == before
