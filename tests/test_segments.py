"""Segment plans: every row is estimated, and nothing is read across a border."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skseq._plans import SegmentPlan, scoring_plan, training_plan
from skseq._segments import (
    Layout,
    draw_segments,
    tail_segments,
    validation_cuts,
)

KINDS = st.sampled_from(["window", "block"])
WINDOW_SIZES = st.integers(1, 40)
BORDERS = st.lists(st.integers(1, 90), min_size=1, max_size=4).map(
    lambda lengths: np.cumsum([0, *lengths])
)
TRAINING_PLANS = st.builds(training_plan, KINDS, WINDOW_SIZES)
# By the size of a window, back to the first row of it.
HORIZONS = st.sampled_from(
    [
        lambda size: (0,),
        lambda size: (1, 4),
        lambda size: (0, 1 - size),
        lambda size: (2, 0, -(size // 2)),
    ]
)
checked = settings(max_examples=150, deadline=None)


def assert_within_series(segments, borders):
    """Assert that segments read and estimate rows of their own series only."""
    borders = np.asarray(borders)
    series = np.searchsorted(borders, segments.lows, side="right") - 1
    np.testing.assert_array_equal(segments.lows, borders[series])
    np.testing.assert_array_equal(segments.highs, borders[series + 1])
    rows = segments.rows()
    assert (rows >= segments.lows[:, None]).all()
    assert (rows < segments.highs[:, None]).all()
    estimated = segments.payload_rows()
    inside = estimated >= 0
    # A place estimates the row that it reads.
    skipped = segments.plan.skipped
    assert (estimated == rows[:, skipped:, None])[inside].all()
    weights = segments.payload_weights()[..., 0]
    assert weights.dtype == np.float32
    assert not weights[:, :skipped].any()
    np.testing.assert_array_equal(weights[:, skipped:], inside)


@given(kind=KINDS, window_size=WINDOW_SIZES, causal=st.booleans(), borders=BORDERS)
@checked
def test_every_row_is_estimated_within_its_series(kind, window_size, causal, borders):
    plan = scoring_plan(kind, window_size, causal=causal)
    layout = Layout(plan, borders)
    segments = layout[np.arange(len(layout))]
    assert_within_series(segments, borders)
    estimated = segments.payload_rows()
    counts = np.bincount(estimated[estimated >= 0], minlength=borders[-1])
    assert counts.min() >= 1
    assert estimated.shape[2] == 1
    # The last window of a series may come on top of those in step.
    n_covers = -(-(plan.length - plan.warm_up) // plan.stride)
    assert counts.max() <= n_covers + (plan.look_ahead > 0)


@given(
    kind=KINDS, window_size=WINDOW_SIZES, causal=st.booleans(), n=st.integers(1, 200)
)
@checked
def test_estimates_depend_on_rows_within_the_stated_reach(kind, window_size, causal, n):
    plan = scoring_plan(kind, window_size, causal=causal)
    layout = Layout(plan, [0, n])
    segments = layout[np.arange(len(layout))]
    rows, estimated = segments.rows(), segments.payload_rows()
    for place in range(plan.payload):
        # A network that looks ahead sees the whole segment; the others, what is past.
        last = plan.length if plan.look_ahead else plan.skipped + place + 1
        inside = estimated[:, place, 0] >= 0
        here = estimated[inside, place]
        seen = rows[inside, :last]
        assert (seen >= here - plan.look_back).all()
        assert (seen <= here + plan.look_ahead).all()


@given(window_size=st.integers(2, 40), horizons=HORIZONS, borders=BORDERS)
@checked
def test_every_estimate_that_a_series_allows_is_made_once(
    window_size, horizons, borders
):
    horizons = horizons(window_size)
    plan = scoring_plan("block", window_size, horizons=horizons)
    layout = Layout(plan, borders)
    segments = layout[np.arange(len(layout))]
    assert_within_series(segments, borders)
    estimated = segments.payload_rows()
    for number, horizon in enumerate(horizons):
        rows = estimated[..., number]
        counts = np.bincount(rows[rows >= 0], minlength=borders[-1])
        for low, high in pairwise(borders):
            last = max(high - max(0, -horizon), low)
            assert (counts[low:last] == 1).all()
            assert not counts[last:high].any()


@given(window_size=st.integers(2, 40), horizons=HORIZONS, n=st.integers(1, 200))
@checked
def test_estimates_made_later_count_later_where_the_plan_is_causal(
    window_size, horizons, n
):
    horizons = horizons(window_size)
    around, causal = (
        scoring_plan("block", window_size, causal=causal, horizons=horizons)
        for causal in (False, True)
    )
    assert causal.look_ahead == 0
    assert around.look_ahead == max(0, -min(horizons))
    for plan in (around, causal):
        layout = Layout(plan, [0, n])
        segments = layout[np.arange(len(layout))]
        late = np.maximum(0, -np.array(horizons)) if plan is causal else 0
        np.testing.assert_array_equal(plan.error_lags, late + np.zeros(len(horizons)))
        estimated = segments.payload_rows()
        assert np.where(estimated >= 0, estimated + late, -1).max() < n


@given(kind=KINDS, window_size=WINDOW_SIZES)
@checked
def test_causal_plans_look_at_no_later_row(kind, window_size):
    plan = scoring_plan(kind, window_size, causal=True)
    assert plan.look_ahead == 0
    if kind == "window":
        assert plan.payload == 1
    assert scoring_plan("block", window_size) == scoring_plan(
        "block", window_size, causal=True
    )


@given(
    kind=KINDS, window_size=WINDOW_SIZES, n=st.integers(2, 300), cut=st.integers(1, 299)
)
@checked
def test_causal_layout_of_a_prefix_is_the_prefix_of_the_layout(
    kind, window_size, n, cut
):
    plan = scoring_plan(kind, window_size, causal=True)
    whole, part = Layout(plan, [0, n]), Layout(plan, [0, min(cut, n)])
    numbers = np.arange(len(part))
    np.testing.assert_array_equal(whole[numbers].starts, part[numbers].starts)


@given(kind=KINDS, window_size=WINDOW_SIZES, borders=BORDERS, size=st.integers(1, 64))
@checked
def test_batches_are_the_layout_in_order(kind, window_size, borders, size):
    layout = Layout(scoring_plan(kind, window_size), borders)
    batches = list(layout.batches(size))
    assert all(len(batch) == size for batch in batches[:-1])
    starts = np.concatenate([batch.starts for batch in batches])
    np.testing.assert_array_equal(starts, layout[np.arange(len(layout))].starts)


@given(borders=BORDERS, kind=KINDS, window_size=WINDOW_SIZES)
@checked
def test_series_are_laid_out_as_if_each_stood_alone(borders, kind, window_size):
    plan = scoring_plan(kind, window_size)
    layout = Layout(plan, borders)
    together = layout[np.arange(len(layout))].starts
    alone = [low + _starts(plan, high - low) for low, high in pairwise(borders)]
    np.testing.assert_array_equal(together, np.concatenate(alone))


def _starts(plan, n_rows):
    layout = Layout(plan, [0, n_rows])
    return layout[np.arange(len(layout))].starts


@given(plan=TRAINING_PLANS, borders=BORDERS, seed=st.integers(0, 99))
@checked
def test_drawn_segments_stay_in_their_series_and_count(plan, borders, seed):
    segments = draw_segments(plan, borders, 50, np.random.default_rng(seed))
    assert len(segments) == 50
    assert_within_series(segments, borders)
    assert (segments.payload_weights().sum(axis=(1, 2, 3)) > 0).all()


@pytest.mark.parametrize("kind", ["window", "block"])
def test_every_place_is_drawn_equally_often(kind):
    plan, borders = training_plan(kind, 5), np.array([0, 40, 43, 140])
    n_draws = 100_000
    segments = draw_segments(plan, borders, n_draws, np.random.default_rng(0))
    _, counts = np.unique(segments.starts, return_counts=True)
    n_places = np.maximum(np.diff(borders) - plan.payload, 0).sum() + 3
    assert len(counts) == n_places
    expected = n_draws / n_places
    assert np.abs(counts - expected).max() < 5 * np.sqrt(expected)
    # All rows take part in training, the first and the last ones too.
    estimated = segments.payload_rows()
    assert np.isin(np.arange(140), estimated).all()


def test_same_generator_draws_the_same():
    plan = training_plan("block", 8)
    one, other = (
        draw_segments(plan, [0, 99], 20, np.random.default_rng(3)) for _ in range(2)
    )
    np.testing.assert_array_equal(one.starts, other.starts)


FRACTIONS = st.floats(0.01, 0.99)


@given(borders=BORDERS, fraction=FRACTIONS)
@checked
def test_validation_takes_its_share_of_each_series(borders, fraction):
    lows, highs = borders[:-1], borders[1:]
    cuts = validation_cuts(borders, fraction)
    assert ((lows <= cuts) & (cuts <= highs)).all()
    n_kept = highs - cuts
    assert n_kept.sum() > 0
    if borders[-1] > 1:
        assert n_kept.sum() < borders[-1]
    if fraction * (highs - lows).max() >= 1:
        share = np.clip(fraction * (highs - lows), 0, highs - lows - 1)
        assert (np.abs(n_kept - share) <= 0.5).all()
    np.testing.assert_array_equal(validation_cuts(borders, 0), highs)


@given(
    kind=KINDS,
    window_size=WINDOW_SIZES,
    borders=BORDERS,
    fraction=FRACTIONS,
    n_segments=st.integers(1, 20),
)
@checked
def test_tail_segments_estimate_the_tails(
    kind, window_size, borders, fraction, n_segments
):
    plan = training_plan(kind, window_size)
    cuts = validation_cuts(borders, fraction)
    segments = tail_segments(plan, borders, cuts, n_segments)
    assert 1 <= len(segments) <= n_segments
    assert_within_series(segments, borders)
    weights = segments.payload_weights()[..., 0]
    assert (weights.sum(axis=(1, 2)) > 0).all()
    cut = cuts[np.searchsorted(borders, segments.lows, side="right") - 1]
    assert (cut < segments.highs).all()
    whole = segments.highs - cut >= plan.length
    own = segments.payload_rows()[whole]
    assert ((own >= cut[whole, None, None]) | (own == -1)).all()


@given(plan=TRAINING_PLANS, borders=BORDERS, n_columns=st.integers(1, 3))
@checked
def test_values_that_do_not_count_carry_no_weight(plan, borders, n_columns):
    rng = np.random.default_rng(0)
    segments = draw_segments(plan, borders, 20, rng)
    counted = rng.uniform(size=(borders[-1], n_columns)) < 0.5
    weights = segments.payload_weights(counted)
    assert weights.dtype == np.float32
    whole = segments.payload_weights()[..., 0]
    for column in range(n_columns):
        seen = counted[:, column][segments.rows()][:, :, None]
        np.testing.assert_array_equal(weights[..., column], whole * seen)


@given(plan=TRAINING_PLANS, borders=BORDERS, fraction=FRACTIONS)
@checked
def test_no_row_of_a_tail_is_drawn(plan, borders, fraction):
    cuts = validation_cuts(borders, fraction)
    if (cuts == borders[:-1]).all():
        return  # a single row, kept for validation
    rng = np.random.default_rng(0)
    segments = draw_segments(plan, borders, 50, rng, cuts)
    cut = cuts[np.searchsorted(borders, segments.lows, side="right") - 1]
    assert (segments.rows() < cut[:, None]).all()
    assert (segments.payload_weights().sum(axis=(1, 2, 3)) > 0).all()


@given(window_size=st.integers(2, 500))
@checked
def test_blocks_read_few_rows_twice(window_size):
    plan = scoring_plan("block", window_size)
    assert plan.warm_up == window_size - 1
    assert plan.length == plan.warm_up + plan.stride
    assert plan.length <= 1.5 * plan.stride


@given(window_size=st.integers(2, 40), borders=BORDERS)
@checked
def test_blocks_read_nothing_that_is_made_up_at_the_start(window_size, borders):
    layout = Layout(scoring_plan("block", window_size), borders)
    segments = layout[np.arange(len(layout))]
    assert (segments.starts >= segments.lows).all()
    estimated = segments.payload_rows()
    assert (np.bincount(estimated[estimated >= 0]) == 1).all()
    # Only the first block of a series estimates rows of which it has seen few.
    later = segments.starts > segments.lows
    assert (estimated[later][:, : window_size - 1] == -1).all()


def test_window_of_one_row_has_no_context():
    plans = [
        plan(kind, 1)
        for plan in (scoring_plan, training_plan)
        for kind in ("window", "block")
    ]
    assert set(plans) == {SegmentPlan(length=1, stride=1, warm_up=0, look_ahead=0)}
