"""LossCurveDisplay: what it draws."""

import pytest
from sklearn.ensemble import IsolationForest
from sklearn.exceptions import NotFittedError
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from tiny import DETECTORS, tiny

from skseq.inspection import LossCurveDisplay
from skseq.utils._checks.common import seasonal_series


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


class Drawer:
    """Draws the loss at each report of a fit, as a callback may."""

    def __init__(self):
        self.displays = []

    def setup(self, estimator, context):
        pass

    def teardown(self, estimator, context):
        pass

    def on_fit_task_begin(self, estimator, context):
        pass

    def on_fit_task_end(self, estimator, context, *, fitted_estimator):
        self.displays.append(LossCurveDisplay.from_estimator(fitted_estimator))


@pytest.mark.parametrize("name", DETECTORS)
def test_the_loss_is_drawn_while_a_detector_is_fitted(name):
    pytest.importorskip("sklearn.callback", reason="scikit-learn has no callbacks")
    drawer = Drawer()
    detector = tiny(
        name, window_size=8, max_iter=60, early_stopping=True, warm_start=True
    )
    detector.set_callbacks(drawer)
    for _ in range(2):
        detector.fit(seasonal_series(200))
    steps = [display.steps[-1] for display in drawer.displays]
    # At three reports of each fit, and at its end.
    assert steps == [25, 50, 60, 60, 85, 110, 120, 120]
    last = drawer.displays[-1]
    assert last.loss.tolist() == detector.loss_curve_
    assert last.validation_loss.tolist() == detector.validation_loss_curve_
