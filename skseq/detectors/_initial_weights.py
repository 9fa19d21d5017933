"""Initial weights, drawn by NumPy.

Keras draws them by JAX, which compiles a program for each shape that it meets: more
than a second for the first network of a process.
"""

import numpy as np


class InitialWeights:
    """Initializers of the layers of one network, as Keras' of the same names.

    Parameters
    ----------
    seed : int or None
        Seed of the weights. With None all weights are zeros, for a network whose
        weights will be set.
    """

    def __init__(self, seed):
        self._is_blank = seed is None
        self._rng = np.random.default_rng(seed)

    @property
    def noise_seed(self):
        """Return a seed for a layer that draws noise in training."""
        return 0 if self._is_blank else int(self._rng.integers(2**31))

    @property
    def glorot_uniform(self):
        """Initializer of a kernel: uniform, of a variance that keeps that of signals.

        From Glorot and Bengio, "Understanding the difficulty of training deep
        feedforward neural networks", AISTATS 2010.
        """
        return self._unless_blank(self._glorot_uniform)

    @property
    def orthogonal(self):
        """Initializer of a recurrent kernel: rows of length one at right angles.

        From Saxe, McClelland and Ganguli, "Exact solutions to the nonlinear dynamics
        of learning in deep linear neural networks", ICLR 2014.
        """
        return self._unless_blank(self._orthogonal)

    @property
    def forget_bias(self):
        """Initializer of the bias of an LSTM: one for forget gates, otherwise zero.

        From Jozefowicz, Zaremba and Sutskever, "An empirical exploration of recurrent
        network architectures", ICML 2015.
        """
        return self._unless_blank(_forget_bias)

    def _unless_blank(self, initializer):
        return "zeros" if self._is_blank else initializer

    def _glorot_uniform(self, shape, dtype=None):
        limit = np.sqrt(6.0 / sum(shape))
        return self._rng.uniform(-limit, limit, shape).astype(dtype)

    def _orthogonal(self, shape, dtype=None):
        n_units, n_columns = shape  # a recurrent kernel has a column for each gate
        q, r = np.linalg.qr(self._rng.standard_normal((n_columns, n_units)))
        # The signs make the draw uniform among all orthogonal matrices.
        return (q * np.sign(np.diag(r))).T.astype(dtype)


def _forget_bias(shape, dtype=None):
    gates = np.zeros((4, shape[0] // 4), dtype=dtype)
    gates[1] = 1.0
    return gates.reshape(shape)
