"""Activations are those that Keras has under the same names."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from skseq._engine.backend import import_keras
from skseq._forward.activations import ACTIVATIONS


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activation_is_that_of_keras(name):
    x = np.linspace(-20, 20, 4001, dtype=np.float32)
    expected = import_keras().activations.get(name)(x)
    found = ACTIVATIONS[name](x)
    assert found.dtype == np.float32
    assert_allclose(found, np.asarray(expected), rtol=1e-6, atol=1e-6)
