"""What every splitter promises: time goes on, and events and series stay whole."""

import numpy as np
import pytest
from drawn import SEEDS, groups, series
from effort import examples
from hypothesis import given
from hypothesis import strategies as st

from skseq.model_selection import EventTimeSeriesSplit, GroupTimeSeriesSplit
from skseq.preprocessing import SlidingWindow
from skseq.utils import stack_series


def splits_or_sentence(splitter, *args):
    """Return the splits, none where one sentence says why there are none."""
    try:
        return list(splitter.split(*args))
    except ValueError as error:
        assert str(error).strip() and "\n" not in str(error)
        return []


# Folds without an event.
@pytest.mark.filterwarnings("ignore:y holds:UserWarning")
@examples(60)
@given(data=st.data())
def test_events_stay_whole(data):
    n_rows, gap = data.draw(st.integers(1, 80)), data.draw(st.integers(0, 5))
    rng = np.random.RandomState(data.draw(SEEDS))
    y = np.repeat(rng.uniform(size=n_rows) < 0.3, rng.randint(1, 4))[:n_rows]
    splitter = EventTimeSeriesSplit(
        data.draw(st.integers(2, 6)),
        gap=gap,
        max_train_size=data.draw(st.sampled_from([None, 1, 10])),
    )
    for train, test in splits_or_sentence(splitter, np.zeros((n_rows, 1)), y):
        assert len(train) and len(test) and train.max() + gap < test.min()
        assert (np.diff(train) == 1).all() and (np.diff(test) == 1).all()
        for edge in (test[0], test[-1] + 1):
            assert not (0 < edge < n_rows and y[edge - 1] and y[edge])


@examples(60)
@given(data=st.data())
def test_each_series_is_split_in_time(data):
    n_rows, gap = data.draw(st.integers(1, 80)), data.draw(st.integers(0, 5))
    labels = data.draw(groups(n_rows))
    splitter = GroupTimeSeriesSplit(
        data.draw(st.integers(2, 5)),
        gap=gap,
        test_size=data.draw(st.sampled_from([None, 1, 7])),
        max_train_size=data.draw(st.sampled_from([None, 2, 10])),
    )
    X = np.zeros((n_rows, 1))
    for train, test in splits_or_sentence(splitter, X, None, labels):
        assert len(test) and not set(train) & set(test)
        for label in np.unique(labels[test]):
            before, after = train[labels[train] == label], test[labels[test] == label]
            assert not len(before) or before.max() + gap < after.min()


@examples(30)
@given(data=st.data())
def test_windows_are_the_rows_before(data):
    X = data.draw(series(max_rows=60))
    labels, size = data.draw(groups(len(X))), data.draw(st.integers(1, 9))
    if np.isnan(X).all():
        return
    found = SlidingWindow(size).fit(X).transform(X, groups=labels)
    assert found.shape == (len(X), size * X.shape[1]) and not np.isnan(found).any()
    rows = SlidingWindow(1).fit(X).transform(X, groups=labels)
    first = np.searchsorted(labels, labels)
    for row in range(len(X)):
        before = np.maximum(np.arange(row - size + 1, row + 1), first[row])
        np.testing.assert_array_equal(found[row], rows[before].ravel())


@examples(30)
@given(lengths=st.lists(st.integers(1, 9), min_size=1, max_size=5))
def test_stacked_series_come_apart(lengths):
    tables = [np.full((n_rows, 1), number) for number, n_rows in enumerate(lengths)]
    X, labels = stack_series(tables)
    np.testing.assert_array_equal(X[:, 0], labels)
    assert np.bincount(labels).tolist() == lengths
