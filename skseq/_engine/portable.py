"""Training by Keras alone, on whatever library it runs."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from skseq._engine.backend import import_keras
from skseq._engine.network import Network, Variables

if TYPE_CHECKING:
    from skseq._engine.network import Arrays, State


class PortablePrograms(Variables):
    """What :class:`skseq._engine.programs.Programs` does, in Keras' own loop.

    Values are NumPy arrays outside of it. Within a call they are those of one model, so
    threads take turns.
    """

    def __init__(self, network: Network, length: int) -> None:
        super().__init__(network, length)
        self._lock = threading.Lock()
        self._model.compile(
            optimizer=self._optimizer,
            loss=_packed_loss(),
            jit_compile=False,
            auto_scale_loss=False,
        )

    def values(self, variables: Sequence[Any]) -> list[Any]:
        """Return the values of variables."""
        to_numpy = import_keras().ops.convert_to_numpy
        return [np.array(to_numpy(v.value)) for v in variables]

    def train(
        self,
        state: State,
        n_steps: int,
        segments: np.ndarray,
        weights: np.ndarray,
        learning_rates: np.ndarray,
    ) -> tuple[State, float]:
        """Return the state after ``n_steps`` batches, and the sum of their losses."""
        model, total = self._model, 0.0
        variables = (
            model.trainable_variables,
            model.non_trainable_variables,
            self._optimizer.variables,
        )
        with self._lock:
            for some, values in zip(variables, state, strict=True):
                _assign(some, values)
            for number in range(n_steps):
                self._rate.assign(learning_rates[number])
                # Otherwise it is the mean of all losses so far.
                model.reset_metrics()
                packed = _packed(segments[number], weights[number])
                total += float(model.train_on_batch(segments[number], packed))
            found, others, optimizer_state = map(self.values, variables)
        return (found, others, optimizer_state), total

    def estimate(self, weights: Arrays, segments: np.ndarray) -> np.ndarray:
        """Return the estimates of a network with these weights."""
        with self._lock:
            _assign(self._model.weights, weights)
            return self._model.predict_on_batch(segments)

    def loss(
        self, network_weights: Arrays, segments: np.ndarray, weights: np.ndarray
    ) -> float:
        """Return the loss of a network with these weights, outside training."""
        found = self.estimate(network_weights, segments)
        errors = np.square(segments[:, :, None, :] - found)
        total = np.broadcast_to(weights, errors.shape).sum()
        return float((weights * errors).sum() / max(total, 1.0))


def _packed(segments: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return what Keras hands to the loss: segments, and behind them the weights.

    Weights of Keras' own are one for all columns of a row; these are one for each.
    """
    shape = *weights.shape[:3], segments.shape[-1]
    weights = np.broadcast_to(weights, shape)
    return np.concatenate([segments[:, :, None], weights], axis=2, dtype=np.float32)


def _packed_loss() -> Any:
    """Return :func:`skseq._engine.programs.weighted_loss` of what was packed."""
    keras = import_keras()

    class PackedLoss(keras.losses.Loss):
        """The mean squared error of what carries weight."""

        def call(self, packed: Any, estimates: Any) -> Any:
            ops, weights = keras.ops, packed[:, :, 1:]
            errors = ops.square(packed[:, :, :1] - estimates)
            return ops.sum(weights * errors) / ops.maximum(ops.sum(weights), 1.0)

    # Otherwise it would have the dtype of Keras' settings.
    return PackedLoss(dtype="float32")


def _assign(variables: Sequence[Any], values: Arrays) -> None:
    """Set variables."""
    for variable, value in zip(variables, values, strict=True):
        variable.assign(value)
