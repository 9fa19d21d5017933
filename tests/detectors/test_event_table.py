"""What events are called: rows and series, in values that JSON knows."""

import json

import numpy as np
import pandas as pd
import pytest

from skseq._series.table import RowIndex
from skseq.detectors._event_table import RowAxis

ROWS = np.zeros((6, 1))
BOUNDARIES = np.array([0, 3, 6])
NUMBERS = pd.MultiIndex.from_arrays([[7, 7, 7, 8, 8, 8], [10, 11, 12, 20, 21, 22]])
NESTED = pd.MultiIndex.from_arrays([list("aaabbb"), [1, 1, 1, 2, 2, 2], range(6)])


@pytest.mark.parametrize(
    ("X", "groups", "row", "series"),
    [
        (ROWS, None, 4, 1),
        (ROWS, np.repeat([5, 9], 3), 4, 9),
        (ROWS, np.repeat(["pump", "fan"], 3), 4, "fan"),
        (ROWS, list("aaabbb"), 4, "b"),
        (pd.DataFrame(ROWS, index=np.arange(100, 106)), None, 104, 1),
        (pd.DataFrame(ROWS, index=np.arange(6) / 2), None, 2.0, 1),
        (pd.DataFrame(ROWS, index=list("abcdef")), None, "e", 1),
        (pd.DataFrame(ROWS, index=NUMBERS), None, 21, 8),
        (pd.DataFrame(ROWS, index=NESTED), None, 4, ("b", 2)),
    ],
)
def test_rows_and_series_have_names_of_python(X, groups, row, series):
    axis = RowAxis(RowIndex(X), groups, BOUNDARIES)
    named = axis.row(4), axis.series(4)
    assert named == (row, series)
    assert json.loads(json.dumps(named)) == json.loads(json.dumps((row, series)))


def test_times_stay_times():
    hours = pd.date_range("2026-01-01", periods=6, freq="h")
    axis = RowAxis(RowIndex(pd.DataFrame(ROWS, index=hours)), None, BOUNDARIES)
    assert axis.row(4) == hours[4]
