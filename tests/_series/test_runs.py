"""Runs of anomalous rows within series, joined and sifted."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from skseq._series.runs import find_events


def plain_events(anomalous, boundaries, max_gap, min_length):
    found = []
    for series, (start, end) in enumerate(pairwise(boundaries)):
        in_series = []
        for row in range(start, end):
            if anomalous[row]:
                if in_series and row - in_series[-1][1] <= max_gap:
                    in_series[-1][1] = row + 1
                else:
                    in_series.append([row, row + 1, series])
        found += [event for event in in_series if event[1] - event[0] >= min_length]
    return found


@given(
    anomalous=st.lists(st.booleans(), min_size=1, max_size=40),
    cuts=st.sets(st.integers(1, 39), max_size=4),
    max_gap=st.integers(0, 4),
    min_length=st.integers(1, 4),
)
def test_events_are_those_of_a_walk_along_the_rows(
    anomalous, cuts, max_gap, min_length
):
    n_rows = len(anomalous)
    boundaries = np.array([0, *sorted(cut for cut in cuts if cut < n_rows), n_rows])
    events = find_events(
        np.array(anomalous), boundaries, max_gap=max_gap, min_length=min_length
    )
    expected = plain_events(anomalous, boundaries, max_gap, min_length)
    found = np.column_stack([events.starts, events.stops, events.series])
    assert found.tolist() == expected
    assert len(events) == len(expected)
