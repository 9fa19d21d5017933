"""Frames of any library: their names, a column of times in them, rows out of order."""

import json
import re

import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from sklearn.ensemble import IsolationForest
from sklearn.experimental import enable_halving_search_cv  # noqa: F401
from sklearn.model_selection import HalvingGridSearchCV, TimeSeriesSplit, learning_curve
from tiny import DETECTORS, tiny

from skseq.compose import PerSeriesDetector
from skseq.exceptions import SeriesWarning
from skseq.preprocessing import SlidingWindow
from skseq.utils import stack_series
from skseq.utils._checks.common import seasonal_series

N = 240
X = seasonal_series(N)
X[200:206] += 9
TIMES = pd.date_range("2026-03-01", periods=N, freq="15min")
FRAME = pd.DataFrame(X, columns=["flow", "heat"], index=TIMES)
WITH_TIMES = FRAME.reset_index(names="when")
POLARS = pl.from_pandas(WITH_TIMES)
TABLES = {
    "pandas": WITH_TIMES,
    "polars": POLARS,
    "pyarrow": POLARS.to_arrow(),
    "narwhals": nw.from_native(POLARS),
}


def small(name="AutoencoderDetector", **params):
    return tiny(name, window_size=8, max_iter=5, **params)


@pytest.fixture(scope="module")
def by_index():
    return small(max_gap_factor=5).fit(FRAME)


def columns_in(order):
    table = WITH_TIMES[order]
    arrow = pl.from_pandas(table)
    return [table, arrow, arrow.to_arrow(), nw.from_native(arrow)]


@pytest.mark.parametrize(
    "order", [["when", "flow", "heat"], ["flow", "when", "heat"], ["heat", "when"]]
)
def test_times_among_the_columns_are_refused_by_name(by_index, order):
    for table in columns_in(order):
        for call in (small().fit, by_index.score_samples, SlidingWindow().fit):
            with pytest.raises(ValueError, match="column 'when' of X holds times") as e:
                call(table)
            assert "time_column='when'" in str(e.value) and "\n" not in str(e.value)


@pytest.mark.parametrize(
    "times",
    [
        TIMES.tz_localize("Europe/Oslo"),
        TIMES.to_period("h"),
        TIMES - TIMES[0],
        TIMES.astype(object).to_numpy(),
        pd.Index(TIMES.date),
        pd.array(TIMES, dtype=pd.ArrowDtype(pa.timestamp("us"))),
    ],
)
def test_times_of_any_type_are_refused(times):
    with pytest.raises(ValueError, match="column 'when' of X holds times"):
        small().fit(WITH_TIMES.assign(when=times))
    with pytest.raises(ValueError, match="X holds times"):
        small().fit(TIMES.to_numpy()[:, None])


@pytest.mark.parametrize("kind", TABLES)
def test_a_column_of_times_is_as_good_as_an_index(by_index, kind):
    table = TABLES[kind]
    detector = small(max_gap_factor=5, time_column="when").fit(table)
    assert detector.feature_names_in_.tolist() == ["flow", "heat"]
    assert detector.n_features_in_ == 2
    assert detector.max_gap_ == by_index.max_gap_ == np.timedelta64(75, "m")
    scores = detector.score_samples(table)
    np.testing.assert_array_equal(scores, by_index.score_samples(FRAME))
    events = detector.predict_events(table, output="records")
    assert events and events == by_index.predict_events(FRAME, output="records")
    assert len(detector.score_frame(table)) == N
    detector.partial_fit(table)
    # It is what it was in fit.
    detector.set_params(time_column=None)
    assert len(detector.predict(table)) == N


def test_events_in_frames_keep_times_of_the_library():
    detector = small(time_column="when").fit(POLARS)
    events = detector.predict_events(POLARS)
    assert isinstance(events, pl.DataFrame) and events["start"].dtype.is_temporal()
    frame = detector.predict_events(WITH_TIMES)
    assert frame["start"].tolist() == events["start"].to_list()


def test_gaps_are_found_in_a_column_of_times():
    keep = np.r_[:100, 140:N]
    split = small(max_gap_factor=5, time_column="when").fit(POLARS[keep])
    apart = small().fit(X[keep], groups=np.arange(N)[keep] >= 140)
    np.testing.assert_array_equal(
        split.score_samples(POLARS[keep]),
        apart.score_samples(X[keep], groups=keep >= 140),
    )
    window = SlidingWindow(4, max_gap_factor=5, time_column="when")
    np.testing.assert_array_equal(
        window.fit_transform(POLARS[keep]),
        SlidingWindow(4).fit_transform(X[keep], groups=keep >= 140),
    )


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (POLARS.rename({"when": "then"}), "time_column='when' is no column of X"),
        (X, "time_column='when' is a column of a frame, but X is a ndarray"),
        (POLARS.cast({"when": str}), "time_column='when' names a column of the type"),
        (POLARS.with_columns(also=pl.col("when")), "column 'also' of X holds times"),
    ],
)
def test_what_is_no_column_of_times(table, message):
    with pytest.raises(ValueError, match=message):
        small(time_column="when").fit(table)


def test_rows_that_are_not_yet_computed():
    for lazy in (POLARS.lazy(), nw.from_native(POLARS.lazy())):
        with pytest.raises(TypeError, match=r"LazyFrame.*X\.collect\(\)"):
            small().fit(lazy)


def test_wrapped_frames_keep_their_names():
    wrapped = nw.from_native(POLARS.drop("when"))
    detector = small().fit(wrapped)
    assert detector.feature_names_in_.tolist() == ["flow", "heat"]
    assert isinstance(detector.score_frame(wrapped), pl.DataFrame)
    assert isinstance(detector.predict_events(wrapped), pl.DataFrame)


@pytest.mark.parametrize(
    ("values", "found"),
    [
        (["high"] * N, "'high' in row 0"),
        ([1.0] * (N - 1) + ["?"], "'[?]' in row 239"),
        ([1, pd.NA] * (N // 2), "<NA> in row 1"),
    ],
)
def test_what_is_no_number_is_named_with_its_column(values, found):
    table = FRAME.assign(state=pd.Series(values, index=TIMES, dtype=object))
    with pytest.raises(ValueError, match=f"column 'state' of X holds {found}"):
        small().fit(table)


def test_columns_that_are_numbers_are_taken():
    # scikit-learn reads them, too.
    for dtype in ("object", "category", "Float64", "boolean", "str"):
        values = pd.Series([1, 0] * (N // 2), index=TIMES)
        values = values.astype(bool) if dtype == "boolean" else values
        small().fit(FRAME.assign(state=values.astype(dtype)))


BACK = pytest.warns(SeriesWarning, match="index of X goes back at row")
HOLE = pytest.warns(SeriesWarning, match="index of X steps from .* 5 times its median")


@pytest.mark.parametrize("kind", TABLES)
@pytest.mark.parametrize("output", [None, "pandas", "polars"])
def test_scores_have_the_times_of_their_rows(kind, output):
    table = TABLES[kind]
    detector = small(time_column="when", causal=True, smoothing=2).fit(WITH_TIMES)
    frames = [detector.score_frame(table, output=output)]
    frames.append(detector.open_stream().push_frame(table, output=output))
    for frame in frames:
        assert list(frame.columns)[:2] == ["when", "score"]
        assert list(pd.to_datetime(pd.Series(list(frame["when"])))) == list(TIMES)
    assert len(set(map(type, frames))) == 1
    without = small().fit(FRAME).score_frame(FRAME)
    assert without.columns[0] == "score"


@pytest.mark.parametrize("name", [*DETECTORS, "SlidingWindow"])
def test_rows_out_of_order_and_holes_warn(name):
    window = name == "SlidingWindow"
    estimator = SlidingWindow(4) if window else small(name)
    apply = "transform" if window else "predict"
    numbered = FRAME.reset_index(drop=True)
    shuffled = np.random.RandomState(0).permutation(N)
    for rows, expected in (
        (FRAME[::-1], BACK),
        (FRAME.iloc[shuffled], BACK),
        (numbered.iloc[shuffled], BACK),
        (FRAME.drop(TIMES[90:130]), HOLE),
        (numbered.drop(range(90, 130)), HOLE),
    ):
        with expected:
            fitted = estimator.fit(rows)
        with expected:
            getattr(fitted, apply)(rows)
    # Without an index nobody can tell, and a missing row is no hole.
    estimator.fit(X[::-1])
    estimator.fit(FRAME.drop(TIMES[[5, 90]]))


def test_one_call_warns_once():
    fitted = small().fit(FRAME)
    for call in (fitted.predict, fitted.score_frame, fitted.predict_events):
        with BACK as found:
            call(FRAME[::-1])
        assert len(found) == 1


def test_series_may_repeat_times_but_not_go_back():
    pair = pd.concat({"a": FRAME, "b": FRAME})
    small().fit(pair)
    small().fit(pair.droplevel(0), groups=np.repeat(["a", "b"], N))
    with BACK:
        small().fit(pair.droplevel(0))
    with BACK:
        small().fit(pair[::-1])


def test_searches_that_shuffle_rows_warn():
    detector, grid = small(), {"batch_size": [8, 16]}
    search = HalvingGridSearchCV(
        detector, grid, cv=TimeSeriesSplit(2), min_resources=60
    )
    with pytest.warns(SeriesWarning, match="goes back"):
        search.fit(FRAME, np.zeros(N))
    with pytest.warns(SeriesWarning, match="goes back"):
        learning_curve(
            detector,
            FRAME,
            None,
            cv=TimeSeriesSplit(2),
            train_sizes=[0.5],
            shuffle=True,
        )


def test_outer_levels_of_times_name_no_series(by_index):
    pair = pd.concat({"a": FRAME, "b": FRAME + 1}, names=["site", "when"])
    swapped = pair.swaplevel()
    detector = small(max_gap_factor=5).fit(pair)
    expected = detector.score_samples(pair)
    np.testing.assert_array_equal(detector.score_samples(swapped), expected)
    records = detector.predict_events(pair, output="records")
    assert detector.predict_events(swapped, output="records") == records
    per_series = PerSeriesDetector(IsolationForest(random_state=0)).fit(swapped)
    assert set(per_series.estimators_) == {"a", "b"}
    # Sorted by time the rows of a series do not stand together.
    with pytest.raises(ValueError, match=r"sort_index\(level=\[1\]"):
        small().fit(swapped.sort_index())
    again = swapped.sort_index().sort_index(
        level=[1], sort_remaining=False, kind="stable"
    )
    np.testing.assert_array_equal(detector.score_samples(again), expected)


def test_numbers_may_name_series_or_count_rows():
    pair = pd.concat({1: FRAME, 2: FRAME + 1}).swaplevel()
    with pytest.raises(ValueError, match="level 0 of the index of X holds times"):
        small().fit(pair)
    groups = np.repeat([1, 2], N)
    np.testing.assert_array_equal(
        small().fit(pair, groups=groups).score_samples(pair, groups=groups),
        small()
        .fit(pair.to_numpy(), groups=groups)
        .score_samples(pair.to_numpy(), groups=groups),
    )


@pytest.mark.filterwarnings("error::skseq.exceptions.SeriesWarning")
@pytest.mark.parametrize("name", DETECTORS)
def test_fewer_rows_than_a_score_is_made_of_warn_once(fitted, name):
    detector = fitted(name)
    sizes = detector._model().scorer.sizes(detector.longest_series_)
    enough = sizes.averaged
    for n_rows in (1, 7, enough - 1):
        for method in ("score_samples", "predict", "predict_events"):
            message = re.escape(
                f"X has {n_rows} row(s), but a score is made of {enough} or more, so "
                "anomalies may be missed and normal rows marked: give the rows before "
                f"them as well, of which up to {detector.context_[0]} count (context_)"
            )
            with pytest.warns(SeriesWarning, match=message) as found:
                getattr(detector, method)(X[:n_rows])
            assert len(found) == 1
    detector.predict(X[:enough])
    # Errors of rows are not averaged.
    for method in (detector.score, detector.predict_expected):
        method(X[:8])
        with pytest.warns(SeriesWarning, match=r"X has 7 row\(s\).* made of 8 or more"):
            method(X[:7])
    # The rows before are there: only the scores of the others are not wanted.
    detector.score_samples(X[:enough], last=1)


@pytest.mark.filterwarnings("error::skseq.exceptions.SeriesWarning")
@pytest.mark.parametrize("name", DETECTORS)
def test_named_series_are_whole(fitted, name):
    detector = fitted(name)
    window = detector.window_size_
    detector.predict(X[: 3 * window], groups=np.repeat([0, 1, 2], window))
    few = "1 of the 2 series in X have fewer rows, but a score is made of 8 or"
    with pytest.warns(SeriesWarning, match=few):
        detector.predict(X[:20], groups=np.repeat([0, 1], [15, 5]))


@pytest.mark.filterwarnings("error::skseq.exceptions.SeriesWarning")
def test_as_many_rows_as_in_training_are_enough():
    short, groups = X[:100], np.repeat(np.arange(5), [18, 22, 20, 20, 20])
    detector = small().fit(short, groups=groups)
    assert detector.longest_series_ == 22
    detector.predict(short[:22])
    with pytest.warns(SeriesWarning, match=r"X has 21 row\(s\)"):
        detector.predict(short[:21])
    # More rows of one series are learned from: now more are asked for.
    detector.partial_fit(short[:60])
    assert detector.longest_series_ == 60
    with pytest.warns(SeriesWarning, match=r"X has 59 row\(s\)"):
        detector.predict(short[:59])


def test_pieces_between_gaps_may_be_short(by_index):
    keep = np.r_[:100, 140:143, 180:N]
    assert len(by_index.predict(FRAME.iloc[keep])) == len(keep)


def test_records_of_events_are_json():
    periods = FRAME.set_axis(TIMES.to_period("15min"))
    zoned = FRAME.tz_localize("Europe/Oslo")
    elapsed = FRAME.set_axis(TIMES - TIMES[0])
    by_day = FRAME.set_index([pd.Index(TIMES.date), TIMES])
    detector = small().fit(FRAME)
    for frame in (FRAME, periods, zoned, elapsed, pd.concat({TIMES[0]: FRAME}), by_day):
        records = detector.predict_events(frame, output="records")
        assert records and json.loads(json.dumps(records))
    start = detector.predict_events(FRAME, output="records")[0]["start"]
    assert pd.Timestamp(start) == detector.predict_events(FRAME)["start"][0]


def test_names_of_several_levels_are_kept():
    names = pd.MultiIndex.from_tuples([("pump", "flow"), ("pump", "heat")])
    frame = FRAME.set_axis(names, axis=1)
    detector = small().fit(frame)
    found = detector.predict_events(frame)["columns"].explode()
    assert len(found) and set(found) <= set(names)


def test_stacked_channels_are_not_taken_for_rows():
    cube = np.zeros((3, 2, 300))
    with pytest.warns(SeriesWarning, match=r"more columns than rows, the first 300"):
        stack_series(cube)
    with pytest.warns(SeriesWarning, match=r"np\.swapaxes"):
        stack_series([np.zeros((2, 300)), np.zeros((5, 300))])
    assert stack_series(np.swapaxes(cube, 1, 2))[0].shape == (900, 2)
    stack_series([np.zeros((1, 2)), np.zeros((9, 2))])
