"""Peaks over threshold: the fit is the best there is, and the risk is kept."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.stats import genpareto

from skseq.thresholds import POTThreshold
from skseq.thresholds._pareto import fit_generalized_pareto

SHAPES = [-0.6, -0.4, -0.2, -0.05, 0.0, 0.01, 0.1, 0.4, 1.0, 2.0]


def reference_fit(values):
    """Return shape and scale of the greatest likelihood by scipy, to nine digits."""

    def loss(params):
        return genpareto.nnlf((params[0], 0, np.exp(params[1])), values)

    options = {"xatol": 1e-10, "fatol": 1e-12, "maxiter": 9999, "maxfev": 9999}
    starts = [(shape, np.log(values.mean())) for shape in (-0.3, 0.1, 1.0)]
    with np.errstate(all="ignore"):
        fits = [
            minimize(loss, s, method="Nelder-Mead", options=options) for s in starts
        ]
    best = min(fits, key=lambda fit: fit.fun).x
    return best[0], np.exp(best[1])


@pytest.mark.parametrize("shape", SHAPES)
def test_fit_is_that_of_greatest_likelihood(shape):
    values = genpareto.rvs(shape, scale=3.0, size=400, random_state=7)
    expected = reference_fit(values)
    assert fit_generalized_pareto(values) == pytest.approx(expected, rel=1e-6, abs=1e-6)
    scaled = fit_generalized_pareto(1e-6 * values)
    assert scaled == pytest.approx((expected[0], 1e-6 * expected[1]), rel=1e-5)


@given(
    values=st.lists(st.floats(1e-12, 1e12), min_size=1, max_size=30),
    n_copies=st.sampled_from([1, 20]),
)
def test_any_values_have_a_fit(values, n_copies):
    shape, scale = fit_generalized_pareto(np.repeat(values, n_copies))
    assert np.isfinite(shape) and shape >= -1 - 1e-9
    assert scale > 0 and np.isfinite(scale)


def test_rate_of_false_alarms_is_the_risk():
    normal = np.random.RandomState(0).normal(size=1_000_000)
    others = np.random.RandomState(1).normal(size=1_000_000)
    for risk in (1e-3, 1e-4, 1e-5):
        offset = POTThreshold(risk=risk).offset(normal)
        assert risk / 2 < (normal < offset).mean() < 2 * risk
        assert risk / 2 < (others < offset).mean() < 2 * risk


@pytest.mark.parametrize("shape", [-0.3, 0.0, 0.5])
def test_limit_is_the_quantile_of_the_tail(shape):
    errors = genpareto.rvs(shape, size=200_000, random_state=0)
    offset = POTThreshold(risk=1e-4).offset(-errors)
    assert -offset == pytest.approx(genpareto.isf(1e-4, shape), rel=0.15)


def test_lower_risk_is_a_lower_limit():
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
