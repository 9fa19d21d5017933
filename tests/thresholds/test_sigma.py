"""SigmaThreshold: so many standard deviations below the mean."""

import numpy as np
import pytest

from skseq.thresholds import SigmaThreshold


def test_sigma_is_so_many_standard_deviations():
    scores = np.random.RandomState(0).normal(5, 2, size=1000)
    expected = scores.mean() - 2.5 * scores.std()
    assert SigmaThreshold(2.5).offset(scores) == pytest.approx(expected)
