"""warm_start and partial_fit: training that goes on."""

import pickle

import joblib
import numpy as np
import pytest
from tiny import DETECTORS, tiny

from skseq.thresholds import POTThreshold
from skseq.utils._checks.common import seasonal_series
from skseq.utils._checks.repetition import compilations

X, NEW = seasonal_series(200), seasonal_series(150, seed=1)


def hashed(detector):
    return joblib.hash(vars(detector))


@pytest.mark.parametrize("name", DETECTORS)
def test_warm_start_goes_on_with_the_network(name):
    detector = tiny(name, window_size=8, max_iter=50, warm_start=True).fit(X)
    first = detector.loss_curve_
    weights, center = detector.weights_, detector.center_
    assert all(type(state) is np.ndarray for state in detector.optimizer_state_)
    detector.fit(NEW)
    assert detector.n_iter_ == 100
    assert detector.loss_curve_[:2] == first and len(detector.loss_curve_) == 4
    # It starts where the first fit ended, and the units of the columns stay.
    assert detector.loss_curve_[2] < first[0]
    np.testing.assert_array_equal(detector.center_, center)
    assert not np.array_equal(detector.weights_[0], weights[0])
    assert detector.training_scores_.shape == (150,)
    assert -1.1 < detector.training_scores_.min() < -0.4


def test_without_warm_start_each_fit_is_the_first():
    detector = tiny("GRUDetector", window_size=8, max_iter=5)
    weights = detector.fit(X).weights_
    detector.fit(NEW).fit(X)
    for one, other in zip(detector.weights_, weights, strict=True):
        np.testing.assert_array_equal(one, other)
    assert detector.optimizer_state_ is None
    assert detector.n_iter_ == 5


def test_first_fit_with_warm_start_is_that_without():
    cold, warm = (
        tiny("GRUDetector", window_size=8, max_iter=5, warm_start=warm).fit(X)
        for warm in (False, True)
    )
    np.testing.assert_array_equal(cold.score_samples(NEW), warm.score_samples(NEW))


@pytest.mark.parametrize("name", DETECTORS)
def test_partial_fit_takes_a_few_steps_and_changes_no_units_of_columns(name):
    detector = tiny(name, window_size=8, max_iter=50).fit(X)
    before = {key: value for key, value in vars(detector).items() if key[-1] == "_"}
    assert detector.partial_fit(NEW) is detector
    assert 50 < detector.n_iter_ < 100
    for key in ("center_", "scale_", "window_size_", "smoothing_"):
        np.testing.assert_array_equal(getattr(detector, key), before[key])
    assert not np.array_equal(detector.weights_[-1], before["weights_"][-1])
    assert detector.optimizer_state_ is not None
    assert len(detector.training_scores_) == 200
    scores = detector.score_samples(NEW)
    np.testing.assert_allclose(detector.training_scores_[-150:], scores)
    np.testing.assert_array_equal(
        detector.training_scores_[:50], before["training_scores_"][-50:]
    )
    copied = pickle.loads(pickle.dumps(detector)).partial_fit(X)
    np.testing.assert_array_equal(
        copied.score_samples(NEW), detector.partial_fit(X).score_samples(NEW)
    )


def test_the_optimizer_goes_on():
    kept, forgot = (
        tiny("GRUDetector", window_size=8, max_iter=50).fit(X) for _ in range(2)
    )
    for detector in (kept, forgot):
        detector.partial_fit(NEW)
    forgot.optimizer_state_ = None
    weights = [detector.partial_fit(X).weights_[0] for detector in (kept, forgot)]
    assert not np.array_equal(*weights)


def test_partial_fit_learns_what_is_new():
    other = np.sin(np.arange(600) * 0.9)[:, None] * [1, 2]
    detector = tiny("GRUDetector", window_size=8, max_iter=200).fit(X)
    before = detector.score(other)
    for _ in range(60):
        detector.partial_fit(other)
    assert detector.score(other) > before * 0.8


def test_first_partial_fit_is_fit():
    one = tiny("GRUDetector", window_size=8, max_iter=5).partial_fit(X)
    other = tiny("GRUDetector", window_size=8, max_iter=5).fit(X)
    assert hashed(one) == hashed(other)


def test_unit_of_errors_rises_at_once_and_falls_slowly():
    detector = tiny("AutoencoderDetector", window_size=8, max_iter=50, smoothing=1)
    scale = detector.fit(X).error_scale_
    louder = NEW.copy()
    louder[70:75, 0] += 20
    risen = detector.partial_fit(louder).error_scale_
    assert risen[0] > 5 * scale[0]
    fallen = detector.partial_fit(NEW).error_scale_
    assert 0.4 * risen[0] < fallen[0] < 0.9 * risen[0]


def test_limit_follows_the_rule_and_stays_where_labels_are_missing():
    detector = tiny("GRUDetector", window_size=8, max_iter=5, smoothing=1)
    y = np.zeros(200, dtype=int)
    y[60:63] = 1
    spiked = X.copy()
    spiked[60:63] += 9
    detector.set_params(threshold="labels").fit(spiked, y)
    offset = detector.offset_
    assert detector.partial_fit(NEW).offset_ == offset
    assert detector.partial_fit(spiked, y).offset_ != offset
    detector.set_threshold(0.7).partial_fit(NEW)
    assert detector.offset_ == -0.7


@pytest.mark.parametrize("call", ["fit", "partial_fit"])
def test_what_cannot_go_on_says_so_and_changes_nothing(call):
    detector = tiny("GRUDetector", window_size=8, max_iter=5, warm_start=True).fit(X)
    for params, rows, message in [
        ({"window_size": 9}, X, "window_size=9 is not that of the fitted network, 8"),
        ({"units": 9}, X, "training cannot go on: set the parameters back"),
        ({}, X[:, :1], "X has 1 features, but GRUDetector is expecting 2"),
        ({"threshold": POTThreshold()}, X, "the tail holds"),
    ]:
        changed = pickle.loads(pickle.dumps(detector)).set_params(**params)
        before = hashed(changed)
        with pytest.raises(ValueError, match=message):
            getattr(changed, call)(rows)
        assert hashed(changed) == before


def test_going_on_compiles_nothing():
    detector = tiny("GRUDetector", window_size=8, max_iter=5, warm_start=True).fit(X)
    detector.partial_fit(NEW).fit(X)
    before = compilations().count
    detector.fit(NEW).partial_fit(seasonal_series(333)).fit(X)
    assert compilations().count == before


def test_series_and_missing_values_go_on_too():
    detector = tiny("GRUDetector", window_size=8, max_iter=5).fit(X)
    holes = NEW.copy()
    holes[20:60, 1] = np.nan
    holes[100] = np.nan
    detector.partial_fit(holes, groups=np.repeat([0, 1], [40, 110]))
    assert np.isfinite(detector.score_samples(NEW)).all()
    assert np.isfinite(detector.offset_)
