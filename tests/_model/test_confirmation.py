"""What confirms an anomaly: levels and edges, by loops over rows."""

import tracemalloc

import numpy as np
import pytest
from decision_by_hand import UNITS, belongs_by_hand, closed_by_hand, level_by_hand
from hypothesis import given, settings
from hypothesis import strategies as st

from skseq._model.confirmation import belongs, closed, local_level, narrow_size

checked = settings(max_examples=60, deadline=None)


def test_narrow_size_is_at_least_a_row():
    assert [narrow_size(size) for size in (1, 3, 4, 7, 8, 64)] == [1, 1, 1, 1, 2, 16]


@given(
    n_rows=st.integers(1, 400),
    smoothing=st.integers(2, 40),
    seed=st.integers(0, 99),
    causal=st.booleans(),
)
@checked
def test_local_level_is_a_percentile_of_the_past(n_rows, smoothing, seed, causal):
    evidence = np.random.RandomState(seed).exponential(size=n_rows)
    level = local_level(evidence, smoothing, UNITS.usual_level, causal=causal)
    assert (level >= 1).all()
    expected = level_by_hand(evidence, smoothing, UNITS.usual_level, causal=causal)
    above = evidence > 1
    np.testing.assert_array_equal(level[above], expected[above])


@given(n_rows=st.integers(1, 80), gap=st.integers(1, 30), seed=st.integers(0, 99))
@checked
def test_closed_fills_what_is_lower_for_a_few_rows(n_rows, gap, seed):
    values = np.random.RandomState(seed).exponential(size=n_rows)
    filled = closed(values, gap)
    np.testing.assert_array_equal(filled, closed_by_hand(values, gap))
    assert (filled >= values).all()
    np.testing.assert_array_equal(closed(filled, gap), filled)


@given(n_rows=st.integers(1, 80), smoothing=st.integers(2, 30), seed=st.integers(0, 99))
@checked
def test_rows_belong_to_the_strongest_event_near_them(n_rows, smoothing, seed):
    narrow = np.random.RandomState(seed).exponential(size=n_rows) ** 2
    found = belongs(narrow, smoothing)
    np.testing.assert_array_equal(found, belongs_by_hand(narrow, smoothing))
    assert found[np.argmax(narrow)]


def test_events_that_follow_each_other_do_not_hide_the_next_one():
    # Together they fill 40 % of the rows that the level looks at.
    evidence = np.full(900, 0.2)
    for start in range(100, 900, 50):
        evidence[start : start + 20] = 30.0
    level = local_level(evidence, 10, 0.2, causal=False)
    assert level.max() == 5  # The threshold, in units of the usual level
    long = np.where(np.arange(900) < 400, 0.2, 30.0)
    assert local_level(long, 10, 0.2, causal=False)[-1] == 150


@pytest.mark.parametrize("causal", [False, True])
def test_an_event_that_has_ended_hides_none_and_one_with_breaks_is_the_level(causal):
    smoothing = 2 if causal else 16
    n_rows = 32 * 16  # of which events fill half
    rows = np.arange(4 * n_rows)
    long = (rows // (n_rows // 2)) % 2 == 1
    evidence = np.where(long, 30.0, 0.2)
    level = local_level(evidence, smoothing, 0.2, causal=causal)
    firsts = np.flatnonzero(np.diff(long.astype(int)) == 1) + 1
    assert (level[np.add.outer(firsts, np.arange(n_rows // 4))] <= 5).all()
    # What has short breaks goes on.
    evidence = np.where((rows < n_rows) | (rows % 90 < 9), 0.2, 30.0)
    level = local_level(evidence, smoothing, 0.2, causal=causal)
    assert level[2 * n_rows :].max() == 150


def test_a_smoothing_beyond_the_series_takes_no_memory():
    evidence = np.random.RandomState(0).exponential(size=300)
    tracemalloc.start()
    try:
        far = [
            (belongs(evidence, size), closed(evidence, size)) for size in (600, 10**8)
        ]
        levels = local_level(evidence, 10**8, UNITS.usual_level, causal=False)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 2**20
    np.testing.assert_array_equal(*far)
    assert levels.shape == evidence.shape
