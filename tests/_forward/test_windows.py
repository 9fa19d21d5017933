"""The last row of windows is that of all their rows."""

import pytest
from numpy.testing import assert_allclose
from tiny import DETECTORS, tiny

WINDOWS = [name for name in DETECTORS if "lags" not in tiny(name).get_params()]


@pytest.mark.parametrize("name", WINDOWS)
def test_last_row_is_that_of_the_window(name, fitted, segments):
    detector = fitted(name)
    network = detector._model().estimator.forward
    windows = segments(detector.network_, n_segments=4)
    expected = network(windows)[:, -1, 0]
    assert_allclose(network.last_row(windows), expected, atol=1e-6)
