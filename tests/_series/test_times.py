"""Times of rows: of any unit and span, in any container, and what is wrong in them."""

import datetime as dt
import re

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skseq._series.times import (
    as_times,
    max_gap,
    split_at,
    steps_between,
    warn_of_order,
)
from skseq.exceptions import SeriesWarning

checked = settings(max_examples=100, deadline=None)
LENGTHS = st.lists(st.integers(1, 9), min_size=1, max_size=6)
ONE = np.array([0, 4])


UNITS = ["s", "ms", "ns"]


@given(
    lengths=LENGTHS,
    unit=st.sampled_from([None, *UNITS]),
    jumps=st.lists(st.integers(0, 50), max_size=5),
)
@checked
def test_series_end_where_time_jumps(lengths, unit, jumps):
    boundaries = np.cumsum([0, *lengths])
    n_rows = boundaries[-1]
    steps = np.full(n_rows, 10)
    jumps = np.unique([row for row in jumps if 0 < row < n_rows]).astype(int)
    steps[jumps] = 1000
    times = np.concatenate(
        [np.cumsum(part) for part in np.split(steps, boundaries[1:-1])]
    )
    longest = 25.0
    if unit is not None:
        times = np.datetime64("2024-01-01", unit) + times.astype(f"timedelta64[{unit}]")
        longest = np.timedelta64(25, unit)
    split = split_at(boundaries, steps_between(times, boundaries), longest)
    np.testing.assert_array_equal(split, np.union1d(boundaries, jumps))


def test_median_step_does_not_look_across_boundaries():
    times = np.array([0.0, 1, 2, 3, 900, 1000, 1100])
    boundaries = np.array([0, 4, 7])
    assert max_gap(steps_between(times, boundaries), 1) == 1
    dates = np.array(["2024-01-01", "2024-01-02", "2024-01-04"], dtype="datetime64[D]")
    step = max_gap(steps_between(dates, np.array([0, 3])), 1)
    assert step == np.timedelta64(36, "h")
    assert np.isnan(max_gap(steps_between(np.array([5.0, 1.0]), np.arange(3)), 5))


def test_time_that_goes_back_is_refused():
    times = np.array([3.0, 4.0, 1.0, 2.0])
    with pytest.raises(ValueError, match=r"back in time at row 2, from 4\.0 to 1\.0"):
        steps_between(times, np.array([0, 4]))
    steps_between(times, np.array([0, 2, 4]))


def test_repeated_times_have_no_step():
    times = np.repeat(np.arange(10), 2)
    boundaries = np.array([0, 20])
    steps = steps_between(times, boundaries)
    assert max_gap(steps, 1) == 1
    assert split_at(boundaries, steps, 2.0).tolist() == [0, 20]
    same = steps_between(np.full(4, 7.0), np.array([0, 4]))
    assert np.isnan(max_gap(same, 5))


@pytest.mark.parametrize(
    ("times", "named"),
    [
        (np.array([0.0, 1.0, np.nan, 3.0]), "row 2 (it is nan)"),
        (np.array(["2026-01-01", "NaT"], dtype="M8[s]"), "row 1 (it is NaT)"),
        (np.array([0, "NaT", 2], dtype="m8[h]"), "row 1 (it is NaT)"),
    ],
)
def test_rows_without_a_time_are_refused(times, named):
    with pytest.raises(ValueError, match=re.escape(f"has no time in {named}")):
        steps_between(times, np.array([0, len(times)]))


@pytest.mark.parametrize(
    ("times", "boundaries"),
    [
        # Further apart than 2**63 nanoseconds, within one and between two steps.
        (np.array(["1678", "1679", "1680", "2261"], "M8[ns]"), [0, 3, 4]),
        (np.array(["0001", "0002", "0003", "9999"], "M8[s]"), [0, 3, 4]),
        (np.array(["1678", "1679", "2260", "2261"], "M8[ns]"), [0, 2, 4]),
        (np.array([-(2**63), 0, 2**62, 2**63 - 1]), [0, 4]),
        (np.array([0, 1, 2, 2**64 - 1], "u8"), [0, 3, 4]),
        (np.array([2**63 - 900, 2**63 - 800, 2**63 - 700, 2**63 - 1]), [0, 3, 4]),
        (np.array([-1e308, 0.0, 1e308, 1.2e308]), [0, 4]),
    ],
)
def test_times_of_any_span(times, boundaries):
    steps = steps_between(times, ONE)
    assert (steps > steps.dtype.type(0)).all()
    assert split_at(ONE, steps, max_gap(steps, 5)).tolist() == boundaries or (
        len(boundaries) == 2
    )
    if boundaries[1:-1]:
        short = steps[0] * 2
        assert split_at(ONE, steps, short).tolist() == boundaries


def test_longest_step_is_kept_in_a_unit_that_holds_it():
    centuries = np.datetime64("0001", "s") + np.arange(5) * np.timedelta64(
        500 * 365, "D"
    )
    steps = steps_between(centuries, np.array([0, 5]))
    longest = max_gap(steps, 1.5)
    assert longest == np.timedelta64(750 * 365, "D")
    assert split_at(np.array([0, 5]), steps, longest).tolist() == [0, 5]
    seconds = np.array([0, 1, 2, 4], dtype="m8[s]")
    assert max_gap(steps_between(seconds, ONE), 1.5) == np.timedelta64(1500, "ms")


HOURS = pd.date_range("2024-03-01", periods=4, freq="h")
PLAIN = [time.to_pydatetime() for time in HOURS]
ZONED = [time.replace(tzinfo=dt.timezone(dt.timedelta(hours=2))) for time in PLAIN]
ARROW = pd.ArrowDtype(pa.timestamp("us", "Europe/Oslo"))


@pytest.mark.parametrize(
    "labels",
    [
        HOURS,
        HOURS.tz_localize("Europe/Oslo"),
        HOURS.to_period("h"),
        pd.Index(PLAIN, dtype=object),
        pd.Index(ZONED, dtype=object),
        pd.Index(list(HOURS), dtype=object),
        pd.Index(pd.array(HOURS.tz_localize("UTC"), dtype=ARROW)),
        pl.Series(PLAIN),
        pl.Series(PLAIN).dt.replace_time_zone("Europe/Oslo"),
        pa.chunked_array([pa.array(PLAIN)]),
        pd.timedelta_range(0, periods=4, freq="h"),
        pd.Index([dt.timedelta(hours=hour) for hour in range(4)], dtype=object),
    ],
)
def test_times_in_any_container(labels):
    steps = steps_between(as_times(labels), ONE)
    assert (steps == np.timedelta64(1, "h")).all()


def test_what_holds_no_times():
    for labels in (pd.Index(list("abcd")), pd.Index([1, "a", None]), pl.Series(["a"])):
        assert as_times(labels) is None
    gaps = as_times(pd.Index([PLAIN[0], None, pd.NaT, pd.NA, PLAIN[1]], dtype=object))
    assert np.isnat(gaps).tolist() == [False, True, True, True, False]


@pytest.mark.parametrize(
    ("times", "message"),
    [
        ([3, 2, 1, 0], "goes back at row 1, from 3 to 2"),
        ([0, 1, 2, 9, 10, 11, 20, 21], "from 11 to 20 at row 6.* (and 1 more"),
        ([0, 1, 2, 3, 3, 3, 9], "steps from 3 to 9 at row 6"),
    ],
)
def test_rows_that_are_not_consecutive_warn_once(times, message):
    times, boundaries = np.array(times), np.array([0, len(times)])
    for labels in (times, times.astype("M8[h]"), times * 1.0):
        with pytest.warns(SeriesWarning) as found:
            warn_of_order(labels, boundaries, "the index of X")
        assert len(found) == 1
    with pytest.warns(SeriesWarning, match=message.replace("(", "[(]")):
        warn_of_order(times, boundaries, "the index of X")


@pytest.mark.parametrize(
    "times",
    [[], [7], [3, 4], [1, 1, 1], [0, 1, 2, 7, 8, 9], [0.0, np.nan, 1, 2], [0, 30, 365]],
)
def test_other_rows_do_not(times):
    # Any warning is an error.
    warn_of_order(np.array(times), np.array([0, len(times)]), "the index of X")


def test_two_series_may_have_the_same_times():
    warn_of_order(np.tile(np.arange(5), 2), np.array([0, 5, 10]), "the index of X")
    with pytest.warns(SeriesWarning, match="goes back at row 5"):
        warn_of_order(np.tile(np.arange(5), 2), np.array([0, 10]), "the index of X")
