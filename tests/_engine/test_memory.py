"""What does not fit into memory is said by the names of the parameters."""

import numpy as np
import pytest
from networks import dense_network
from tiny import tiny

from skseq._engine.memory import naming_sizes
from skseq.utils._checks.common import seasonal_series

X = seasonal_series(60)


@pytest.mark.parametrize(
    ("name", "params", "first"),
    [
        ("LSTMDetector", {"units": 10**6}, "units=1000000"),
        ("AutoencoderDetector", {"latent_size": 10**13}, "latent_size=10000000000000"),
        ("GRUDetector", {"batch_size": 10**11}, "batch_size=100000000000"),
    ],
)
def test_size_that_is_too_large_is_named(name, params, first):
    detector = tiny(name, window_size=8, max_iter=1, **params)
    before = vars(detector).copy()
    message = rf"not enough memory for {first}, together with .*columns of X: make the"
    with pytest.raises(MemoryError, match=message) as info:
        detector.fit(X)
    assert "\n" not in str(info.value)
    assert vars(detector) == before


def test_segments_are_named_by_what_makes_them_long():
    with (
        pytest.raises(MemoryError, match=r"segments of 9999 rows \(by window_size\)"),
        naming_sizes(dense_network(), 9999, 32),
    ):
        np.empty(2**50)


def test_other_errors_pass():
    with (
        pytest.raises(RuntimeError, match=r"^another$"),
        naming_sizes(dense_network(), 8, 32),
    ):
        raise RuntimeError("another")
