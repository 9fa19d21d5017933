"""A fit that is interrupted changes nothing, and the next one is as if it were not."""

import signal
import threading

import joblib
import numpy as np
import pytest
from tiny import DETECTORS, tiny

from skseq._engine.loop import _Batches
from skseq.utils._checks.common import seasonal_series

X = seasonal_series(450)


@pytest.fixture(autouse=True)
def interrupts():
    """Take interrupts: what was started in the background ignores them."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("name", DETECTORS)
@pytest.mark.parametrize("where", ["training", "folds"])
def test_interrupt_in_a_fit_changes_nothing(name, where, monkeypatch):
    detector = tiny(name, window_size=8, max_iter=3).fit(X)
    before, expected = joblib.hash(vars(detector)), detector.score_samples(X)
    draw, interrupted = _Batches.draw, []

    def interrupting(self, n_done):
        in_training = threading.current_thread() is threading.main_thread()
        if not interrupted and in_training == (where == "training"):
            interrupted.append(True)
            signal.raise_signal(signal.SIGINT)
        return draw(self, n_done)

    monkeypatch.setattr(_Batches, "draw", interrupting)
    with pytest.raises(KeyboardInterrupt):
        detector.fit(X[:420])
    assert joblib.hash(vars(detector)) == before
    np.testing.assert_array_equal(detector.score_samples(X), expected)
    np.testing.assert_array_equal(detector.fit(X).score_samples(X), expected)
