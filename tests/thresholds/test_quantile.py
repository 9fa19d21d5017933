"""QuantileThreshold: the given share of rows."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skseq.thresholds import QuantileThreshold


@given(n=st.integers(2, 500), share=st.floats(0.001, 0.5), seed=st.integers(0, 99))
@settings(max_examples=100, deadline=None)
def test_the_given_share_lies_below(n, share, seed):
    scores = np.random.RandomState(seed).normal(size=n)
    marked = (scores < QuantileThreshold(share).offset(scores)).sum()
    # At least one: a rule must mark some row to be of use.
    assert max(1, np.floor(share * (n - 1))) <= marked <= share * (n - 1) + 1


def test_auto_is_one_in_a_hundred():
    scores = np.random.RandomState(0).normal(size=2001)
    offset = QuantileThreshold("auto").offset(scores)
    assert offset == QuantileThreshold(0.01).offset(scores)
    assert (scores < offset).sum() == 20


def test_order_of_rows_does_not_matter():
    scores = np.random.RandomState(0).normal(size=100)
    offset = QuantileThreshold(0.1).offset(scores)
    assert QuantileThreshold(0.1).offset(scores[::-1]) == offset
    assert type(offset) is float


@pytest.mark.parametrize("share", [0.1, 0.5, "auto"])
def test_ties_mark_nothing(share):
    scores = np.full(50, -1.0)
    assert not (scores < QuantileThreshold(share).offset(scores)).any()
