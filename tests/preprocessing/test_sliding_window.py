"""SlidingWindow: what a row becomes, and that scikit-learn takes it as its own."""

import pickle

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.decomposition import PCA
from sklearn.ensemble import IsolationForest
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV, TimeSeriesSplit
from sklearn.neighbors import LocalOutlierFactor
from sklearn.pipeline import make_pipeline
from sklearn.svm import OneClassSVM
from sklearn.utils import estimator_checks
from sklearn.utils.estimator_checks import parametrize_with_checks

from skseq.preprocessing import SlidingWindow

NOT_YIELDED = [
    "check_dataframe_column_names_consistency",
    "check_get_feature_names_out_error",
    "check_global_output_transform_pandas",
    "check_global_set_output_transform_polars",
    "check_inplace_ensure_writeable",
    "check_param_validation",
    "check_set_output_transform",
    "check_set_output_transform_pandas",
    "check_set_output_transform_polars",
    "check_transformer_get_feature_names_out",
    "check_transformer_get_feature_names_out_pandas",
]


def expected_failed_checks(transformer):
    if transformer.window_size == 1:
        return {}
    reason = "rows are consecutive time steps: a window holds the rows before it"
    return {
        "check_methods_sample_order_invariance": reason,
        "check_methods_subset_invariance": reason,
    }


@parametrize_with_checks(
    [SlidingWindow(1), SlidingWindow(4), SlidingWindow(4, copy=False)],
    expected_failed_checks=expected_failed_checks,
    xfail_strict=True,
)
def test_common_checks(estimator, check):
    check(estimator)


# some of the checks fit on a data frame and transform an array, to compare the two
@pytest.mark.filterwarnings(
    "ignore:X (has|does not have valid) feature names:UserWarning"
)
@pytest.mark.parametrize("window_size", [1, 4, "auto"])
@pytest.mark.parametrize("check", NOT_YIELDED)
def test_checks_not_yielded_by_check_estimator(check, window_size):
    getattr(estimator_checks, check)("SlidingWindow", SlidingWindow(window_size))


@given(
    n=st.integers(1, 30),
    n_features=st.integers(1, 4),
    window_size=st.integers(1, 12),
    dtype=st.sampled_from([np.float32, np.float64]),
)
@settings(max_examples=60, deadline=None)
def test_every_value_is_where_it_belongs(n, n_features, window_size, dtype):
    X = np.arange(n * n_features, dtype=dtype).reshape(n, n_features)
    Z = SlidingWindow(window_size).fit_transform(X)
    assert Z.shape == (n, window_size * n_features)
    assert Z.dtype == dtype
    windows = Z.reshape(n, window_size, n_features)
    for t in range(n):
        for k in range(window_size):
            np.testing.assert_array_equal(
                windows[t, window_size - 1 - k], X[max(0, t - k)]
            )


@given(
    lengths=st.lists(st.integers(1, 12), min_size=1, max_size=5),
    window_size=st.integers(1, 12),
    copy=st.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_windows_of_many_series_are_those_of_each(lengths, window_size, copy):
    X = np.arange(2.0 * sum(lengths)).reshape(-1, 2)
    groups = np.repeat(np.arange(len(lengths)), lengths)
    window = SlidingWindow(window_size, copy=copy)
    expected = np.concatenate(
        [window.fit_transform(X[groups == group]) for group in np.unique(groups)]
    )
    Z = window.fit_transform(X, groups=groups)
    np.testing.assert_array_equal(Z, expected)
    np.testing.assert_array_equal(window.transform(X, groups=groups), expected)
    levels = [groups, np.arange(len(X))]
    frame = pd.DataFrame(X, index=pd.MultiIndex.from_arrays(levels))
    np.testing.assert_array_equal(window.fit_transform(frame), expected)
    by_name = window.set_output(transform="pandas").fit_transform(frame)
    assert by_name.index.equals(frame.index)
    np.testing.assert_array_equal(by_name, expected)


@pytest.mark.parametrize("window_size", [1, 5])
@pytest.mark.parametrize("order", ["C", "F"])
def test_result_is_an_array_of_its_own(window_size, order):
    X = np.asarray(np.random.RandomState(0).normal(size=(40, 3)), order=order)
    before = X.copy()
    Z = SlidingWindow(window_size).fit_transform(X)
    assert Z.flags.c_contiguous
    assert Z.flags.writeable
    expected = Z.copy()
    Z[10] = 0
    np.testing.assert_array_equal(X, before)
    np.testing.assert_array_equal(np.delete(Z, 10, 0), np.delete(expected, 10, 0))


@pytest.mark.parametrize("window_size", [1, 5])
def test_view_shares_memory_with_itself_alone_and_cannot_be_written_to(window_size):
    X = np.random.RandomState(0).normal(size=(40, 3))
    Z = SlidingWindow(window_size, copy=False).fit_transform(X)
    np.testing.assert_array_equal(Z, SlidingWindow(window_size).fit_transform(X))
    assert not np.shares_memory(Z, X)
    assert Z.strides == (X.strides[0], X.itemsize)
    with pytest.raises(ValueError, match="read-only"):
        Z[10] = 0


def test_prefix_of_the_series_gives_the_prefix_of_the_windows():
    X = np.random.RandomState(0).normal(size=(50, 2))
    window = SlidingWindow(8).fit(X)
    np.testing.assert_array_equal(window.transform(X[:20]), window.transform(X)[:20])


def test_feature_names():
    X = pd.DataFrame({"temp": [1.0, 2.0], "flow": [3.0, 4.0]})
    window = SlidingWindow(3).fit(X)
    expected = ["temp_lag2", "flow_lag2", "temp_lag1", "flow_lag1"]
    expected += ["temp_lag0", "flow_lag0"]
    assert list(window.get_feature_names_out()) == expected
    array_window = SlidingWindow(2).fit(X.to_numpy())
    assert list(array_window.get_feature_names_out()) == [
        "x0_lag1",
        "x1_lag1",
        "x0_lag0",
        "x1_lag0",
    ]
    assert list(array_window.get_feature_names_out(["a", "b"]))[-1] == "b_lag0"
    with pytest.raises(NotFittedError):
        SlidingWindow().get_feature_names_out()


def test_output_frames():
    index = pd.date_range("2020-01-01", periods=4, freq="h")
    X = pd.DataFrame({"temp": np.arange(4.0)}, index=index)
    window = SlidingWindow(2).set_output(transform="pandas")
    Z = window.fit_transform(X)
    assert list(Z.columns) == ["temp_lag1", "temp_lag0"]
    assert Z.index.equals(index)
    np.testing.assert_array_equal(Z["temp_lag0"], X["temp"])
    frame = window.set_output(transform="polars").transform(X)
    assert isinstance(frame, pl.DataFrame)
    assert frame.columns == ["temp_lag1", "temp_lag0"]


def test_auto_takes_the_period_of_the_training_series():
    rng = np.random.RandomState(0)
    t = np.arange(1200)
    X = (np.sin(2 * np.pi * t / 60) + 0.1 * rng.normal(size=1200))[:, None]
    window = SlidingWindow("auto").fit(X)
    assert window.window_size_ == pytest.approx(60, abs=1)
    assert window.transform(X[:5]).shape == (5, window.window_size_)
    assert window.window_size == "auto"


def test_auto_falls_back_where_there_is_no_period():
    noise = np.random.RandomState(0).normal(size=(300, 2))
    assert SlidingWindow("auto").fit(noise).window_size_ == 10
    slow = np.sin(np.arange(4000) / 4000 * 2 * np.pi * 5)[:, None]  # 800 rows
    assert SlidingWindow("auto").fit(slow).window_size_ == 10


@pytest.mark.parametrize("window_size", [0, -3, 2.5, "period", None])
def test_bad_window_size_is_refused_and_changes_nothing(window_size):
    X = np.random.RandomState(0).normal(size=(20, 2))
    window = SlidingWindow(3).fit(X)
    window.set_params(window_size=window_size)
    before = dict(vars(window))
    with pytest.raises(ValueError, match="'window_size' parameter of SlidingWindow"):
        window.fit(X)
    assert vars(window) == before


def test_pickle_and_clone():
    X = np.random.RandomState(0).normal(size=(30, 2))
    window = SlidingWindow(4).fit(X)
    expected = window.transform(X)
    loaded = pickle.loads(pickle.dumps(window))
    np.testing.assert_array_equal(loaded.transform(X), expected)
    np.testing.assert_array_equal(clone(window).fit_transform(X), expected)


@pytest.mark.parametrize(
    "estimator",
    [
        IsolationForest(n_estimators=30, random_state=0),
        OneClassSVM(nu=0.05),
        LocalOutlierFactor(novelty=True),
    ],
)
def test_detectors_see_what_rows_alone_do_not_show(estimator):
    x = np.sin(2 * np.pi * np.arange(1200) / 40)
    train, test = x[:800, None], x[800:, None].copy()
    test[200:220] = 0.7  # a value that every cycle passes
    detector = make_pipeline(SlidingWindow(20), estimator).fit(train)
    scores = detector.score_samples(test)
    assert scores.shape == (400,)
    in_event = np.arange(400)[20:][np.argmin(scores[20:])]
    assert 200 <= in_event < 240


def test_pca_in_a_pipeline():
    x = np.sin(2 * np.pi * np.arange(600) / 40)[:, None]
    pipeline = make_pipeline(SlidingWindow(40), PCA(n_components=2))
    plane = pipeline.fit_transform(x)[39:]
    # windows of one period of a sine lie on a circle
    radius = np.hypot(*(plane - plane.mean(axis=0)).T)
    assert np.ptp(radius) < 0.05 * radius.mean()


def test_window_size_is_searched_like_any_parameter():
    x = np.sin(2 * np.pi * np.arange(400) / 40)[:, None]
    search = GridSearchCV(
        make_pipeline(SlidingWindow(), PCA(n_components=2)),
        {"slidingwindow__window_size": [1, 5, "auto"], "pca__n_components": [1]},
        cv=TimeSeriesSplit(3),
    ).fit(x)
    assert np.isfinite(search.cv_results_["mean_test_score"]).all()


@given(
    lengths=st.lists(st.integers(1, 9), min_size=1, max_size=4),
    share=st.floats(0, 0.9),
    window_size=st.integers(1, 6),
)
@settings(max_examples=60, deadline=None)
def test_missing_values_are_the_last_ones_seen(lengths, share, window_size):
    groups = np.repeat(np.arange(len(lengths)), lengths)
    X = pd.DataFrame(np.random.RandomState(0).normal(size=(len(groups), 2)))
    X = X.mask(np.random.RandomState(1).uniform(size=X.shape) < share)
    X.iloc[0] = [3.0, 4.0]
    filled = X.groupby(groups).ffill().fillna(X.mean())
    window = SlidingWindow(window_size).fit(X, groups=groups)
    np.testing.assert_allclose(window.center_, X.mean())
    np.testing.assert_allclose(
        window.transform(X, groups=groups),
        SlidingWindow(window_size).fit_transform(filled, groups=groups),
    )


def test_detectors_that_refuse_nan_can_follow():
    X = np.random.RandomState(0).normal(size=(200, 3))
    X[np.random.RandomState(1).uniform(size=X.shape) < 0.2] = np.nan
    for detector in (PCA(2), OneClassSVM(), LocalOutlierFactor(novelty=True)):
        pipeline = make_pipeline(SlidingWindow(5), detector).fit(X)
        assert np.isfinite(pipeline.score_samples(X)).all()
    unseen = np.column_stack([X, np.full(200, np.nan)])
    window = SlidingWindow(1).fit(unseen)
    assert np.isnan(window.center_[3])
    assert (window.transform(unseen)[:, 3] == 0).all()
    with pytest.raises(ValueError, match="NaN only"):
        SlidingWindow().fit(np.full((5, 1), np.nan))
