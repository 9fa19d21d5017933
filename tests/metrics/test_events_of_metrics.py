import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from skseq.metrics._events import find_events, hits, rows_by_series

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
    events = find_events(arranged, rows)
    numbers = rows.arrange(np.arange(len(flags)))
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
    events = find_events(flags, rows)
    flagged = groups == 1
    expected = [
        flagged[start:stop].any()
        for start, stop in zip(events.starts, events.stops, strict=True)
    ]
    assert hits(events, flagged).tolist() == expected


def test_series_that_lie_together_are_not_reordered():
    rows = rows_by_series(5, ["b", "b", "a", "a", "a"])
    assert rows.order is None
    assert rows.starts.tolist() == [0, 2]
    assert rows.stops.tolist() == [2, 5]


def test_rows_of_a_series_may_be_interleaved():
    rows = rows_by_series(5, [0, 1, 0, 1, 0])
    assert rows.arrange(np.arange(5)).tolist() == [0, 2, 4, 1, 3]
