"""FixedThreshold: the number itself, with the sign of scores."""

import numpy as np

from skseq.thresholds import FixedThreshold


def test_rows_with_a_larger_error_are_marked():
    rule = FixedThreshold(threshold=1.5)
    assert rule.offset([-9.0, 0.0]) == -1.5
    labels = rule.predict([-1.5, -1.6, np.nan, 2.0])
    assert labels.tolist() == [1, -1, 1, 1]
