"""From the name, hyper-parameters and weights of a network to what computes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal, Protocol, TypeAlias, TypeVar, cast

import numpy as np

from skseq._forward.convolution import Convolution, ResidualBlock, cover
from skseq._forward.gru import GRULayer
from skseq._forward.lstm import LSTMLayer
from skseq._forward.recurrent import RowNetwork
from skseq._forward.windows import DenseAutoencoder, LSTMAutoencoder

WindowNetwork: TypeAlias = DenseAutoencoder | LSTMAutoencoder
Name = Literal["autoencoder", "vae", "lstm_autoencoder", "lstm", "gru", "tcn"]
# Those whose latent numbers are decoded: the others estimate rows from a state.
DECODED: frozenset[Name] = frozenset(["autoencoder", "vae", "lstm_autoencoder"])
Build = TypeVar("Build", bound=Callable[..., Any])
Weights: TypeAlias = list[np.ndarray]


class SegmentNetwork(Protocol):
    """What estimates the rows of segments, computed by whatever library."""

    @property
    def n_features(self) -> int: ...

    def __call__(self, segments: np.ndarray, /) -> np.ndarray: ...


def runs_as(name: Name) -> Callable[[Build], Build]:
    """Say of a function that builds a Keras model what computes it in NumPy.

    It is said of the function, not of the class: one that builds another network has
    its own.
    """

    def mark(build: Build) -> Build:
        cast(Any, build).runs_as = name
        return build

    return mark


def network_name(build: Callable[..., Any]) -> Name | None:
    """Return the name of a network in NumPy, None where there is none."""
    return getattr(build, "runs_as", None)


def make_network(
    name: Name, params: Mapping[str, Any], weights: Weights, n_features: int
) -> RowNetwork | WindowNetwork:
    """Return a network with these weights, in the order of Keras."""
    weights = [np.asarray(weight) for weight in weights]
    return _MAKERS[name](params, weights, n_features)


def _autoencoder(
    params: Mapping[str, Any], weights: Weights, n_features: int
) -> DenseAutoencoder:
    """Return dense layers, linear in the latent space and at the end."""
    hidden = [True] * len(params["hidden_layer_sizes"])
    linear = [*hidden, False, *hidden, False]
    return DenseAutoencoder(weights, linear, params["activation"], n_features)


def _vae(
    params: Mapping[str, Any], weights: Weights, n_features: int
) -> DenseAutoencoder:
    """Return dense layers through the means of the latent numbers."""
    place = 2 * len(params["hidden_layer_sizes"]) + 2
    # The variances are drawn from in training only.
    return _autoencoder(params, weights[:place] + weights[place + 2 :], n_features)


def _lstm_autoencoder(
    params: Mapping[str, Any], weights: Weights, n_features: int
) -> LSTMAutoencoder:
    """Return an LSTM encoder and decoder."""
    return LSTMAutoencoder(weights)


def _recurrent(layer: type[LSTMLayer | GRULayer]) -> Callable[..., RowNetwork]:
    """Return what makes networks of recurrent layers of three weights each."""

    def make(
        params: Mapping[str, Any], weights: Weights, n_features: int
    ) -> RowNetwork:
        units = params["units"]
        n_weights = 3 * (len(units) if isinstance(units, tuple | list) else 1)
        layers: list[Any] = [layer(*weights[i : i + 3]) for i in range(0, n_weights, 3)]
        heads = weights[n_weights:]
        return RowNetwork(layers, heads, tuple(params["lags"]), n_features)

    return make


def _tcn(params: Mapping[str, Any], weights: Weights, n_features: int) -> RowNetwork:
    """Return residual blocks of dilated convolutions."""
    lags, size = tuple(params["lags"]), params["kernel_size"]
    reach = max(params["window_size"] - 1 + min(0, *lags), 0)
    first_size, dilations = cover(reach, size)
    pairs = [weights[i : i + 2] for i in range(0, len(weights), 2)]
    layers: list[Any] = [Convolution(pairs[0][0], pairs[0][1], first_size)]
    for number, dilation in enumerate(dilations):
        first, second = (
            Convolution(kernel, bias, size, dilation)
            for kernel, bias in pairs[2 * number + 1 : 2 * number + 3]
        )
        layers.append(ResidualBlock(first, second))
    heads = weights[2 * (1 + 2 * len(dilations)) :]
    return RowNetwork(layers, heads, lags, n_features)


_MAKERS: dict[str, Callable[..., Any]] = {
    "autoencoder": _autoencoder,
    "vae": _vae,
    "lstm_autoencoder": _lstm_autoencoder,
    "lstm": _recurrent(LSTMLayer),
    "gru": _recurrent(GRULayer),
    "tcn": _tcn,
}
