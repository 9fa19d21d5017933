"""The threshold of a detector: threshold, contamination and set_threshold."""

import pickle

import joblib
import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV, TimeSeriesSplit
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils._param_validation import InvalidParameterError
from tiny import DETECTORS, tiny

from skseq.detectors import _base
from skseq.thresholds import (
    LabelThreshold,
    MADThreshold,
    POTThreshold,
    QuantileThreshold,
    SigmaThreshold,
)
from skseq.utils._checks.common import seasonal_series

X = seasonal_series(200)
Y = np.zeros(200, dtype=int)
Y[120:125] = 1
SPIKED = X.copy()
SPIKED[120:125] += 6


def detector(**params):
    return tiny("AutoencoderDetector", window_size=8, max_iter=5, **params)


@pytest.mark.parametrize("name", DETECTORS)
def test_a_rule_finds_the_limit_in_the_scores_of_the_training_rows(name):
    rule = SigmaThreshold(k=2)
    fitted = tiny(name, window_size=8, max_iter=5, threshold=rule).fit(X)
    scores = fitted.score_samples(X)
    np.testing.assert_array_equal(fitted.training_scores_, scores)
    # New rows are estimated worse than those that were learned, so rules are shown
    # scores out of sample.
    assert (fitted.calibration_scores_ <= scores).mean() > 0.9
    assert fitted.offset_ == rule.offset(fitted.calibration_scores_)
    assert fitted.threshold is rule
    copied = pickle.loads(pickle.dumps(fitted))
    np.testing.assert_array_equal(copied.predict(X), fitted.predict(X))
    assert clone(fitted).fit(X).offset_ == fitted.offset_


def test_a_number_and_no_threshold_are_the_fixed_and_the_quantile_rule():
    fitted = detector(threshold=0.4).fit(X)
    assert fitted.offset_ == -0.4
    assert detector().fit(X).offset_ == -1
    fitted = detector(contamination=0.1).fit(X)
    assert fitted.offset_ == QuantileThreshold(0.1).offset(fitted.training_scores_)


@pytest.mark.parametrize("encode", [lambda y: y, lambda y: 1 - 2 * y, lambda y: y > 0])
def test_labels_choose_the_limit(encode):
    fitted = detector(threshold="labels", smoothing=1).fit(SPIKED, encode(Y))
    rule = LabelThreshold()
    assert fitted.offset_ == rule.offset(fitted.score_samples(SPIKED), Y)
    # One row of the event is enough for the measure of events.
    found = fitted.predict(SPIKED) == -1
    assert found.any() and (Y[found] == 1).all()
    other = detector(threshold=LabelThreshold("f1"), smoothing=1).fit(SPIKED, Y)
    np.testing.assert_array_equal(other.predict(SPIKED) == -1, Y == 1)


def test_labels_are_ignored_by_other_rules():
    fitted, other = detector().fit(X, Y), detector().fit(X)
    assert fitted.offset_ == other.offset_
    assert detector().fit(X, np.full(200, "?")).offset_ == other.offset_


def test_labels_that_are_needed_and_missing_leave_the_detector_as_it_was():
    unfitted = detector(threshold="labels")
    for y, message in [
        (None, "to be chosen by labels and y is None"),
        (np.zeros(200, dtype=int), "has no anomaly"),
        (Y[:50], "y has 50 labels for 200 scores"),
    ]:
        with pytest.raises(ValueError, match=message):
            unfitted.fit(X, y)
        with pytest.raises(NotFittedError):
            unfitted.predict(X)


def test_contamination_and_threshold_are_not_both_given(monkeypatch):
    with monkeypatch.context() as patch:
        # It is said before anything is trained.
        patch.setattr(_base, "train", None)
        message = r"contamination=0.1 and threshold=0.5 both"
        with pytest.raises(ValueError, match=message):
            detector(contamination=0.1, threshold=0.5).fit(X)
    with pytest.raises(ValueError, match=r"contamination=0.1 and threshold=MAD"):
        detector(contamination=0.1).fit(X).set_threshold(MADThreshold())


@pytest.mark.parametrize("threshold", [0.3, MADThreshold(2.0), None, "labels"])
def test_set_threshold_gives_what_fit_would_have_given(threshold):
    y = Y if threshold == "labels" else None
    fitted = detector(threshold=SigmaThreshold(), smoothing=1).fit(SPIKED)
    weights = joblib.hash(fitted.weights_)
    assert fitted.set_threshold(threshold, y=y) is fitted
    again = detector(threshold=threshold, smoothing=1).fit(SPIKED, y)
    assert fitted.offset_ == again.offset_
    assert fitted.get_params()["threshold"] == threshold
    assert joblib.hash(fitted.weights_) == weights


def test_set_threshold_on_other_rows():
    fitted = detector(smoothing=1).fit(X)
    rule, new = SigmaThreshold(2), seasonal_series(300, seed=1)
    fitted.set_threshold(rule, new)
    assert fitted.offset_ == rule.offset(fitted.score_samples(new))
    fitted.set_threshold("labels", SPIKED, Y)
    assert fitted.offset_ == LabelThreshold().offset(fitted.score_samples(SPIKED), Y)


def test_set_threshold_that_fails_changes_nothing():
    fitted = detector(threshold=0.4).fit(X)
    before = joblib.hash(vars(fitted))
    for call, error in [
        (lambda: fitted.set_threshold(-1), InvalidParameterError),
        (lambda: fitted.set_threshold("high"), InvalidParameterError),
        (lambda: fitted.set_threshold("labels"), ValueError),
        (lambda: fitted.set_threshold(0.1, X[:, :1]), ValueError),
        (lambda: fitted.set_threshold(POTThreshold()), ValueError),
    ]:
        with pytest.raises(error):
            call()
        assert joblib.hash(vars(fitted)) == before
    with pytest.raises(NotFittedError):
        detector().set_threshold(0.4)


def test_parameters_of_a_rule_are_searched():
    pipeline = make_pipeline(StandardScaler(), detector(threshold=SigmaThreshold()))
    grid = {"autoencoderdetector__threshold__k": [1.0, 4.0]}
    search = GridSearchCV(
        pipeline, grid, cv=TimeSeriesSplit(2), scoring="f1_macro", error_score="raise"
    )
    search.fit(SPIKED, 1 - 2 * Y)
    best = search.best_estimator_[-1]
    assert best.threshold.k == search.best_params_[next(iter(grid))]
    assert best.offset_ == best.threshold.offset(best.calibration_scores_)


def test_scores_in_a_pickle_take_sixteen_bytes_a_row():
    sizes = [
        len(pickle.dumps(detector().fit(seasonal_series(n_rows))))
        for n_rows in (200, 1200)
    ]
    assert 16000 <= sizes[1] - sizes[0] < 16100
