"""The widths that "auto" chooses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skseq._widths import (
    FALLBACK_WINDOW,
    LEAST_SMOOTHING,
    LEAST_WINDOW,
    MOST_SMOOTHING,
    MOST_VALUES,
    WINDOWS,
    nearest_window,
    smoothing_width,
)

KINDS = st.sampled_from(["window", "block"])


@given(period=st.integers(2, 2000), kind=KINDS, n_columns=st.integers(1, 200))
def test_window_is_one_of_few_sizes_near_the_period(period, kind, n_columns):
    window = nearest_window(period, kind, n_columns)
    assert window in WINDOWS
    if kind == "block" or window * n_columns < MOST_VALUES / 1.5:
        wanted = min(max(period, LEAST_WINDOW), WINDOWS[-1])
        assert wanted / 1.2 <= window <= wanted * 1.2
    if kind == "window" and n_columns <= MOST_VALUES // WINDOWS[0]:
        assert window * n_columns <= 1.2 * MOST_VALUES


@pytest.mark.parametrize("kind", ["window", "block"])
def test_no_period(kind):
    assert nearest_window(None, kind, 1) == FALLBACK_WINDOW


@given(width=st.integers(1, 5000))
def test_smoothing_is_bounded_and_absent_for_single_rows(width):
    smoothing = smoothing_width(width)
    if width == 1:
        assert smoothing == 1
    else:
        assert LEAST_SMOOTHING <= smoothing <= MOST_SMOOTHING
    if LEAST_SMOOTHING <= width <= MOST_SMOOTHING:
        assert smoothing == width
