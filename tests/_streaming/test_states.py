"""States: nested arrays of streams."""

import numpy as np
from numpy.testing import assert_array_equal

from skseq._streaming.states import flat, joined, nested, put, repeated, taken


def state(*values):
    return {"a": {"b": np.array(values), "c": np.outer(values, [1, 10])}}


def test_names_are_paths_and_back():
    arrays = flat(state(1, 2))
    assert list(arrays) == ["a/b", "a/c"]
    assert_array_equal(nested(arrays)["a"]["c"], state(1, 2)["a"]["c"])


def test_streams_are_taken_joined_and_put():
    both = joined(state(1, 2), repeated(state(5), 2))
    assert_array_equal(both["a"]["b"], [1, 2, 5, 5])
    some = taken(both, np.array([1, 3]))
    put(both, np.array([0, 2]), some)
    assert_array_equal(both["a"]["c"], np.outer([2, 2, 5, 5], [1, 10]))
    some["a"]["b"][:] = 0
    put(both, slice(0, 4), state(7))
    assert_array_equal(both["a"]["b"], [7, 7, 7, 7])
    assert_array_equal(taken(both, slice(0, 1))["a"]["b"], [7])
