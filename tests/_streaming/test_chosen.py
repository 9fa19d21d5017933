"""Some columns of rows: all of them, or by their numbers."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from skseq._streaming.chosen import Chosen, as_row


@pytest.mark.parametrize("numbers", [[], [1], [0, 2], [0, 1, 2]])
def test_columns_are_taken_changed_and_spread(numbers):
    numbers = np.array(numbers, dtype=int)
    rows = np.arange(6.0).reshape(2, 3)
    chosen, values = Chosen(numbers, 3), -1.0 - rows[:, : len(numbers)]
    assert_array_equal(chosen.of(rows), rows[:, numbers])
    assert_array_equal(chosen.spread(values)[:, numbers], values)
    others = np.setdiff1d(np.arange(3), numbers)
    assert (chosen.spread(values)[:, others] == 0).all()
    changed = chosen.changed(rows.copy(), values)
    assert_array_equal(changed[:, numbers], values)
    assert_array_equal(changed[:, others], rows[:, others])


def test_values_of_columns_are_shaped_as_a_row():
    assert_array_equal(as_row(np.arange(3)), [[0, 1, 2]])
