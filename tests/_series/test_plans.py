"""Segment plans: what they look at, and how much of it twice."""

from hypothesis import given
from hypothesis import strategies as st

from skseq._series.plans import SegmentPlan, scoring_plan, training_plan

KINDS = st.sampled_from(["window", "block"])


@given(kind=KINDS, window_size=st.integers(1, 40))
def test_causal_plans_look_at_no_later_row(kind, window_size):
    plan = scoring_plan(kind, window_size, causal=True)
    assert plan.look_ahead == 0
    if kind == "window":
        assert plan.n_valid == 1
    assert scoring_plan("block", window_size) == scoring_plan(
        "block", window_size, causal=True
    )


@given(window_size=st.integers(2, 500))
def test_blocks_read_few_rows_twice(window_size):
    plan = scoring_plan("block", window_size)
    assert plan.warm_up == window_size - 1
    assert plan.length == plan.warm_up + plan.stride
    assert plan.length <= 1.5 * plan.stride


@given(window_size=st.integers(2, 100), n_rows=st.integers(1, 300))
def test_short_series_are_cut_into_shorter_blocks_of_one_length(window_size, n_rows):
    plan = scoring_plan("block", window_size, lags=(0, 3))
    short = plan.for_rows(n_rows)
    if n_rows <= window_size:
        assert window_size <= short.length < 2 * window_size
        assert short.length == short.warm_up + short.stride
    elif short.length < n_rows:
        assert short == plan
    assert (short.lags, short.look_ahead) == (plan.lags, plan.look_ahead)
    windows = scoring_plan("window", window_size)
    assert windows.for_rows(n_rows) == windows


def test_window_of_one_row_has_no_context():
    plans = [
        plan(kind, 1)
        for plan in (scoring_plan, training_plan)
        for kind in ("window", "block")
    ]
    assert set(plans) == {SegmentPlan(length=1, stride=1, warm_up=0, look_ahead=0)}
