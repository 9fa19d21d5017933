"""Folds in time order with an event in each, and none cut."""

import warnings

import numpy as np
import pytest
import sklearn
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.ensemble import IsolationForest
from sklearn.model_selection import GridSearchCV, check_cv, cross_validate
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from skseq.detectors import AutoencoderDetector, LSTMDetector
from skseq.metrics import get_scorer
from skseq.model_selection import EventTimeSeriesSplit


@st.composite
def labelled_rows(draw):
    """Labels of a series of up to 120 rows with up to 8 events."""
    lengths = draw(
        st.lists(st.tuples(st.integers(1, 8), st.integers(1, 6)), max_size=8)
    )
    runs = [[0] * calm + [1] * event for calm, event in lengths]
    tail = [0] * draw(st.integers(2, 20))
    return np.array([label for run in runs for label in run] + tail)


def count_events(y):
    return int(np.sum(np.diff(y, prepend=0) == 1))


def is_cut(y, boundary):
    return 0 < boundary < len(y) and y[boundary - 1] == 1 and y[boundary] == 1


@settings(max_examples=150, deadline=None)
@given(
    labelled_rows(),
    st.integers(1, 4),
    st.integers(0, 3),
    st.one_of(st.none(), st.integers(4, 30)),
)
def test_folds_are_in_time_order_and_cut_no_event(y, n_splits, gap, max_train_size):
    cv = EventTimeSeriesSplit(
        n_splits, gap=gap, max_train_size=max_train_size, min_train_size=1
    )
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            folds = list(cv.split(y[:, None], y))
    except ValueError as error:
        assert "use fewer splits" in str(error)
        return
    assert len(folds) == cv.get_n_splits()
    for train, test in folds:
        for rows in (train, test):
            assert rows.size >= 1
            assert np.array_equal(rows, np.arange(rows[0], rows[-1] + 1))
            assert not is_cut(y, rows[0])
            assert not is_cut(y, rows[-1] + 1)
        assert train[-1] + gap < test[0]
        assert max_train_size is None or train.size <= max_train_size
        assert caught or count_events(y[test]) >= 1
    # Test folds follow each other to the end
    ends = [test[-1] + 1 for _, test in folds]
    assert [test[0] for _, test in folds[1:]] == ends[:-1]
    assert ends[-1] == len(y)


@settings(max_examples=100, deadline=None)
@given(labelled_rows(), st.integers(1, 4))
def test_every_fold_has_an_event_wherever_labels_allow_it(y, n_splits):
    later_events = count_events(np.where(np.arange(len(y)) < 1, 0, y))
    if y[0] == 1 or later_events < n_splits:
        return
    cv = EventTimeSeriesSplit(n_splits, min_train_size=1)
    for _, test in cv.split(y[:, None], y):
        assert count_events(y[test]) >= 1


def test_folds_are_equal_where_nothing_speaks_against_it():
    y = np.zeros(120, dtype=int)
    y[[25, 45, 65, 85, 105]] = 1
    folds = list(EventTimeSeriesSplit(5).split(y[:, None], y))
    assert [test.size for _, test in folds] == [20] * 5
    assert [train.size for train, _ in folds] == [20, 40, 60, 80, 100]


def test_without_labels_folds_are_equal_and_nothing_is_said():
    folds = list(EventTimeSeriesSplit(3).split(np.zeros((40, 1))))
    assert [test[0] for _, test in folds] == [10, 20, 30]


def test_too_few_events_are_warned_about():
    y = np.zeros(40, dtype=int)
    y[20:23] = 1
    with pytest.warns(UserWarning, match="y holds 1 events"):
        folds = list(EventTimeSeriesSplit(3).split(y[:, None], y))
    assert len(folds) == 3


@pytest.mark.parametrize("convention", [(0, 1), (1, -1), (False, True)])
def test_any_convention_of_labels(convention):
    y = np.zeros(60, dtype=int)
    y[[20, 35, 50]] = 1
    labels = np.array(convention)[y]
    expected = EventTimeSeriesSplit(3).split(y[:, None], y)
    for fold, other in zip(
        EventTimeSeriesSplit(3).split(y[:, None], labels), expected, strict=True
    ):
        np.testing.assert_array_equal(fold[0], other[0])
        np.testing.assert_array_equal(fold[1], other[1])


def test_ambiguous_labels_are_refused_or_said():
    y = np.ones(40, dtype=int)
    with pytest.raises(ValueError, match="pos_label"):
        list(EventTimeSeriesSplit(2).split(y[:, None], y))
    with pytest.warns(UserWarning, match="0 events"):
        list(EventTimeSeriesSplit(2, pos_label=-1).split(y[:, None], y))


def test_training_rows_hold_no_part_of_an_event():
    y = np.zeros(40, dtype=int)
    y[[16, 17, 18, 25]] = 1
    cv = EventTimeSeriesSplit(1, gap=2, max_train_size=10)
    ((train, test),) = cv.split(y[:, None], y)
    # The gap would end inside the event at 16, so training ends before it
    assert test[0] == 20
    assert train.tolist() == list(range(6, 16))


def test_follows_scikit_learns_conventions():
    cv = EventTimeSeriesSplit(3, gap=2)
    assert repr(cv) == (
        "EventTimeSeriesSplit(gap=2, max_train_size=None, min_train_size=2, "
        "n_splits=3,\n           pos_label=None)"
    )
    assert check_cv(cv) is cv
    assert cv.get_n_splits(None, None, None) == 3
    assert repr(clone(GridSearchCV(IsolationForest(), {}, cv=cv)).cv) == repr(cv)
    rows = [[float(i)] for i in range(20)]
    assert len(list(cv.split(rows))) == 3
    with pytest.warns(UserWarning, match="ignores groups"):
        folds = cv.split(rows, groups=np.zeros(20))
    assert len(list(folds)) == 3


def test_works_with_metadata_routing():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(90, 1)), (np.arange(90) % 30 == 25).astype(int)
    with sklearn.config_context(enable_metadata_routing=True):
        results = cross_validate(
            IsolationForest(n_estimators=5, random_state=0),
            X,
            y,
            cv=EventTimeSeriesSplit(2),
            scoring=get_scorer("roc_auc"),
        )
    assert np.all(np.isfinite(results["test_score"]))


@pytest.mark.parametrize(
    "bad",
    [
        {"n_splits": 0},
        {"n_splits": 2.0},
        {"gap": -1},
        {"max_train_size": 0},
        {"min_train_size": True},
    ],
)
def test_bad_parameters_are_reported_by_split(bad):
    (name,) = bad
    with pytest.raises(ValueError, match=f"{name} must be an int"):
        list(EventTimeSeriesSplit(**bad).split(np.zeros((20, 1))))


def test_too_few_rows_are_refused():
    with pytest.raises(ValueError, match="use fewer splits"):
        list(EventTimeSeriesSplit(5).split(np.zeros((4, 1))))


@pytest.mark.parametrize("last", ["forest", "lstm", "autoencoder"])
def test_both_conventions_choose_alike_on_a_real_series(real_series, last):
    X, y, _ = real_series("NAB_nyc_taxi")
    X, y = X[5000:10_000:2].astype(float), y[5000:10_000:2]
    # One window size and batch, so that every fit runs the same compiled program
    small = {"window_size": 12, "max_iter": 25, "batch_size": 16, "random_state": 0}
    detector, grid = {
        "forest": (IsolationForest(random_state=0), {"max_samples": [32, 256]}),
        "lstm": (LSTMDetector(units=8, **small), {"learning_rate": [1e-4, 1e-2]}),
        "autoencoder": (
            AutoencoderDetector(**small),
            {"learning_rate": [1e-4, 1e-2]},
        ),
    }[last]
    pipeline = make_pipeline(StandardScaler(), detector)
    step = pipeline.steps[-1][0]
    searches = [
        GridSearchCV(
            pipeline,
            {f"{step}__{name}": values for name, values in grid.items()},
            scoring=get_scorer("vus_pr"),
            cv=EventTimeSeriesSplit(2),
        ).fit(X, labels)
        for labels in (y, np.where(y == 1, -1, 1))
    ]
    means = [search.cv_results_["mean_test_score"] for search in searches]
    assert np.ptp(means[0]) > 0
    np.testing.assert_array_equal(*means)
    assert searches[0].best_params_ == searches[1].best_params_
