"""AlarmRateThreshold: as many alarms as allowed, and no threshold lower than needed."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from skseq.thresholds import AlarmRateThreshold


def runs(flags):
    return np.count_nonzero(flags & ~np.r_[False, flags[:-1]])


@given(
    n_rows=st.integers(1, 40),
    max_alarms=st.sampled_from([0.1, 1, 2.5]),
    period=st.integers(1, 30),
    n_values=st.integers(1, 40),
    seed=st.integers(0, 99),
)
def test_alarms_are_as_many_as_allowed_and_no_threshold_is_needlessly_low(
    n_rows, max_alarms, period, n_values, seed
):
    scores = np.random.RandomState(seed).randint(-n_values, 0, size=n_rows) / 7
    offset = AlarmRateThreshold(max_alarms, period).offset(scores)
    budget = max_alarms * n_rows / period
    lower = [threshold for threshold in np.unique(scores) if threshold <= offset]
    assert all(runs(scores < threshold) <= budget for threshold in lower)
    assert (scores < offset).mean() <= 0.5
    higher = [threshold for threshold in np.unique(scores) if threshold > offset]
    if higher:
        is_too_many = runs(scores < higher[0]) > budget
        assert is_too_many or (scores < higher[0]).mean() > 0.5
