"""LossCurveDisplay: what it draws."""

import pytest
from sklearn.ensemble import IsolationForest
from sklearn.exceptions import NotFittedError
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from tiny import tiny

from skseq._engine.loop import STEPS_PER_REPORT
from skseq.inspection import LossCurveDisplay
from skseq.inspection._loss_curve import STEPS_PER_ENTRY
from skseq.utils._checks.common import seasonal_series


def test_entries_are_as_far_apart_as_the_engine_reports():
    assert STEPS_PER_ENTRY == STEPS_PER_REPORT


def test_training_and_validation_loss_against_steps():
    X = seasonal_series(200)
    detector = tiny("LSTMDetector", window_size=8, max_iter=60, early_stopping=True)
    pipeline = make_pipeline(StandardScaler(), detector).fit(X)
    display = LossCurveDisplay.from_estimator(pipeline)
    training, validation = display.lines_
    assert training.get_xdata().tolist() == [25, 50, 60]
    assert training.get_ydata().tolist() == pipeline[-1].loss_curve_
    assert validation.get_ydata().tolist() == pipeline[-1].validation_loss_curve_
    assert training.get_linestyle() != validation.get_linestyle()
    assert training.get_label() == "LSTMDetector, training"


def test_two_detectors_on_the_same_axes_differ(fitted):
    first = LossCurveDisplay.from_estimator(fitted("LSTMDetector"))
    second = LossCurveDisplay.from_estimator(
        fitted("GRUDetector"), name="other", ax=first.ax_
    )
    (a,), (b,) = first.lines_, second.lines_
    assert a.get_color() != b.get_color()
    assert a.get_linestyle() != b.get_linestyle()
    texts = [text.get_text() for text in first.ax_.get_legend().texts]
    assert texts == ["LSTMDetector, training", "other, training"]


def test_what_has_no_loss_is_refused():
    with pytest.raises(ValueError, match="IsolationForest has no loss_curve_"):
        LossCurveDisplay.from_estimator(IsolationForest().fit(seasonal_series(50)))
    with pytest.raises(NotFittedError):
        LossCurveDisplay.from_estimator(tiny("LSTMDetector"))
