"""LabelThreshold: the threshold that is best on labelled rows."""

import numpy as np
import pytest

from skseq.metrics import best_threshold
from skseq.thresholds import LabelThreshold

SCORES = -np.abs(np.random.RandomState(0).standard_t(3, size=3000))
LABELS = SCORES < -6


def test_labels_choose_the_threshold_of_best_threshold():
    y = np.where(LABELS, -1, 1)
    for metric in ("f1", "event_f1"):
        expected = -best_threshold(y, -SCORES, metric)
        assert LabelThreshold(metric).offset(SCORES, y) == expected
    np.testing.assert_array_equal(LabelThreshold().predict(SCORES, y), y)

    def precision(y_true, y_pred):
        return (y_true & y_pred).sum() / y_pred.sum()

    assert LabelThreshold(precision).offset(SCORES, y) < -6


def test_labels_are_needed_and_one_for_each_score():
    with pytest.raises(ValueError, match="is to be chosen by labels and y is None"):
        LabelThreshold().offset(SCORES)
    with pytest.raises(ValueError, match="y has 2 labels for 3000 scores"):
        LabelThreshold().offset(SCORES, [0, 1])
    with pytest.raises(ValueError, match="has no anomaly"):
        LabelThreshold().offset(SCORES, np.zeros(3000, dtype=int))
