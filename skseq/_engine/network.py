"""A network that can be built, and the values of its variables, in Keras' order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from skseq._engine.backend import import_keras

if TYPE_CHECKING:
    import jax
    import keras

    from skseq._engine.loop import Trained

    Arrays: TypeAlias = Sequence[jax.Array | np.ndarray]
    # The trainable weights, the other variables of the network, those of the optimizer.
    State: TypeAlias = tuple[Arrays, Arrays, Arrays]


@dataclass(frozen=True)
class Network:
    """A network to build: everything that its shapes depend on."""

    # build(n_features, length, *, seed, **settings) returns a Keras model that maps
    # segments (batch, length, n_features) to estimates (batch, length, n_estimates,
    # n_features).
    build: Callable[..., Any]
    n_features: int
    settings: tuple[tuple[str, Any], ...]

    def model(self, length: int, seed: int | None) -> keras.Model:
        """Return a new Keras model with the initial weights of a seed, or zeros."""
        import_keras()
        settings = dict(self.settings)
        return self.build(self.n_features, length, **settings, seed=seed)


class Variables:
    """The variables of a network and of its optimizer, at one segment length.

    Subclasses compute with them, and hold no values from one call to the next: a state
    goes into each call and comes out of it.
    """

    # See skseq._engine.programs.Programs for their arguments.
    train: Callable[..., tuple[State, Any]]
    estimate: Callable[..., Any]
    loss: Callable[..., Any]

    def __init__(self, network: Network, length: int) -> None:
        keras = import_keras()
        self._model: Any = network.model(length, seed=None)
        # A variable of our own: that of Keras has the dtype of its settings.
        self._rate = keras.Variable(0.0, dtype="float32", trainable=False)
        self._optimizer = keras.optimizers.Adam(lambda: self._rate, clipnorm=1.0)
        self._optimizer._track_variable(self._rate)
        self._optimizer.build(self._model.trainable_variables)
        # Where each weight stands in the lists that Keras' stateless calls take.
        order = {id(v): place for place, v in enumerate(self._model.weights)}
        self._trainable = [order[id(v)] for v in self._model.trainable_variables]
        self._fixed = [order.get(id(v)) for v in self._model.non_trainable_variables]

    def initial_state(self, model: Any, start: Trained | None = None) -> State:
        """Return the training state of a model of this network.

        With ``start`` it has the weights and the optimizer state of that training.
        """
        trained = self.values(model.trainable_variables)
        others = self.values(model.non_trainable_variables)
        optimizer_state = self.values(self._optimizer.variables)
        if start is not None:
            trained = [start.weights[place] for place in self._trainable]
            others = [
                value if place is None else start.weights[place]
                for place, value in zip(self._fixed, others, strict=True)
            ]
            optimizer_state = start.optimizer_state or optimizer_state
        return trained, others, optimizer_state

    def refuse_other_shapes(self, weights: Arrays) -> None:
        """Raise where weights are not those of this network."""
        expected = [tuple(v.shape) for v in self._model.weights]
        found = [weight.shape for weight in weights]
        if found != expected:
            raise ValueError(
                f"weights_ has arrays of the shapes {found} where the network needs "
                f"{expected}: the fitted attributes were changed, so fit again."
            )

    def weights_of(self, state: State) -> Arrays:
        """Return the weights held by a training state, in the order of Keras."""
        trained, others, _ = state
        weights: dict[int | None, Any] = dict(
            zip(self._trainable, trained, strict=True)
        )
        weights |= dict(zip(self._fixed, others, strict=True))
        return [weights[place] for place in range(len(self._model.weights))]

    def values(self, variables: Sequence[Any]) -> list[Any]:
        """Return the values of variables."""
        return [v.value for v in variables]

    def placed(self, weights: Arrays) -> Any:
        """Return weights where the device has them, for many calls."""
        return weights
