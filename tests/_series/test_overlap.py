"""Means over the estimates of each row, against lists of what was estimated."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from skseq._series.overlap import OverlapAverage
from skseq._series.plans import scoring_plan
from skseq._series.segments import Layout

LAGS = st.sampled_from([(0,), (0, 3), (-4, 0, 7), (2, -1)])


def values_of_rows(segments, delays, values, known):
    """Yield (row, column, value) of what is observed, in the order of the segments."""
    for segment, place, number in np.argwhere(segments.estimated()):
        row = segments.starts[segment] + segments.plan.skipped + place
        for column in np.flatnonzero(known[row]):
            value = values[number][segment, place, column]
            yield row + delays[number], column, value


@given(
    kind=st.sampled_from(["window", "block"]),
    window_size=st.integers(8, 20),
    lags=LAGS,
    causal=st.booleans(),
    lengths=st.lists(st.integers(1, 60), min_size=1, max_size=3),
    size=st.integers(1, 9),
    has_missing=st.booleans(),
)
@settings(max_examples=150, deadline=None)
def test_overlap_average_is_the_mean_over_the_estimates_of_a_row(
    kind, window_size, lags, causal, lengths, size, has_missing
):
    plan = scoring_plan(kind, window_size, causal=causal, lags=lags)
    boundaries = np.concatenate([[0], np.cumsum(lengths)])
    n_rows, rng = boundaries[-1], np.random.RandomState(0)
    known = rng.uniform(size=(n_rows, 2)) < (0.6 if has_missing else 2)
    means = OverlapAverage(n_rows, 2, plan, plan.error_delays)
    seen = [[[], []] for _ in range(n_rows)]
    for segments in Layout(plan, boundaries).batches(size):
        shape = len(lags), len(segments), plan.n_valid, 2
        values = rng.normal(size=shape)
        of_value = known[segments.rows()[:, plan.skipped :]]
        means.add(segments, values, of_value if has_missing else None)
        for row, column, value in values_of_rows(
            segments, plan.error_delays, values, known
        ):
            seen[row][column].append(value)
    expected = [[np.mean(part or [0]) for part in row] for row in seen]
    np.testing.assert_allclose(means.mean(), expected, atol=1e-12)
    found = [[len(part) > 0 for part in row] for row in seen]
    np.testing.assert_array_equal(means.mask(), found)


@given(
    kind=st.sampled_from(["window", "block"]),
    lags=LAGS,
    causal=st.booleans(),
    sizes=st.tuples(st.integers(1, 9), st.integers(1, 9)),
)
@settings(max_examples=50, deadline=None)
def test_batches_do_not_change_a_bit(kind, lags, causal, sizes):
    plan = scoring_plan(kind, 8, causal=causal, lags=lags)
    layout, found = Layout(plan, [0, 70, 100, 230]), []
    values = np.random.RandomState(0).normal(
        size=(len(lags), len(layout), plan.n_valid, 1)
    )
    for size in sizes:
        means = OverlapAverage(230, 1, plan, plan.error_delays)
        for number, segments in enumerate(layout.batches(size)):
            means.add(segments, values[:, number * size : (number + 1) * size])
        found.append(means.mean())
    np.testing.assert_array_equal(*found)
