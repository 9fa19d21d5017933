"""Initial weights: drawn as Keras' initializers of the same names draw them."""

import numpy as np
import pytest

from skseq._layers.initializers import InitialWeights

NAMES = ["glorot_uniform", "orthogonal", "forget_bias"]


def test_seed_decides_everything():
    first, again, other = (
        InitialWeights(seed).glorot_uniform((5, 6)) for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


def test_each_layer_has_weights_of_its_own():
    initial = InitialWeights(0)
    one, other = (initial.orthogonal((4, 8)) for _ in range(2))
    assert (one != other).any()
    assert initial.noise_seed != initial.noise_seed


def test_kernels_are_uniform_up_to_the_bound_of_glorot():
    kernel = InitialWeights(0).glorot_uniform((300, 200), "float32")
    bound = np.sqrt(6 / 500)
    assert kernel.dtype == np.float32
    assert np.abs(kernel).max() == pytest.approx(bound, rel=1e-3)
    assert kernel.std() == pytest.approx(bound / np.sqrt(3), rel=0.01)


def test_recurrent_kernels_are_orthogonal():
    kernel = InitialWeights(0).orthogonal((8, 32), "float64")
    assert kernel.shape == (8, 32)
    np.testing.assert_allclose(kernel @ kernel.T, np.eye(8), atol=1e-12)


def test_forget_gates_start_open():
    bias = InitialWeights(0).forget_bias((12,), "float32")
    np.testing.assert_array_equal(bias, [0] * 3 + [1] * 3 + [0] * 6)


@pytest.mark.parametrize("name", NAMES)
def test_without_a_seed_all_weights_are_zeros(name):
    initial = InitialWeights(None)
    assert getattr(initial, name) == "zeros"
    assert initial.noise_seed == 0
