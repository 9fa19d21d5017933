"""What does not fit into memory is said by the names of the parameters."""

import numpy as np
import pytest
from networks import dense_network
from tiny import DETECTORS, tiny

from skseq._engine.memory import naming_sizes
from skseq.utils._checks.common import seasonal_series

X = seasonal_series(60)


SIZES = (
    "units",
    "latent_size",
    "hidden_layer_sizes",
    "kernel_size",
    "lags",
    "window_size",
    "batch_size",
)


@pytest.mark.parametrize(
    ("name", "param"),
    [(name, p) for name in DETECTORS for p in tiny(name).get_params() if p in SIZES],
)
# More than memory, more bytes than a pointer reaches, more than 64 bits.
@pytest.mark.parametrize("size", [10**13, 10**18, 2**70])
def test_size_that_is_too_large_is_named(name, param, size):
    detector = tiny(name, window_size=8, max_iter=1)
    if param == "kernel_size" and size == 10**13:
        return  # A kernel is no longer than the window, and few other sizes multiply.
    of_items = param in ("lags", "hidden_layer_sizes") or name == "StackedLSTMDetector"
    is_tuple = of_items and param not in ("latent_size", "window_size", "batch_size")
    value = (-size if param == "lags" else size,) if is_tuple else size
    detector.set_params(**{param: value})
    before = vars(detector).copy()
    with pytest.raises(MemoryError, match=r"columns of X: make the first") as info:
        detector.fit(X)
    assert "\n" not in str(info.value) and vars(detector) == before
    first = str(info.value).split(", together with ")[0]
    assert param in first or (param == "window_size" and "lags=(0, " in first)


@pytest.mark.parametrize("size", [10**13, 2**70])
def test_smoothing_is_at_most_over_all_rows(size):
    detector = tiny("AutoencoderDetector", window_size=8, max_iter=1)
    widest = detector.set_params(smoothing=10**6).fit(X).score_samples(X)
    detector.set_params(smoothing=size).fit(X)
    np.testing.assert_array_equal(detector.score_samples(X), widest)


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
