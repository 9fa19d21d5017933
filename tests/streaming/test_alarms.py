"""Alarms of rows as they arrive are the events of whole series."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skseq._model import alarms
from skseq.streaming import AlarmPolicy

SCORES = st.lists(
    st.sampled_from([-0.2, -0.8, -1.2, -2.0, -9.0, np.nan]), min_size=1, max_size=60
)
OPTIONS = st.fixed_dictionaries(
    {
        "max_gap": st.integers(0, 3),
        "min_length": st.integers(1, 4),
        "release": st.sampled_from([1.0, 0.5]),
        "rest": st.integers(0, 9),
        "escalation": st.sampled_from([1.0, 2.0, 5.0]),
    }
)


def closed(policy, scores, groups=None):
    """Return series, start and stop of alarms, those that are open at the end too."""
    changes = policy.update(scores, groups=groups)
    found = [alarm for alarm in changes if alarm["change"] == "closed"]
    return found + policy.open_alarms()


@given(scores=SCORES, options=OPTIONS)
def test_closed_alarms_are_the_events_of_the_series(scores, options):
    scores = np.array(scores)
    found = closed(AlarmPolicy(**options), scores)
    expected = alarms.AlarmPolicy(**options).alarms(
        scores, -1.0, np.array([0, len(scores)])
    )
    assert [alarm["start"] for alarm in found] == expected.starts.tolist()
    assert [alarm["end"] + 1 for alarm in found] == expected.stops.tolist()
    for alarm in found:
        rows = scores[alarm["start"] : alarm["end"] + 1]
        assert alarm["peak_score"] == np.nanmin(rows) == scores[alarm["peak"]]


@given(scores=SCORES, options=OPTIONS, seed=st.integers(0, 99))
def test_chunks_and_other_series_change_nothing(scores, options, seed):
    rng = np.random.RandomState(seed)
    whole = AlarmPolicy(**options).update(scores)
    policy, found = AlarmPolicy(**options), []
    start = 0
    while start < len(scores):
        some = scores[start : start + rng.randint(1, 9)]
        start += len(some)
        mixed = np.column_stack([some, rng.choice([-0.1, -3.0], len(some))]).ravel()
        groups = np.tile(["this", "other"], len(some))
        found += policy.update(mixed, groups=groups)
    mine = [alarm | {"series": None} for alarm in found if alarm["series"] == "this"]
    assert mine == whole


def test_alarms_open_escalate_and_close():
    policy = AlarmPolicy(min_length=2, max_gap=1, escalation=2.0)
    scores = [-0.5, -1.5, -0.9, -1.6, -4.0, -5.0, -0.5, -0.5]
    found = [policy.update([score]) for score in scores]
    names = [[alarm["change"] for alarm in changes] for changes in found]
    assert names == [[], [], [], ["opened"], ["escalated"], [], [], ["closed"]]
    (last,) = found[-1]
    assert (last["start"], last["end"], last["peak"]) == (1, 5, 5)
    assert last["severity"] > 90
    assert policy.open_alarms() == []


def test_series_are_forgotten():
    policy = AlarmPolicy()
    policy.update([-2.0, -2.0], groups=["a", "b"])
    policy.forget(["a"])
    assert [alarm["series"] for alarm in policy.open_alarms()] == ["b"]
    (opened,) = policy.update([-2.0], groups=["a"])
    assert (opened["change"], opened["start"]) == ("opened", 0)
    policy.forget()
    assert policy.open_alarms() == []


def test_what_is_wrong_is_said():
    with pytest.raises(ValueError, match="rest must be an int"):
        AlarmPolicy(rest=-1)
    with pytest.raises(ValueError, match="one score for each row"):
        AlarmPolicy().update([[-1.0]])
    with pytest.raises(ValueError, match="groups has shape"):
        AlarmPolicy().update([-1.0], groups=["a", "b"])
