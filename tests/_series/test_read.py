"""From what users give to series: groups, indexes, gaps, and what is wrong there."""

import numpy as np
import pandas as pd
import polars as pl
import pytest
from sklearn.base import clone
from tiny import DETECTORS, tiny

from skseq._series.read import read_series
from skseq._series.table import RowIndex
from skseq.preprocessing import SlidingWindow
from skseq.utils import stack_series
from skseq.utils._checks.common import seasonal_series

X = seasonal_series(60)
GROUPS = np.repeat(["a", "b", "c"], [30, 10, 20])


def boundaries(X, groups=None, max_gap_factor=None, fitted_on=None):
    window = SlidingWindow(max_gap_factor=max_gap_factor).fit(
        X if fitted_on is None else fitted_on, groups=None if max_gap_factor else groups
    )
    values = np.asarray(X, dtype=float)
    series = read_series(RowIndex(X), values, groups, max_gap=window.max_gap_)
    return series.boundaries.tolist()


def minutes(n_rows, start="2024-01-01", **options):
    return pd.date_range(start, periods=n_rows, freq="min", **options)


def framed(*levels):
    return pd.DataFrame(
        X, index=pd.MultiIndex.from_arrays(levels) if len(levels) > 1 else levels[0]
    )


def test_groups_in_any_container():
    for groups in (GROUPS, list(GROUPS), pd.Series(GROUPS), pl.Series(GROUPS)):
        assert boundaries(X, groups) == [0, 30, 40, 60]
    assert boundaries(X, pd.Series(GROUPS, dtype="category")) == [0, 30, 40, 60]
    assert boundaries(pl.DataFrame(X), GROUPS) == [0, 30, 40, 60]
    assert (
        boundaries(X)
        == boundaries(X.tolist())
        == boundaries(pd.DataFrame(X))
        == [0, 60]
    )


def test_outer_levels_name_series_and_groups_take_precedence():
    frame = framed(GROUPS, np.arange(60))
    assert boundaries(frame) == [0, 30, 40, 60]
    assert boundaries(frame.iloc[35:]) == [0, 5, 25]
    assert boundaries(frame, np.zeros(60)) == [0, 60]
    line = np.repeat([1, 2], [10, 50])
    assert boundaries(framed(line, GROUPS, np.arange(60))) == [0, 10, 30, 40, 60]


@pytest.mark.filterwarnings("ignore::skseq.exceptions.SeriesWarning")
@pytest.mark.parametrize("zone", [None, "Europe/Oslo"])
def test_time_jumps_split_series_where_asked_to(zone):
    index = minutes(30, tz=zone).append(minutes(30, "2024-01-02", tz=zone))
    assert boundaries(framed(index)) == [0, 60]
    assert boundaries(framed(index), max_gap_factor=5) == [0, 30, 60]
    assert boundaries(framed(index), np.zeros(60), max_gap_factor=5) == [0, 60]
    assert boundaries(framed(GROUPS, index), max_gap_factor=5) == [0, 30, 40, 60]
    assert boundaries(framed(np.zeros(60), index), max_gap_factor=5) == [0, 30, 60]
    assert boundaries(
        framed(index).iloc[::2], max_gap_factor=1.5, fitted_on=framed(index)
    ) == [*range(31)]


def test_step_is_that_of_the_training_rows():
    frame = framed(minutes(60))
    fitted = SlidingWindow(max_gap_factor=3).fit(frame)
    assert fitted.max_gap_ == np.timedelta64(3, "m")
    parts = frame.iloc[[0, 1, 2, 6, 20, 21, 22]]
    series = read_series(RowIndex(parts), parts.to_numpy(), max_gap=fitted.max_gap_)
    assert series.boundaries.tolist() == [0, 3, 4, 7]
    assert SlidingWindow(max_gap_factor=3).fit(framed(np.arange(60) * 7)).max_gap_ == 21
    assert SlidingWindow().fit(frame).max_gap_ is None


@pytest.mark.parametrize("name", [*DETECTORS, "SlidingWindow"])
def test_gap_changes_what_is_read(name):
    index = minutes(30).append(minutes(30, "2024-01-02"))
    frame, days = framed(index), np.repeat([0, 1], 30)

    def result(estimator, *args, **kwargs):
        method = "transform" if name == "SlidingWindow" else "score_samples"
        return getattr(estimator, method)(*args, **kwargs)

    if name == "SlidingWindow":
        estimator = SlidingWindow(8)
    else:
        estimator = tiny(name, window_size=8, max_iter=3)
    by_groups = clone(estimator).fit(X, groups=days)
    expected = result(by_groups, X, groups=days)
    by_gap = clone(estimator).set_params(max_gap_factor=10).fit(frame)
    np.testing.assert_array_equal(result(by_gap, frame), expected)
    assert (result(by_gap, X, groups=np.zeros(60)) != expected).any()


GOOD = framed(minutes(60))


@pytest.mark.parametrize(
    ("X", "groups", "gap", "message"),
    [
        (X, GROUPS[:-1], None, r"groups has shape \(59,\) where X has 60 rows"),
        (X, np.tile(GROUPS, (2, 1)).T, None, r"groups has shape \(60, 2\) where X"),
        (X, np.array([*GROUPS[:-1], None]), None, "no series in row 59 .it is None"),
        (X, [*range(59), np.nan], None, "no series in row 59 .it is nan"),
        (
            X,
            pd.Series([*GROUPS[:-1], pd.NA], dtype=object),
            None,
            "row 59 .it is <N",
        ),
        (X, np.arange(60) % 2, None, r"argsort\(groups, kind=\"stable\"\)"),
        (framed(np.arange(60) % 2, np.arange(60)), None, None, "sort_index"),
        (framed([*GROUPS[:-1], None], np.arange(60)), None, None, "level 0 .*row 59"),
        (
            X,
            None,
            5,
            "max_gap_factor(=5)? needs times or numbers in the index.*X has none",
        ),
        (framed([str(i) for i in range(60)]), None, 5, "but that is Index"),
        (framed(minutes(60)[::-1]), None, 5, "back in time at row 1"),
        (list(np.zeros((3, 5, 2))), None, None, "list of 3 tables.*stack_series"),
        (np.zeros((3, 5, 2)), None, None, r"shape \(3, 5, 2\).*stack_series"),
    ],
)
@pytest.mark.parametrize("name", ["AutoencoderDetector", "SlidingWindow"])
def test_what_is_wrong_is_said_and_changes_nothing(name, X, groups, gap, message):
    kinds = {"SlidingWindow": SlidingWindow(4, max_gap_factor=gap)}
    estimator = kinds.get(name) or tiny(
        name, window_size=4, max_iter=1, max_gap_factor=gap
    )
    method = "transform" if name == "SlidingWindow" else "score_samples"
    unfitted = vars(estimator).copy()
    with pytest.raises(ValueError, match=message) as info:
        estimator.fit(X, groups=groups)
    assert "\n" not in str(info.value)
    assert vars(estimator) == unfitted
    fitted = clone(estimator).fit(GOOD)
    with pytest.raises(ValueError, match=message):
        getattr(fitted, method)(X, groups=groups)


def test_step_that_was_never_seen():
    fitted = SlidingWindow(max_gap_factor=5).fit(X, groups=GROUPS)
    with pytest.raises(ValueError, match="fit has seen none"):
        fitted.transform(GOOD)
    fitted = SlidingWindow(max_gap_factor=5).fit(GOOD)
    with pytest.raises(ValueError, match=r"int64|float64"):
        fitted.transform(framed(np.arange(60)))


def test_stacked_series_are_what_the_error_asks_for():
    cube = X.reshape(3, 20, 2)
    stacked, groups = stack_series(cube)
    assert boundaries(stacked, groups) == [0, 20, 40, 60]
