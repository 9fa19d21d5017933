"""POTThreshold: the risk is kept, beyond the scores at hand too."""

import numpy as np
import pytest
from scipy.stats import genpareto

from skseq.thresholds import POTThreshold


def test_rate_of_false_alarms_is_the_risk():
    normal = np.random.RandomState(0).normal(size=1_000_000)
    others = np.random.RandomState(1).normal(size=1_000_000)
    for risk in (1e-3, 1e-4, 1e-5):
        offset = POTThreshold(risk=risk).offset(normal)
        assert risk / 2 < (normal < offset).mean() < 2 * risk
        assert risk / 2 < (others < offset).mean() < 2 * risk


@pytest.mark.parametrize("shape", [-0.3, 0.0, 0.5])
def test_threshold_is_the_quantile_of_the_tail(shape):
    errors = genpareto.rvs(shape, size=200_000, random_state=0)
    offset = POTThreshold(risk=1e-4).offset(-errors)
    assert -offset == pytest.approx(genpareto.isf(1e-4, shape), rel=0.15)


def test_lower_risk_is_a_lower_threshold():
    scores = -np.random.RandomState(0).exponential(size=5000)
    offsets = [POTThreshold(risk=risk).offset(scores) for risk in (1e-2, 1e-4, 1e-8)]
    assert offsets == sorted(offsets, reverse=True)
    assert offsets[-1] < scores.min()


def test_too_few_rows_and_too_high_a_risk_say_so():
    scores = -np.random.RandomState(0).exponential(size=100)
    with pytest.raises(ValueError, match="the tail holds 2 of 100 scores and at least"):
        POTThreshold().offset(scores)
    assert np.isfinite(POTThreshold(tail_fraction=0.2).offset(scores))
    with pytest.raises(ValueError, match=r"risk=0.1 must be below tail_fraction=0.02"):
        POTThreshold(risk=0.1).offset(scores)
