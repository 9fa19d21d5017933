"""MADThreshold: so many median absolute deviations below the median."""

import numpy as np
import pytest

from skseq.thresholds import MADThreshold, SigmaThreshold


def test_mad_is_not_moved_by_anomalies():
    scores = np.random.RandomState(0).normal(size=10_001)
    offset = MADThreshold(3).offset(scores)
    assert offset == pytest.approx(-3, abs=0.1)
    scores[:2000] = -1e6
    assert MADThreshold(3).offset(scores) == pytest.approx(-4.5, abs=0.2)
    assert SigmaThreshold(3).offset(scores) < -1e6


def test_mad_of_too_many_ties_says_what_to_do():
    with pytest.raises(ValueError, match="more than half of the scores are -1"):
        MADThreshold().offset([-1.0, -1.0, -1.0, -5.0])
