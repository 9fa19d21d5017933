"""Series of rows, and events beside those found by hand."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from skseq._series.runs import find_events
from skseq.metrics._events import rows_by_series

flags_and_groups = st.lists(
    st.tuples(st.booleans(), st.integers(0, 2)), min_size=1, max_size=40
)


def split_by_hand(flags, groups):
    """Events as tuples of original row numbers, found series by series."""
    found = []
    for group in sorted(set(groups)):
        rows = [row for row, other in enumerate(groups) if other == group]
        run = []
        for row in rows:
            if flags[row]:
                run.append(row)
            elif run:
                found.append(run)
                run = []
        if run:
            found.append(run)
    return sorted(map(tuple, found))


@settings(max_examples=50, deadline=None)
@given(flags_and_groups)
def test_events_are_the_runs_within_each_series(drawn):
    flags, groups = (np.array(column) for column in zip(*drawn, strict=True))
    rows = rows_by_series(len(flags), groups)
    arranged = rows.arrange(flags)
    events = find_events(arranged, rows.boundaries)
    numbers = rows.arrange(np.arange(len(flags)))
    assert rows.restore(numbers).tolist() == list(range(len(flags)))
    found = [
        tuple(numbers[start:stop].tolist())
        for start, stop in zip(events.starts, events.stops, strict=True)
    ]
    assert sorted(found) == split_by_hand(flags.tolist(), groups.tolist())


@settings(max_examples=50, deadline=None)
@given(flags_and_groups)
def test_hits_are_those_with_a_flag_inside(drawn):
    flags, groups = (np.array(column) for column in zip(*drawn, strict=True))
    rows = rows_by_series(len(flags))
    events = find_events(flags, rows.boundaries)
    flagged = groups == 1
    expected = [
        flagged[start:stop].any()
        for start, stop in zip(events.starts, events.stops, strict=True)
    ]
    assert events.hit_by(flagged).tolist() == expected
    assert events.lengths.sum() == flags.sum()


@settings(max_examples=50, deadline=None)
@given(flags_and_groups)
def test_overlaps_are_the_others_with_a_row_inside(drawn):
    flags, groups = (np.array(column) for column in zip(*drawn, strict=True))
    rows = rows_by_series(len(flags), np.arange(len(flags)) // 7)
    events, others = (
        find_events(flags, rows.boundaries),
        find_events(groups > 0, rows.boundaries),
    )
    firsts, stops = events.overlaps_with(others)
    for i, (first, stop) in enumerate(zip(firsts, stops, strict=True)):
        touching = [
            j
            for j in range(len(others))
            if others.starts[j] < events.stops[i] and others.stops[j] > events.starts[i]
        ]
        assert list(range(first, stop)) == touching
        assert (others.series[first:stop] == events.series[i]).all()


def test_series_that_lie_together_are_not_reordered():
    rows = rows_by_series(5, ["b", "b", "a", "a", "a"])
    assert rows.order is None
    assert rows.boundaries.tolist() == [0, 2, 5]
    assert rows.series_of(np.arange(5)).tolist() == [0, 0, 1, 1, 1]


def test_rows_of_a_series_may_be_interleaved():
    rows = rows_by_series(5, [0, 1, 0, 1, 0])
    assert rows.arrange(np.arange(5)).tolist() == [0, 2, 4, 1, 3]
