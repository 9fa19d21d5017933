"""Many tables as one."""

import numpy as np
import pandas as pd
import pytest

from skseq.utils import stack_series


def test_rows_keep_their_order_and_know_their_series():
    parts = [np.full((n_rows, 2), n_rows) for n_rows in (3, 1, 2)]
    X, groups = stack_series(parts)
    np.testing.assert_array_equal(X[:, 0], [3, 3, 3, 1, 2, 2])
    np.testing.assert_array_equal(groups, [0, 0, 0, 1, 2, 2])
    frames, same = stack_series([pd.DataFrame(part) for part in parts])
    np.testing.assert_array_equal(frames, X)
    np.testing.assert_array_equal(same, groups)


def test_cube():
    cube = np.arange(24.0).reshape(2, 4, 3)
    X, groups = stack_series(cube)
    np.testing.assert_array_equal(X, cube.reshape(8, 3))
    np.testing.assert_array_equal(groups, [0] * 4 + [1] * 4)


@pytest.mark.parametrize(
    ("all_X", "message"),
    [
        ([], "no series to stack"),
        ([np.zeros(3)], r"series 0 has the shape \(3,\).*reshape"),
        ([np.zeros((2, 2)), np.zeros((2, 3))], "series 1 has 3 columns and series 0"),
    ],
)
def test_what_cannot_be_stacked(all_X, message):
    with pytest.raises(ValueError, match=message):
        stack_series(all_X)
