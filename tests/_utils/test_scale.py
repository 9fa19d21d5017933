"""A unit for values of any size."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from skseq._utils.scale import binary_unit


@given(st.floats(1e-290, 1.7e308), st.sampled_from([1, -1]))
def test_values_are_of_order_one_in_their_unit(size, sign):
    values = np.array([0.0, sign * size, sign * size / 3])
    unit = binary_unit(values)
    assert 1 <= np.abs(values / unit).max() < 2
    assert np.frexp(unit)[0] == 0.5
    np.testing.assert_array_equal(values / unit * unit, values)


def test_zeros_have_the_unit_one():
    assert binary_unit(np.zeros(3)) == binary_unit(np.zeros(0)) == 1
    assert binary_unit(np.array([5e-324])) > 0
