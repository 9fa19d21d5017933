"""ThresholdDisplay: what it draws."""

import numpy as np
import pytest

from skseq.inspection import ThresholdDisplay
from skseq.utils._checks.common import seasonal_series


def test_thresholds_of_rules_are_drawn_beside_the_estimators_own(fitted):
    detector, X = fitted("LSTMDetector"), seasonal_series(200)
    rules = {"median": np.median, "fixed": -3.0}
    display = ThresholdDisplay.from_estimator(detector, X, rules)
    scores = detector.score_samples(X)
    expected = {
        "predict": detector.offset_,
        "median": np.median(scores),
        "fixed": -3.0,
    }
    assert display.offsets == pytest.approx(expected)
    for name, line in display.threshold_lines_.items():
        assert line.get_xdata()[0] == pytest.approx(-expected[name])
    assert display.marked["predict"] == np.mean(detector.predict(X) == -1)
    assert display.marked["median"] == 0.5


def test_histogram_counts_every_row():
    scores = -np.random.default_rng(0).gamma(2.0, size=5000)
    display = ThresholdDisplay.from_predictions(scores, {})
    assert sum(bar.get_height() for bar in display.axes_[0].patches) == 5000


def test_tail_is_the_share_of_rows_as_abnormal():
    scores = -np.random.default_rng(0).gamma(2.0, size=100_000)
    values, shares = ThresholdDisplay.from_predictions(scores, {}).tail()
    assert len(values) <= 1000
    assert values[-1] == -scores.min()
    assert shares[-1] == 1 / len(scores)
    for value, share in zip(values[::50], shares[::50], strict=True):
        assert np.mean(-scores >= value) == pytest.approx(share)


def test_rows_without_a_score_are_left_out():
    display = ThresholdDisplay.from_predictions([np.nan, -1.0, -2.0], {"rule": -1.5})
    assert display.marked == {"rule": 0.5}
    with pytest.raises(ValueError, match="no finite score"):
        ThresholdDisplay.from_predictions([np.nan], {})


def test_thresholds_that_differ_from_row_to_row_are_refused():
    class Many:
        def score_samples(self, X):
            return np.zeros(len(X))

        def decision_function(self, X):
            return np.arange(1.0, len(X) + 1)

    with pytest.raises(ValueError, match="differs from row to row, from -5 to -1"):
        ThresholdDisplay.from_estimator(Many(), np.zeros((5, 1)))
