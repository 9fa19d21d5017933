"""The sizes that "auto" chooses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skseq._model.sizes import (
    CAUSAL_DIVISOR,
    FALLBACK_WINDOW,
    MAX_SMOOTHING,
    MAX_VALUES_PER_WINDOW,
    MIN_SMOOTHING,
    MIN_WINDOW,
    WINDOWS,
    nearest_window,
    smoothing_size,
)

KINDS = st.sampled_from(["window", "block"])


@given(period=st.integers(2, 2000), kind=KINDS, n_columns=st.integers(1, 200))
def test_window_is_one_of_few_sizes_near_the_period(period, kind, n_columns):
    window = nearest_window(period, kind, n_columns)
    assert window in WINDOWS
    if kind == "block" or window * n_columns < MAX_VALUES_PER_WINDOW / 1.5:
        wanted = min(max(period, MIN_WINDOW), WINDOWS[-1])
        assert wanted / 1.2 <= window <= wanted * 1.2
    if kind == "window" and n_columns <= MAX_VALUES_PER_WINDOW // WINDOWS[0]:
        assert window * n_columns <= 1.2 * MAX_VALUES_PER_WINDOW


@pytest.mark.parametrize("kind", ["window", "block"])
def test_no_period(kind):
    assert nearest_window(None, kind, 1) == FALLBACK_WINDOW


@given(size=st.integers(1, 5000))
def test_causal_smoothing_is_narrower(size):
    centred, causal = (smoothing_size(size, causal=causal) for causal in (False, True))
    assert causal == (1 if size == 1 else centred // CAUSAL_DIVISOR)
    assert type(causal) is int


@given(size=st.integers(1, 5000))
def test_smoothing_is_bounded_and_absent_for_single_rows(size):
    smoothing = smoothing_size(size, causal=False)
    if size == 1:
        assert smoothing == 1
    else:
        assert MIN_SMOOTHING <= smoothing <= MAX_SMOOTHING
    if MIN_SMOOTHING <= size <= MAX_SMOOTHING:
        assert smoothing == size
