"""Pieces: every row once, with its neighbours, and never across a border."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from skseq._pieces import cut


@given(
    lengths=st.lists(st.integers(1, 60), min_size=1, max_size=6),
    size=st.integers(1, 50),
    stride=st.integers(1, 7),
    before=st.integers(0, 12),
    after=st.integers(0, 12),
)
@settings(max_examples=200, deadline=None)
def test_pieces_keep_every_row_once_with_its_neighbours(
    lengths, size, stride, before, after
):
    borders = np.cumsum([0, *lengths])
    series = np.repeat(np.arange(len(lengths)), lengths)
    kept = []
    for piece in cut(borders, size, stride, before, after):
        kept.extend(range(piece.first, piece.last))
        assert 0 < piece.last - piece.first <= size
        read = series[piece.start : piece.stop]
        starts = piece.start + piece.borders[:-1]
        np.testing.assert_array_equal(
            np.flatnonzero(np.diff(read, prepend=-1)), piece.borders[:-1]
        )
        for start in starts:
            assert (start - borders[series[start]]) % stride == 0
        for row in (piece.first, piece.last - 1):
            low, high = borders[series[row]], borders[series[row] + 1]
            assert piece.start <= max(row - before, low)
            assert piece.stop >= min(row + after + 1, high)
    assert kept == list(range(borders[-1]))


def test_short_series_share_a_piece():
    pieces = list(cut([0, 3, 5, 9, 40], 10, 4, 2, 2))
    assert (pieces[0].start, pieces[0].stop) == (0, 9)
    np.testing.assert_array_equal(pieces[0].borders, [0, 3, 5, 9])
    kept = [(piece.first, piece.last) for piece in pieces[1:]]
    assert kept == [(9, 19), (19, 29), (29, 39), (39, 40)]
