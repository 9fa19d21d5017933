"""Chunks: every row once, with its neighbours, and never across a boundary."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from skseq._series.chunks import cut, last_rows, whole


@given(
    lengths=st.lists(st.integers(1, 60), min_size=1, max_size=6),
    size=st.integers(1, 50),
    stride=st.integers(1, 7),
    before=st.integers(0, 12),
    after=st.integers(0, 12),
)
@settings(max_examples=200, deadline=None)
def test_chunks_keep_every_row_once_with_its_neighbours(
    lengths, size, stride, before, after
):
    boundaries = np.cumsum([0, *lengths])
    series = np.repeat(np.arange(len(lengths)), lengths)
    kept = []
    for chunk in cut(boundaries, size, stride, before, after):
        kept.extend(range(chunk.first, chunk.last))
        assert 0 < chunk.last - chunk.first <= size
        read = series[chunk.start : chunk.stop]
        starts = chunk.start + chunk.boundaries[:-1]
        np.testing.assert_array_equal(
            np.flatnonzero(np.diff(read, prepend=-1)), chunk.boundaries[:-1]
        )
        for start in starts:
            assert (start - boundaries[series[start]]) % stride == 0
        for row in (chunk.first, chunk.last - 1):
            start, end = boundaries[series[row]], boundaries[series[row] + 1]
            assert chunk.start <= max(row - before, start)
            assert chunk.stop >= min(row + after + 1, end)
    assert kept == list(range(boundaries[-1]))


def test_short_series_share_a_chunk():
    chunks = list(cut([0, 3, 5, 9, 40], 10, 4, 2, 2))
    assert (chunks[0].start, chunks[0].stop) == (0, 9)
    np.testing.assert_array_equal(chunks[0].boundaries, [0, 3, 5, 9])
    kept = [(chunk.first, chunk.last) for chunk in chunks[1:]]
    assert kept == [(9, 19), (19, 29), (29, 39), (39, 40)]


def test_whole_series_are_one_chunk():
    boundaries = np.array([0, 3, 9])
    (chunk,) = cut(boundaries, 9, 4, 2, 2)
    all_rows = whole(boundaries)
    for found in (chunk, all_rows):
        assert (found.start, found.stop, found.first, found.last) == (0, 9, 0, 9)
        np.testing.assert_array_equal(found.boundaries, boundaries)


@given(
    lengths=st.lists(st.integers(1, 60), min_size=1, max_size=6),
    stride=st.integers(1, 7),
    before=st.integers(0, 12),
    data=st.data(),
)
def test_last_rows_stand_after_those_that_they_depend_on(lengths, stride, before, data):
    boundaries = np.cumsum([0, *lengths])
    n = data.draw(st.integers(1, boundaries[-1]))
    chunk = last_rows(boundaries, n, stride, before)
    assert (chunk.first, chunk.last, chunk.stop) == (
        boundaries[-1] - n,
        boundaries[-1],
        boundaries[-1],
    )
    own = boundaries[boundaries <= chunk.first][-1]
    assert own <= chunk.start <= max(chunk.first - before, own)
    assert (chunk.start - own) % stride == 0
    assert chunk.start > chunk.first - before - stride or chunk.start == own
    inner = chunk.start + chunk.boundaries
    np.testing.assert_array_equal(
        inner, [chunk.start, *boundaries[boundaries > chunk.first]]
    )
