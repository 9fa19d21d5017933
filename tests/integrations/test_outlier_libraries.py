"""The pages of PyOD, PyThresh and river: their classes do what ours do."""

import numpy as np
import pytest
from pages import run_page
from sklearn.base import clone

pytestmark = pytest.mark.filterwarnings("ignore")  # those libraries warn of theirs


def test_pyod_and_pythresh():
    names = run_page("pyod")
    first, X = names["detectors"][0], names["X"]
    np.testing.assert_array_equal(
        first.decision_function(X), -first.detector_.score_samples(X)
    )
    assert np.mean(first.labels_) == pytest.approx(0.1, abs=0.01)
    assert set(names["labels"]) == {0, 1}
    assert len(names["scores"]) == 1000
    # The rows that the rule marks are those that PyThresh marks.
    rule, detector = names["detector"].threshold, names["detector"]
    scores = detector.calibration_scores_
    marked = names["IQR"]().eval(-scores) == 1
    np.testing.assert_array_equal(scores < detector.offset_, marked)
    assert rule.offset(scores) == detector.offset_
    assert clone(detector).threshold.thresholder is not rule.thresholder


def test_river():
    names = run_page("river")
    detector, X = names["detector"], names["X"]
    expected = detector.predict(X[600:].reset_index(drop=True)) == -1
    # A score of exactly the threshold is an alarm to river.
    assert np.mean(names["alarms"] == expected) > 0.99
    assert expected.any()
    assert 0.5 < names["metric"].get() <= 1
