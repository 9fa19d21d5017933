"""The activations of dense layers, by the names that Keras has for them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

# Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.26: the error function
# to 1.5e-7. NumPy has none.
_ERF_SCALE = 0.3275911
_ERF = (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592)


def relu(x: np.ndarray) -> np.ndarray:
    """Return what is above zero."""
    return np.maximum(x, 0)


def elu(x: np.ndarray) -> np.ndarray:
    """Return x above zero, and an exponential that falls to -1 below."""
    return np.where(x > 0, x, np.expm1(np.minimum(x, 0)))


def gelu(x: np.ndarray) -> np.ndarray:
    """Return x times the share of a normal distribution below it."""
    size = np.abs(x) / np.sqrt(x.dtype.type(2))
    t = 1 / (1 + x.dtype.type(_ERF_SCALE) * size)
    polynomial = np.polyval(np.array([*_ERF, 0.0], dtype=x.dtype), t)
    erf = np.copysign(1 - polynomial * np.exp(-np.square(size)), x)
    return x / 2 * (1 + erf)


def silu(x: np.ndarray) -> np.ndarray:
    """Return x times its sigmoid."""
    return x * (np.tanh(x / 2) + 1) / 2


def linear(x: np.ndarray) -> np.ndarray:
    """Return x."""
    return x


ACTIVATIONS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "relu": relu,
    "tanh": np.tanh,
    "elu": elu,
    "gelu": gelu,
    "silu": silu,
    "linear": linear,
}
