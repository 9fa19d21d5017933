"""TCNDetector: residual blocks of causal convolutions that read exactly a window."""

import numpy as np
import pytest
from numpy_networks import assert_estimates, estimates
from sklearn.utils._param_validation import InvalidParameterError
from tiny import tiny

from skseq._forward.convolution import cover
from skseq.utils._checks.common import seasonal_series

X = seasonal_series(150)


def fit(**params):
    return tiny("TCNDetector", window_size=12, max_iter=2, **params).fit(X)


def convolve(rows, kernel, bias, dilation=1):
    """Return a causal convolution; the kernel holds its taps above each other."""
    size = len(kernel) // rows.shape[2]
    result = np.zeros((*rows.shape[:2], len(bias))) + bias
    for number, tap in enumerate(np.split(kernel, size)):
        late = dilation * (size - 1 - number)
        result[:, late:] += rows[:, : rows.shape[1] - late] @ tap
    return result


def test_network_computes_the_equations_of_the_docs(segments):
    detector = fit(kernel_size=2)
    *layers, latent, heads = zip(
        detector.weights_[::2], detector.weights_[1::2], strict=True
    )
    # Of 11 rows before the last, 2 (1 + 2 + 2) are for the blocks.
    first, blocks = layers[0], list(zip(layers[1::2], layers[2::2], strict=True))
    assert first[0].shape == (2 * 2, 8)
    assert len(blocks) == 3

    def read(rows):
        values = convolve(rows, *first)
        for dilation, (one, other) in zip((1, 2, 2), blocks, strict=True):
            found = np.maximum(convolve(values, *one, dilation), 0)
            found = np.maximum(convolve(found, *other, dilation), 0)
            values = np.maximum(values + found, 0)
        return values

    network = detector.network_
    rows = segments(network)
    expected = estimates(rows, [read], detector.lags_, latent, heads)
    assert_estimates(network(rows), expected)


@pytest.mark.parametrize("kernel_size", [2, 3, 5])
@pytest.mark.parametrize("reach", [0, 1, 2, 3, 4, 7, 31, 47, 63, 127])
def test_convolutions_reach_exactly_so_far(reach, kernel_size):
    first_size, dilations = cover(reach, kernel_size)
    assert first_size - 1 + 2 * (kernel_size - 1) * sum(dilations) == reach
    assert 1 <= first_size <= 2 * (kernel_size - 1)
    assert dilations[:-1] == [2**n for n in range(len(dilations) - 1)]


@pytest.mark.parametrize("lags", [(0, 11), (-3, 0)])
def test_estimates_depend_on_a_window_and_on_no_row_beyond_it(lags, segments):
    network = fit(lags=lags).network_
    rows, t = segments(network), 15
    for place in range(rows.shape[1]):
        changed = rows.copy()
        changed[:, place] += 1
        change = np.abs(np.subtract(network(changed), network(rows)))[:, t]
        for number, lag in enumerate(lags):
            last = t + lag
            first = last - (11 + min(lags[0], 0))
            assert change[:, number].any() == (first <= place <= last)


@pytest.mark.parametrize("lags", ["auto", (-3, 0, 5), (-11, 0)])
def test_scores_do_not_depend_on_where_reading_began(lags):
    detector = fit(lags=lags, detrend=False, smoothing=1)
    scores = detector.score_samples(X)
    for start in (1, 40, 77):
        later = detector.score_samples(X[start:])
        np.testing.assert_allclose(later[20:], scores[start + 20 :], rtol=1e-5)


@pytest.mark.parametrize("kernel_size", [1, 2.5, (3,)])
def test_bad_kernel_sizes_are_refused(kernel_size):
    with pytest.raises(InvalidParameterError, match="'kernel_size' parameter"):
        fit(kernel_size=kernel_size)
