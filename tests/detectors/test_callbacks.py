"""Callbacks of scikit-learn on our detectors, and our own."""

import joblib
import numpy as np
import pytest
from sklearn.exceptions import NotFittedError
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from tiny import DETECTORS, tiny

from skseq.utils._checks.common import seasonal_series

pytest.importorskip(
    "sklearn.callback", reason="scikit-learn before 1.9 has no callbacks"
)
X = seasonal_series(200)


class Recorder:
    """Takes note of what it is told, and stops after so many tasks."""

    def __init__(self, stop_after=None):
        self.calls, self.scores, self.stop_after = [], [], stop_after

    def setup(self, estimator, context):
        self.calls.append("setup")

    def teardown(self, estimator, context):
        self.calls.append("teardown")

    def on_fit_task_begin(self, estimator, context, *, X):
        self.calls.append(f"begin {context.task_name}")

    def on_fit_task_end(self, estimator, context, *, X, fitted_estimator):
        self.calls.append(f"end {context.task_name}")
        self.scores.append(fitted_estimator.score_samples(X))
        n_steps = self.calls.count("end steps")
        return self.stop_after is not None and n_steps >= self.stop_after


@pytest.mark.parametrize("name", DETECTORS)
def test_callbacks_see_every_report_with_a_fitted_detector(name):
    recorder = Recorder()
    detector = tiny(name, window_size=8, max_iter=60).set_callbacks(recorder)
    detector.fit(X)
    steps = ["begin steps", "end steps"]
    expected = ["setup", "begin fit", *3 * steps, "end fit", "teardown"]
    assert recorder.calls == expected
    assert not np.array_equal(recorder.scores[0], recorder.scores[1])
    scores = detector.score_samples(X)
    np.testing.assert_array_equal(recorder.scores[2], scores)
    np.testing.assert_array_equal(recorder.scores[3], scores)
    plain = tiny(name, window_size=8, max_iter=60).fit(X)
    np.testing.assert_array_equal(plain.score_samples(X), scores)


def test_a_callback_stops_training():
    recorder = Recorder(stop_after=2)
    detector = tiny("GRUDetector", window_size=8, max_iter=500)
    detector.set_callbacks(recorder).fit(X)
    assert detector.n_iter_ == 50
    assert recorder.calls[-2:] == ["end fit", "teardown"]
    np.testing.assert_array_equal(recorder.scores[-1], detector.score_samples(X))


def test_callbacks_are_told_of_a_fit_that_fails():
    recorder = Recorder()
    detector = tiny("GRUDetector", window_size=8, max_iter=30).set_callbacks(recorder)
    before = joblib.hash({k: v for k, v in vars(detector).items() if k[0] != "_"})
    with pytest.raises(ValueError, match="infinity"):
        detector.fit(np.full((50, 2), np.inf))
    assert recorder.calls[0] == "setup" and recorder.calls[-1] == "teardown"
    after = joblib.hash({k: v for k, v in vars(detector).items() if k[0] != "_"})
    assert after == before
    with pytest.raises(NotFittedError):
        detector.predict(X)


def test_progress_bar_of_a_pipeline_reaches_the_detector():
    from sklearn.callback import ProgressBar

    pytest.importorskip("rich", reason="the progress bar needs rich")
    pipeline = make_pipeline(
        StandardScaler(), tiny("GRUDetector", window_size=8, max_iter=30)
    )
    assert pipeline.set_callbacks(ProgressBar()).fit(X)[-1].n_iter_ == 30
