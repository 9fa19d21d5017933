"""How rare and how severe scores are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from skseq._model.p_values import p_values, severities

FINITE = st.floats(-1e6, 0, allow_subnormal=False)


@given(
    reference=hnp.arrays(float, st.integers(1, 600), elements=FINITE),
    scores=hnp.arrays(float, 30, elements=FINITE),
)
def test_p_values_rise_with_the_score_and_are_probabilities(reference, scores):
    p = p_values(np.sort(scores), reference)
    assert (np.diff(p) >= 0).all()
    assert ((p >= 0) & (p <= 1)).all()


@pytest.mark.parametrize("n_rows", [1, 20, 5000])
def test_p_values_are_ranks_above_the_tail(n_rows):
    reference = -np.random.RandomState(0).rand(n_rows)
    p = p_values(reference, reference)
    ranks = 1 + np.argsort(np.argsort(reference))
    above = ranks > max(0.02 * n_rows, 10) + 1
    np.testing.assert_allclose(p[above], (1 + ranks[above]) / (1 + n_rows))


@pytest.mark.parametrize("draw", ["normal", "exponential", "standard_cauchy"])
def test_p_values_of_the_same_process_hold_far_into_the_tail(draw):
    rng = np.random.RandomState(0)
    reference, new = (-np.abs(getattr(rng, draw)(size=n)) for n in (20_000, 10**6))
    p = p_values(new, reference)
    for level in (0.5, 0.1, 0.01, 1e-3, 1e-4):
        # Tails that are lighter than an exponential one make large p-values.
        assert 0.25 * level < (p <= level).mean() < 1.5 * level


def test_no_score_is_impossible_by_few_rows():
    reference = -np.random.RandomState(0).rand(1000)
    p = p_values(np.array([-1.01, -1.1, -2.0]), reference)
    assert (p > 0).all() and (np.diff(p) < 0).all()


def test_rows_without_a_score_have_none():
    reference = np.r_[np.nan, -np.random.RandomState(0).rand(1000)]
    for normal in (reference, reference[:5], np.r_[np.nan, np.zeros(9)]):
        assert np.isnan(p_values(np.array([np.nan, -0.5]), normal)).tolist() == [1, 0]
    assert np.isnan(severities(np.array([np.nan]), -1.0)).all()


def test_equal_scores_are_all_normal():
    np.testing.assert_array_equal(p_values(np.zeros(3), np.zeros(50)), 1)


@given(scores=hnp.arrays(float, 30, elements=FINITE), offset=st.floats(-100, 0))
def test_severity_says_what_predict_says(scores, offset):
    found = severities(scores, offset)
    assert ((found >= 0) & (found <= 100)).all()
    np.testing.assert_array_equal(
        found[scores < offset * (1 + 1e-9)] >= 50,
        True,
    )
    assert (found[scores >= offset] <= 50).all()


def test_severity_has_its_middle_at_the_threshold():
    scores = np.array([0.0, -2.0, -4.0, -1e9])
    np.testing.assert_allclose(severities(scores, -2.0), [0, 50, 75, 100])
    np.testing.assert_allclose(severities(scores, -0.0), [0, 100, 100, 100])
