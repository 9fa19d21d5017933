"""Initial weights, drawn by NumPy.

Keras draws them by JAX, which compiles a program for each shape: more than a second.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypeAlias

import numpy as np

# As Keras takes it: a function of the shape and the dtype, or a name.
Initializer: TypeAlias = Callable[..., np.ndarray] | Literal["zeros"]


class InitialWeights:
    """Initializers of the layers of one network, as Keras' of the same names.

    With the seed None all weights are zeros, for a network whose weights will be set.
    """

    def __init__(self, seed: int | None) -> None:
        self._is_blank = seed is None
        self._rng = np.random.default_rng(seed)

    @property
    def noise_seed(self) -> int:
        """Draw a seed for a layer that adds noise in training."""
        return 0 if self._is_blank else int(self._rng.integers(2**31))

    # Glorot and Bengio, "Understanding the difficulty of training deep feedforward
    # neural networks", AISTATS 2010.
    @property
    def glorot_uniform(self) -> Initializer:
        """Return that of a kernel: uniform, so that signals keep their variance."""
        return self._unless_blank(self._glorot_uniform)

    # Saxe, McClelland and Ganguli, "Exact solutions to the nonlinear dynamics of
    # learning in deep linear neural networks", ICLR 2014.
    @property
    def orthogonal(self) -> Initializer:
        """Return that of a recurrent kernel: rows of length one at right angles."""
        return self._unless_blank(self._orthogonal)

    # Jozefowicz, Zaremba and Sutskever, "An empirical exploration of recurrent network
    # architectures", ICML 2015.
    @property
    def forget_bias(self) -> Initializer:
        """Return that of the bias of an LSTM: one for forget gates, otherwise zero."""
        return self._unless_blank(_forget_bias)

    def _unless_blank(self, initializer: Callable[..., np.ndarray]) -> Initializer:
        """Return an initializer, or that of zeros where weights will be set."""
        return "zeros" if self._is_blank else initializer

    def _glorot_uniform(self, shape: tuple[int, ...], dtype: Any = None) -> np.ndarray:
        """Draw a kernel."""
        bound = np.sqrt(6.0 / sum(shape))
        return self._rng.uniform(-bound, bound, shape).astype(dtype)

    def _orthogonal(self, shape: tuple[int, int], dtype: Any = None) -> np.ndarray:
        """Draw a recurrent kernel."""
        n_units, n_columns = shape  # a recurrent kernel has a column for each gate
        q, r = np.linalg.qr(self._rng.standard_normal((n_columns, n_units)))
        # The signs make the draw uniform among all orthogonal matrices.
        return (q * np.sign(np.diag(r))).T.astype(dtype)


def _forget_bias(shape: tuple[int, ...], dtype: Any = None) -> np.ndarray:
    """Return the biases of an LSTM: ones for the forget gates, else zeros."""
    gates = np.zeros((4, shape[0] // 4), dtype=dtype)
    gates[1] = 1.0
    return gates.reshape(shape)
