"""Folds of many series, each in its own time order."""

import numpy as np
import pytest
import sklearn
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.ensemble import IsolationForest
from sklearn.model_selection import TimeSeriesSplit, check_cv, cross_validate

from skseq.metrics import get_scorer
from skseq.model_selection import GroupTimeSeriesSplit


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.integers(0, 3), min_size=1, max_size=60),
    st.integers(1, 4),
    st.integers(0, 2),
    st.one_of(st.none(), st.integers(1, 4)),
    st.one_of(st.none(), st.integers(1, 8)),
)
def test_no_series_is_trained_on_after_it_is_tested(
    groups, n_splits, gap, test_size, max_train_size
):
    groups = np.array(groups)
    cv = GroupTimeSeriesSplit(
        n_splits, gap=gap, test_size=test_size, max_train_size=max_train_size
    )
    try:
        folds = list(cv.split(groups[:, None], groups=groups))
    except ValueError as error:
        assert "too short" in str(error)
        return
    assert len(folds) == n_splits
    tested = np.concatenate([test for _, test in folds])
    assert np.unique(tested).size == tested.size
    for train, test in folds:
        assert np.all(np.diff(train) > 0)
        assert np.all(np.diff(test) > 0)
        for group in np.unique(groups):
            rows = np.flatnonzero(groups == group)
            trained, held = np.isin(rows, train), np.isin(rows, test)
            if trained.any() and held.any():
                assert np.flatnonzero(trained)[-1] + gap < np.flatnonzero(held)[0]
            assert max_train_size is None or trained.sum() <= max_train_size
            assert test_size is None or held.sum() <= test_size


@pytest.mark.parametrize("n_rows", range(13, 70))
def test_one_series_is_split_like_a_time_series(n_rows):
    X = np.zeros((n_rows, 1))
    for parameters in ({}, {"gap": 2}, {"test_size": 4}, {"max_train_size": 5}):
        ours = GroupTimeSeriesSplit(3, **parameters).split(X, groups=np.zeros(n_rows))
        theirs = TimeSeriesSplit(3, **parameters).split(X)
        for mine, other in zip(ours, theirs, strict=True):
            np.testing.assert_array_equal(mine[0], other[0])
            np.testing.assert_array_equal(mine[1], other[1])


def test_every_series_is_in_every_fold_if_long_enough():
    groups = np.repeat(["a", "b"], [40, 12])
    for train, test in GroupTimeSeriesSplit(3).split(groups, groups=groups):
        assert set(groups[train]) == set(groups[test]) == {"a", "b"}


def test_groups_are_asked_for_by_metadata_routing():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(120, 1)), (np.arange(120) % 10 == 7).astype(int)
    groups = np.repeat([0, 1, 2], 40)
    cv = GroupTimeSeriesSplit(3)
    forest = IsolationForest(n_estimators=5, random_state=0)
    with sklearn.config_context(enable_metadata_routing=True):
        assert cv.get_metadata_routing().split.requests == {"groups": True}
        scorer = get_scorer("vus_pr").set_score_request(groups=True)
        results = cross_validate(
            forest, X, y, cv=cv, scoring=scorer, params={"groups": groups}
        )
    assert np.all(np.isfinite(results["test_score"]))


def test_follows_scikit_learns_conventions():
    cv = GroupTimeSeriesSplit(2, gap=1)
    assert repr(cv) == (
        "GroupTimeSeriesSplit(gap=1, max_train_size=None, n_splits=2, test_size=None)"
    )
    assert check_cv(cv) is cv
    assert cv.get_n_splits() == 2


def test_what_cannot_be_split_is_refused():
    X = np.zeros((20, 1))
    with pytest.raises(ValueError, match="needs groups="):
        list(GroupTimeSeriesSplit().split(X))
    with pytest.raises(ValueError, match="inconsistent"):
        list(GroupTimeSeriesSplit().split(X, groups=np.zeros(19)))
    with pytest.raises(ValueError, match="too short"):
        list(GroupTimeSeriesSplit(3, gap=20).split(X, groups=np.zeros(20)))
    with pytest.raises(ValueError, match="test_size must be an int"):
        list(GroupTimeSeriesSplit(test_size=0).split(X, groups=np.zeros(20)))
