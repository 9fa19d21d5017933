"""Frames of two libraries, neither of which is needed."""

import sys

import numpy as np
import pandas as pd
import polars as pl
import pytest

from skseq._utils.frames import KINDS, kind_of, make_frame

COLUMNS = {"a": [1, 2, 3], "b": np.array([0.5, 1.5, 2.5])}


@pytest.mark.parametrize("kind", KINDS)
def test_frame_is_of_the_kind_that_was_asked_for(kind):
    frame = make_frame(COLUMNS, kind)
    assert kind_of(frame) == kind
    assert list(frame.columns) == ["a", "b"]
    np.testing.assert_array_equal(frame["b"], COLUMNS["b"])


def test_frame_of_pandas_takes_an_index():
    index = pd.date_range("2024-01-01", periods=3)
    assert make_frame(COLUMNS, "pandas", index).index.equals(index)


@pytest.mark.parametrize(
    "other", [None, [[1.0]], np.zeros((2, 2)), pd.Series([1]), pl.Series([1])], ids=type
)
def test_what_has_no_columns_is_no_frame(other):
    assert kind_of(other) is None


@pytest.mark.parametrize("kind", KINDS)
def test_library_that_is_not_installed_is_named(kind, monkeypatch):
    monkeypatch.setitem(sys.modules, kind, None)
    with pytest.raises(ImportError, match=f"needs {kind}, which is not installed"):
        make_frame(COLUMNS, kind)
