"""The fit of a generalised Pareto distribution is the best there is."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.stats import genpareto

from skseq._utils.pareto import fit_generalized_pareto

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
