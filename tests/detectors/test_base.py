"""What all detectors share: threshold, randomness, early stopping, progress, Ctrl-C."""

import copy

import joblib
import numpy as np
import pytest
from estimated_rows import valid_rows
from sklearn.exceptions import NotFittedError
from sklearn.utils.validation import check_is_fitted
from tiny import DETECTORS, tiny

from skseq._model import scorer
from skseq._series.segments import Layout
from skseq._series.trend import trend
from skseq.detectors import _base
from skseq.utils._checks.common import seasonal_series

X = seasonal_series(200)


def plan_of(detector):
    return detector._model().estimator.plan


@pytest.mark.parametrize("name", DETECTORS)
def test_fitted_attributes(fitted, name):
    detector = fitted(name)
    assert detector.n_features_in_ == 2
    assert not hasattr(detector, "feature_names_in_")
    assert detector.window_size_ == 8
    assert detector.n_iter_ == detector.max_iter == 5
    assert len(detector.loss_curve_) == 1
    assert detector.validation_loss_curve_ is None
    assert type(detector.offset_) is float
    assert detector.center_.shape == detector.scale_.shape == (2,)
    network = detector.network_
    assert network is not detector.network_
    assert network.input_shape == (None, plan_of(detector).length, 2)
    for ours, theirs in zip(detector.weights_, network.weights, strict=True):
        np.testing.assert_array_equal(ours, theirs.value)


@pytest.mark.parametrize("name", DETECTORS)
def test_what_needs_a_fit_says_so(name):
    detector = tiny(name)
    for method in ("score_samples", "decision_function", "predict", "score"):
        with pytest.raises(NotFittedError):
            getattr(detector, method)(X)
    for attribute in ("network_", "context_"):
        with pytest.raises(NotFittedError):
            getattr(detector, attribute)


@pytest.mark.parametrize("name", DETECTORS)
def test_score_is_minus_the_mean_squared_error_of_the_network(name):
    detector = tiny(name, window_size=8, max_iter=5, causal=True).fit(X)
    z = (X - detector.center_) / detector.scale_
    z -= trend(z, 16, np.array([0, len(X)]), causal=True)
    z = z * detector.scale_ - detector.shape_center_
    z = (z / detector.shape_scale_).astype(np.float32)
    layout = Layout(plan_of(detector), [0, len(X)])
    segments = layout[np.arange(len(layout))]
    read = z[segments.rows()]
    errors = np.square(read[:, :, None] - detector.network_(read))
    errors = errors[:, segments.plan.skipped :]
    rows = valid_rows(segments)
    known_at = np.where(rows >= 0, rows + segments.plan.error_delays, -1)
    by_row = [errors[known_at == row].mean() for row in range(len(X))]
    assert detector.score(X) == pytest.approx(-np.mean(by_row), rel=1e-5)


def test_contamination_marks_its_share_of_the_training_rows():
    for share in (0.05, 0.3, 0.5):
        detector = tiny("AutoencoderDetector", window_size=8, contamination=share)
        labels = detector.set_params(max_iter=5, smoothing=1).fit_predict(X)
        assert (labels == -1).sum() == share * 200


@pytest.mark.parametrize("name", DETECTORS)
def test_auto_contamination_alarms_at_most_one_new_row_in_a_hundred(name):
    detector = tiny(name, window_size=8, max_iter=5).fit(seasonal_series(400))
    assert detector.offset_ == -1
    new = seasonal_series(2000, seed=1)
    assert (detector.predict(new) == -1).mean() <= 0.01


@pytest.mark.parametrize("name", DETECTORS)
def test_auto_contamination_marks_the_worst_of_few_training_rows(fitted, name):
    detector = fitted(name)
    assert detector.offset_ == -1
    assert 1 <= (detector.predict(X) == -1).sum() <= 0.01 * len(X)
    np.testing.assert_array_equal(
        detector.training_scores_, detector.calibration_scores_
    )


def test_threshold_is_the_limit_itself():
    detector = tiny("AutoencoderDetector", window_size=8, max_iter=5, threshold=0.4)
    detector.fit(X)
    assert detector.offset_ == -0.4
    errors = -detector.score_samples(X)
    np.testing.assert_array_equal(detector.predict(X) == -1, errors > 0.4)
    assert tiny("AutoencoderDetector", threshold=1, max_iter=5).fit_predict(X).all()


@pytest.mark.parametrize("name", DETECTORS)
def test_random_state(name):
    def weights(random_state):
        detector = tiny(name, window_size=8, max_iter=2, random_state=random_state)
        return np.concatenate([w.ravel() for w in detector.fit(X).weights_])

    np.testing.assert_array_equal(weights(3), weights(3))
    rng = np.random.RandomState(3)
    first, second = weights(rng), weights(rng)
    np.testing.assert_array_equal(first, weights(np.random.RandomState(3)))
    all_weights = [weights(3), weights(4), second, weights(None), weights(None)]
    for number, one in enumerate(all_weights):
        assert not any(np.array_equal(one, other) for other in all_weights[:number])


def test_window_size_auto_takes_the_period():
    detector = tiny("AutoencoderDetector", window_size="auto", max_iter=1)
    noise = np.random.RandomState(0).normal(scale=0.1, size=(800, 1))
    wave = np.sin(2 * np.pi * np.arange(800) / 40)[:, None]
    assert detector.fit(wave + noise).window_size_ == 40
    assert detector.fit(noise).window_size_ == 64
    assert detector.window_size == "auto"


@pytest.mark.parametrize("n_rows", [2, 3, 200])
def test_early_stopping(n_rows):
    detector = tiny(
        "AutoencoderDetector",
        window_size=8,
        max_iter=500,
        early_stopping=True,
        n_iter_no_change=2,
        tol=0.01,
        validation_fraction=0.25,
    ).fit(X[:n_rows])
    assert detector.n_iter_ < 500
    assert len(detector.validation_loss_curve_) == len(detector.loss_curve_)
    assert np.isfinite(detector.validation_loss_curve_).all()
    assert np.isfinite(detector.score_samples(X)).all()


def test_early_stopping_keeps_the_last_rows_from_training():
    # Reversed, so that the means and deviations of the columns stay as they are.
    other = np.concatenate([X[:160], X[160:][::-1]])

    def losses(rows, fraction):
        # The mean around a row may reach into the rows that are kept.
        detector = tiny(
            "AutoencoderDetector", window_size=8, max_iter=30, detrend=False
        )
        detector.set_params(early_stopping=True, validation_fraction=fraction)
        return detector.fit(rows).loss_curve_

    assert losses(other, 0.2) == pytest.approx(losses(X, 0.2), rel=1e-4)
    assert losses(other, 0.1) != pytest.approx(losses(X, 0.1), rel=1e-4)


@pytest.mark.parametrize("name", DETECTORS)
def test_verbose_prints_progress(name, capsys):
    tiny(name, window_size=8, max_iter=60).fit(X)
    assert capsys.readouterr().out == ""
    tiny(name, window_size=8, max_iter=60, verbose=1, early_stopping=True).fit(X)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3
    assert lines[-1].startswith(f"[{name}] step 60 of 60, loss ")
    assert ", validation loss " in lines[-1]


def test_verbose_prints_how_many_rows_of_long_series_are_scored(
    fitted, monkeypatch, capsys
):
    long = seasonal_series(3000)
    quiet = fitted("AutoencoderDetector")
    loud = copy.copy(quiet).set_params(verbose=1)
    monkeypatch.setattr(scorer, "VALUES_PER_CHUNK", 1)
    monkeypatch.setattr(scorer, "MIN_ROWS_PER_CHUNK", 100)
    scores = quiet.score_samples(long)
    assert capsys.readouterr().out == ""
    np.testing.assert_array_equal(loud.score_samples(long), scores)
    lines = capsys.readouterr().out.splitlines()
    assert 2 <= len(lines) <= 10
    assert lines[-1] == "[AutoencoderDetector] 3000 of 3000 rows scored"
    loud.score_samples(long, last=1000)
    assert capsys.readouterr().out.endswith("] 1000 of 1000 rows scored\n")
    loud.score_samples(long[:90])
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("moment", ["training", "calibration"])
def test_ctrl_c_leaves_the_detector_as_it_was(monkeypatch, moment):
    function = {"training": "train", "calibration": "calibrate"}[moment]

    def interrupt(*args, **kwargs):
        raise KeyboardInterrupt

    detector = tiny("AutoencoderDetector", window_size=8, max_iter=30)
    unfitted, fitted = (
        detector,
        tiny("AutoencoderDetector", window_size=4, max_iter=3).fit(X),
    )
    fitted.set_params(verbose=1, window_size=8)
    unfitted.set_params(verbose=1)
    before = joblib.hash([vars(fitted), vars(unfitted)])
    with monkeypatch.context() as patch:
        patch.setattr(_base, function, interrupt)
        for detector in (fitted, unfitted):
            with pytest.raises(KeyboardInterrupt):
                detector.fit(seasonal_series(150, n_features=3))
    assert joblib.hash([vars(fitted), vars(unfitted)]) == before
    fitted.score_samples(X)
    with pytest.raises(NotFittedError):
        check_is_fitted(unfitted)
    unfitted.fit(X)


def test_lists_are_as_good_as_tuples():
    one, other = (
        tiny("AutoencoderDetector", hidden_layer_sizes=sizes, max_iter=2).fit(X)
        for sizes in [(5, 4), [5, 4]]
    )
    np.testing.assert_array_equal(one.score_samples(X), other.score_samples(X))


@pytest.mark.parametrize("name", DETECTORS)
@pytest.mark.parametrize("causal", [False, True])
def test_context_is_as_small_as_stated(name, causal):
    detector = tiny(name, window_size=8, smoothing=3, max_iter=1, causal=causal).fit(X)
    plan = plan_of(detector)
    # Steps of causal scores are averaged over 16 times as many rows as errors.
    smoothing, trend = np.array([(94, 0), (30, 0)] if causal else [(2, 2), (48, 48)])
    # The local level looks 32 smoothing sizes back, a step, and 2 sizes of the rows
    # before; if causal over 8 times as many of these narrower sizes. Edges are near.
    level = [768 + 2 + 48, 0] if causal else [96 + 1 + 6 + 2, 2 + 3]
    before, after = smoothing + trend + level
    expected = plan.length - 1 + before, plan.look_ahead + after
    assert detector.context_ == expected
    assert detector.set_params(max_iter=2).context_ == expected
