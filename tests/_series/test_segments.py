"""Segment plans: every row is estimated, and nothing is read across a boundary."""

from itertools import pairwise

import numpy as np
import pytest
from estimated_rows import valid_rows
from hypothesis import given, settings
from hypothesis import strategies as st

from skseq._series.plans import scoring_plan, training_plan
from skseq._series.segments import (
    Layout,
    draw_segments,
    tail_segments,
    validation_cuts,
)

KINDS = st.sampled_from(["window", "block"])
WINDOW_SIZES = st.integers(1, 40)
BOUNDARIES = st.lists(st.integers(1, 90), min_size=1, max_size=4).map(
    lambda lengths: np.cumsum([0, *lengths])
)
TRAINING_PLANS = st.builds(training_plan, KINDS, WINDOW_SIZES)
# By the size of a window, back to the first row of it.
LAGS = st.sampled_from(
    [
        lambda size: (0,),
        lambda size: (-1, -4),
        lambda size: (0, size - 1),
        lambda size: (-2, 0, size // 2),
    ]
)
checked = settings(max_examples=150, deadline=None)


def assert_within_series(segments, boundaries):
    """Assert that segments read and estimate rows of their own series only."""
    boundaries = np.asarray(boundaries)
    series = np.searchsorted(boundaries, segments.series_starts, side="right") - 1
    np.testing.assert_array_equal(segments.series_starts, boundaries[series])
    np.testing.assert_array_equal(segments.series_ends, boundaries[series + 1])
    rows = segments.rows()
    assert (rows >= segments.series_starts[:, None]).all()
    assert (rows < segments.series_ends[:, None]).all()
    estimated = valid_rows(segments)
    inside = estimated >= 0
    # A place estimates the row that it reads.
    skipped = segments.plan.skipped
    assert (estimated == rows[:, skipped:, None])[inside].all()
    weights = segments.loss_weights()[..., 0]
    assert weights.dtype == np.float32
    assert not weights[:, :skipped].any()
    np.testing.assert_array_equal(weights[:, skipped:], inside)


@given(
    kind=KINDS, window_size=WINDOW_SIZES, causal=st.booleans(), boundaries=BOUNDARIES
)
@checked
def test_every_row_is_estimated_within_its_series(
    kind, window_size, causal, boundaries
):
    plan = scoring_plan(kind, window_size, causal=causal)
    layout = Layout(plan, boundaries)
    segments = layout[np.arange(len(layout))]
    assert_within_series(segments, boundaries)
    estimated = valid_rows(segments)
    counts = np.bincount(estimated[estimated >= 0], minlength=boundaries[-1])
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
    rows, estimated = segments.rows(), valid_rows(segments)
    for place in range(plan.n_valid):
        # A network that looks ahead sees the whole segment; the others, what is past.
        last = plan.length if plan.look_ahead else plan.skipped + place + 1
        inside = estimated[:, place, 0] >= 0
        here = estimated[inside, place]
        seen = rows[inside, :last]
        assert (seen >= here - plan.look_back).all()
        assert (seen <= here + plan.look_ahead).all()


@given(window_size=st.integers(2, 40), lags=LAGS, boundaries=BOUNDARIES)
@checked
def test_every_estimate_that_a_series_allows_is_made_once(
    window_size, lags, boundaries
):
    lags = lags(window_size)
    plan = scoring_plan("block", window_size, lags=lags)
    layout = Layout(plan, boundaries)
    segments = layout[np.arange(len(layout))]
    assert_within_series(segments, boundaries)
    estimated = valid_rows(segments)
    for number, lag in enumerate(lags):
        rows = estimated[..., number]
        counts = np.bincount(rows[rows >= 0], minlength=boundaries[-1])
        for start, end in pairwise(boundaries):
            last = max(end - max(0, lag), start)
            assert (counts[start:last] == 1).all()
            assert not counts[last:end].any()


@given(window_size=st.integers(2, 40), lags=LAGS, n=st.integers(1, 200))
@checked
def test_estimates_made_later_count_later_where_the_plan_is_causal(
    window_size, lags, n
):
    lags = lags(window_size)
    around, causal = (
        scoring_plan("block", window_size, causal=causal, lags=lags)
        for causal in (False, True)
    )
    assert causal.look_ahead == 0
    assert around.look_ahead == max(0, *lags)
    for plan in (around, causal):
        layout = Layout(plan, [0, n])
        segments = layout[np.arange(len(layout))]
        late = np.maximum(0, np.array(lags)) if plan is causal else 0
        np.testing.assert_array_equal(plan.error_delays, late + np.zeros(len(lags)))
        estimated = valid_rows(segments)
        assert np.where(estimated >= 0, estimated + late, -1).max() < n


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


@given(
    kind=KINDS, window_size=WINDOW_SIZES, boundaries=BOUNDARIES, size=st.integers(1, 64)
)
@checked
def test_batches_are_the_layout_in_order(kind, window_size, boundaries, size):
    layout = Layout(scoring_plan(kind, window_size), boundaries)
    batches = list(layout.batches(size))
    assert all(len(batch) == size for batch in batches[:-1])
    starts = np.concatenate([batch.starts for batch in batches])
    np.testing.assert_array_equal(starts, layout[np.arange(len(layout))].starts)


@given(boundaries=BOUNDARIES, kind=KINDS, window_size=WINDOW_SIZES)
@checked
def test_series_are_laid_out_as_if_each_stood_alone(boundaries, kind, window_size):
    plan = scoring_plan(kind, window_size)
    layout = Layout(plan, boundaries)
    together = layout[np.arange(len(layout))].starts
    alone = [start + _starts(plan, end - start) for start, end in pairwise(boundaries)]
    np.testing.assert_array_equal(together, np.concatenate(alone))


def _starts(plan, n_rows):
    layout = Layout(plan, [0, n_rows])
    return layout[np.arange(len(layout))].starts


@given(plan=TRAINING_PLANS, boundaries=BOUNDARIES, seed=st.integers(0, 99))
@checked
def test_drawn_segments_stay_in_their_series_and_count(plan, boundaries, seed):
    segments = draw_segments(plan, boundaries, 50, np.random.default_rng(seed))
    assert len(segments) == 50
    assert_within_series(segments, boundaries)
    assert (segments.loss_weights().sum(axis=(1, 2, 3)) > 0).all()


@pytest.mark.parametrize("kind", ["window", "block"])
def test_every_place_is_drawn_equally_often(kind):
    plan, boundaries = training_plan(kind, 5), np.array([0, 40, 43, 140])
    n_draws = 100_000
    segments = draw_segments(plan, boundaries, n_draws, np.random.default_rng(0))
    _, counts = np.unique(segments.starts, return_counts=True)
    n_places = np.maximum(np.diff(boundaries) - plan.n_valid, 0).sum() + 3
    assert len(counts) == n_places
    expected = n_draws / n_places
    assert np.abs(counts - expected).max() < 5 * np.sqrt(expected)
    # All rows take part in training, the first and the last ones too.
    estimated = valid_rows(segments)
    assert np.isin(np.arange(140), estimated).all()


def test_same_generator_draws_the_same():
    plan = training_plan("block", 8)
    one, other = (
        draw_segments(plan, [0, 99], 20, np.random.default_rng(3)) for _ in range(2)
    )
    np.testing.assert_array_equal(one.starts, other.starts)


FRACTIONS = st.floats(0.01, 0.99)


@given(boundaries=BOUNDARIES, fraction=FRACTIONS)
@checked
def test_validation_takes_its_share_of_each_series(boundaries, fraction):
    starts, ends = boundaries[:-1], boundaries[1:]
    cuts = validation_cuts(boundaries, fraction)
    assert ((starts <= cuts) & (cuts <= ends)).all()
    n_kept = ends - cuts
    assert n_kept.sum() > 0
    if boundaries[-1] > 1:
        assert n_kept.sum() < boundaries[-1]
    n_rows = ends - starts
    if fraction * n_rows.max() >= 1:
        share = np.clip(fraction * n_rows, 0, n_rows - 1)
        assert (np.abs(n_kept - share) <= 0.5).all()
    np.testing.assert_array_equal(validation_cuts(boundaries, 0), ends)


@given(
    kind=KINDS,
    window_size=WINDOW_SIZES,
    boundaries=BOUNDARIES,
    fraction=FRACTIONS,
    n_segments=st.integers(1, 20),
)
@checked
def test_tail_segments_estimate_the_tails(
    kind, window_size, boundaries, fraction, n_segments
):
    plan = training_plan(kind, window_size)
    cuts = validation_cuts(boundaries, fraction)
    segments = tail_segments(plan, boundaries, cuts, n_segments)
    assert 1 <= len(segments) <= n_segments
    assert_within_series(segments, boundaries)
    weights = segments.loss_weights()[..., 0]
    assert (weights.sum(axis=(1, 2)) > 0).all()
    cut = cuts[np.searchsorted(boundaries, segments.series_starts, side="right") - 1]
    assert (cut < segments.series_ends).all()
    whole = segments.series_ends - cut >= plan.length
    own = valid_rows(segments)[whole]
    assert ((own >= cut[whole, None, None]) | (own == -1)).all()


@given(plan=TRAINING_PLANS, boundaries=BOUNDARIES, n_columns=st.integers(1, 3))
@checked
def test_masked_values_carry_no_weight(plan, boundaries, n_columns):
    rng = np.random.default_rng(0)
    segments = draw_segments(plan, boundaries, 20, rng)
    mask = rng.uniform(size=(boundaries[-1], n_columns)) < 0.5
    weights = segments.loss_weights(mask)
    assert weights.dtype == np.float32
    whole = segments.loss_weights()[..., 0]
    for column in range(n_columns):
        seen = mask[:, column][segments.rows()][:, :, None]
        np.testing.assert_array_equal(weights[..., column], whole * seen)


@given(plan=TRAINING_PLANS, boundaries=BOUNDARIES, fraction=FRACTIONS)
@checked
def test_no_row_of_a_tail_is_drawn(plan, boundaries, fraction):
    cuts = validation_cuts(boundaries, fraction)
    if (cuts == boundaries[:-1]).all():
        return  # a single row, kept for validation
    rng = np.random.default_rng(0)
    segments = draw_segments(plan, boundaries, 50, rng, cuts)
    cut = cuts[np.searchsorted(boundaries, segments.series_starts, side="right") - 1]
    assert (segments.rows() < cut[:, None]).all()
    assert (segments.loss_weights().sum(axis=(1, 2, 3)) > 0).all()


@given(window_size=st.integers(2, 40), boundaries=BOUNDARIES)
@checked
def test_blocks_read_nothing_that_is_made_up_at_the_start(window_size, boundaries):
    layout = Layout(scoring_plan("block", window_size), boundaries)
    segments = layout[np.arange(len(layout))]
    assert (segments.starts >= segments.series_starts).all()
    estimated = valid_rows(segments)
    assert (np.bincount(estimated[estimated >= 0]) == 1).all()
    # Only the first block of a series estimates rows of which it has seen few.
    later = segments.starts > segments.series_starts
    assert (estimated[later][:, : window_size - 1] == -1).all()
