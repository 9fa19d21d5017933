"""From scores to alarms."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from skseq._model.alarms import AlarmPolicy, held
from skseq._series.runs import find_events

SCORES = hnp.arrays(
    float, st.integers(1, 60), elements=st.sampled_from([-4, -2, -1.5, -1, -0.7, 0])
)
RELEASES = st.sampled_from([0.5, 0.8, 1.0])
POLICIES = st.builds(
    AlarmPolicy,
    max_gap=st.integers(0, 4),
    min_length=st.integers(1, 4),
    release=RELEASES,
    rest=st.integers(0, 12),
    escalation=st.sampled_from([1.0, 1.4, 2.0, np.inf]),
)


def rows(events):
    return list(
        zip(events.starts.tolist(), events.stops.tolist(), events.series, strict=True)
    )


def alarms(scores, boundaries=None, **options):
    scores = np.asarray(scores, dtype=float)
    boundaries = np.array([0, len(scores)] if boundaries is None else boundaries)
    found = AlarmPolicy(**options).alarms(scores, -1.0, boundaries)
    return [(start, stop) for start, stop, _ in rows(found)]


@given(scores=SCORES, max_gap=st.integers(0, 3), min_length=st.integers(1, 4))
def test_by_default_alarms_are_the_rows_below_the_threshold(
    scores, max_gap, min_length
):
    boundaries = np.array([0, len(scores)])
    sizes = {"max_gap": max_gap, "min_length": min_length}
    found = AlarmPolicy(**sizes).alarms(scores, -1.0, boundaries)
    assert rows(found) == rows(find_events(scores < -1.0, boundaries, **sizes))


@given(scores=SCORES, release=RELEASES)
def test_an_alarm_is_held_until_a_score_is_above_the_release(scores, release):
    expected, is_held = [], False
    for score in scores:
        is_held = score < -1.0 or (is_held and score < -release)
        expected.append(is_held)
    found = held(scores, -1.0, -release, np.array([0, len(scores)]))
    assert found.tolist() == expected


def test_a_row_without_a_score_ends_an_alarm():
    scores = np.array([-2, -0.9, np.nan, -0.9])
    assert held(scores, -1.0, -0.5, np.array([0, 4])).tolist() == [True, True, 0, 0]


def test_nothing_is_held_across_series():
    scores = np.array([-2, -0.9, -0.9, -0.9])
    assert held(scores, -1.0, -0.5, np.array([0, 2, 4])).tolist() == [True, True, 0, 0]
    assert alarms([-2, 0, -2], [0, 1, 3], rest=10) == [(0, 1), (2, 3)]


def test_release_joins_what_swings_around_the_threshold():
    scores = [0, -2, -0.9, -2, -0.9, 0, -2]
    assert alarms(scores) == [(1, 2), (3, 4), (6, 7)]
    assert alarms(scores, release=0.8) == [(1, 5), (6, 7)]


@pytest.mark.parametrize(
    ("rest", "escalation", "expected"),
    [
        (0, 2.0, [1, 3, 5, 8]),
        (1, 2.0, [1, 3, 5, 8]),  # One row lies between them
        (2, 2.0, [1, 5, 8]),
        (2, 3.0, [1, 5, 8]),  # The second rests, and nobody counts from it
        (4, np.inf, [1, 8]),
        (4, 2.0, [1, 5]),  # Three times as bad as the first
        (4, 1.0, [1, 3, 5]),
        (99, np.inf, [1]),
    ],
)
def test_rest_after_an_alarm(rest, escalation, expected):
    scores = np.zeros(10)
    scores[[1, 3, 5, 8]] = -2, -2.5, -6, -3
    found = alarms(scores, rest=rest, escalation=escalation)
    assert [start for start, _ in found] == expected


@given(scores=SCORES, policy=POLICIES)
def test_alarms_do_not_depend_on_what_follows(scores, policy):
    # An alarm that a row normal for long enough has ended is final.
    boundaries = np.array([0, len(scores)])
    found = rows(policy.alarms(scores, -1.0, boundaries))
    for n_rows in range(1, len(scores)):
        early = policy.alarms(scores[:n_rows], -1.0, np.array([0, n_rows]))
        ended = [row for row in rows(early) if row[1] + policy.max_gap < n_rows]
        assert ended == found[: len(ended)]


@given(scores=SCORES, policy=POLICIES)
def test_series_have_alarms_of_their_own(scores, policy):
    n_rows = len(scores)
    alone = policy.alarms(scores, -1.0, np.array([0, n_rows]))
    twice = policy.alarms(np.tile(scores, 2), -1.0, np.array([0, n_rows, 2 * n_rows]))
    np.testing.assert_array_equal(
        twice.starts, np.r_[alone.starts, alone.starts + n_rows]
    )
    np.testing.assert_array_equal(twice.stops, np.r_[alone.stops, alone.stops + n_rows])
