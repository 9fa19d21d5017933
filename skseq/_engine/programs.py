"""Compiled programs of networks, shared by all fits whose shapes agree.

Building and compiling a network takes longer than training a small one, and a grid
search would pay for it with each candidate. So what changes no shape (learning rate,
seed, number of rows, weights) is an argument of a program, never a part of it, and
programs are kept at module level.
"""

from __future__ import annotations

import ctypes
import gc
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import jax
import jax.numpy as jnp

from skseq._engine.backend import refuse_missing_devices, runs_on_jax
from skseq._engine.compile_cache import follow_config
from skseq._engine.network import Network, Variables
from skseq._engine.portable import PortablePrograms
from skseq._engine.shutdown import at_work
from skseq._utils.processes import use_keras

if TYPE_CHECKING:
    from skseq._engine.network import Arrays, State

# Compiled code takes about 30 MiB per network on a CPU, a third of it for each shape of
# a batch that it is compiled for.
MAX_PROGRAMS, MAX_SHAPES = 32, 96


class Programs(Variables):
    """The compiled programs of one network at one segment length, for JAX."""

    def __init__(self, network: Network, length: int) -> None:
        super().__init__(network, length)
        self.train = _noting_shapes(jax.jit(self._train), 2)
        self.estimate = _noting_shapes(jax.jit(self._run), 1)
        self.loss = _noting_shapes(jax.jit(self._loss), 1)

    def placed(self, weights: Arrays) -> Any:
        """Return weights where the device has them, for many calls."""
        return jax.device_put(weights)

    def _train(
        self,
        state: State,
        n_steps: int,
        segments: jax.Array,
        weights: jax.Array,
        learning_rates: jax.Array,
    ) -> tuple[State, jax.Array]:
        """Return the state after ``n_steps`` batches, and the sum of their losses.

        The last three arguments are those of each step, stacked: segments (steps,
        batch, length, n_features), weights (steps, batch, length, n_estimates, 1 or
        n_features) and learning rates (steps,).
        """

        def step(number: jax.Array, carried: Any) -> Any:
            (trained, others, optimizer_state), total = carried
            (loss, others), gradients = jax.value_and_grad(
                self._training_loss, has_aux=True
            )(trained, others, segments[number], weights[number])
            optimizer_state = self._at_rate(optimizer_state, learning_rates[number])
            trained, optimizer_state = self._optimizer.stateless_apply(
                optimizer_state, gradients, trained
            )
            return (list(trained), list(others), list(optimizer_state)), total + loss

        return jax.lax.fori_loop(0, n_steps, step, (state, jnp.float32(0.0)))

    def _at_rate(self, optimizer_state: Arrays, learning_rate: jax.Array) -> Arrays:
        """Return the optimizer's variables with another learning rate."""
        return [
            learning_rate if variable is self._rate else value
            for variable, value in zip(
                self._optimizer.variables, optimizer_state, strict=True
            )
        ]

    def _training_loss(
        self, trained: Arrays, others: Arrays, segments: jax.Array, weights: jax.Array
    ) -> tuple[jax.Array, Arrays]:
        """Return the loss of a batch in training, and the variables it leaves."""
        with _lock:  # Keras notes in the layers what they add: one thread at a time.
            estimates, others, added = self._model.stateless_call(
                trained, others, segments, training=True, return_losses=True
            )
        loss = weighted_loss(segments, estimates, weights)
        # Without a zero to start from: nothing is added where layers add nothing.
        for each in added:
            loss += each
        return loss, others

    def _run(self, weights: Arrays, segments: jax.Array) -> jax.Array:
        """Return the estimates of a network with these weights."""
        trained = [weights[place] for place in self._trainable]
        others = [
            variable.value if place is None else weights[place]
            for place, variable in zip(
                self._fixed, self._model.non_trainable_variables, strict=True
            )
        ]
        with _lock:  # What layers have added to a loss elsewhere is forgotten here.
            return self._model.stateless_call(
                trained, others, segments, training=False
            )[0]

    def _loss(
        self, network_weights: Arrays, segments: jax.Array, weights: jax.Array
    ) -> jax.Array:
        """Return the loss of a network with these weights, outside training."""
        # Without what layers add: it is a mean over a batch that is partly padding
        # here, and serves training; scores are made of the errors alone.
        return weighted_loss(segments, self._run(network_weights, segments), weights)


def weighted_loss(
    segments: jax.Array, estimates: jax.Array, weights: jax.Array
) -> jax.Array:
    """Return the mean squared error of what carries weight; zero where nothing does."""
    errors = jnp.square(segments[:, :, None, :] - estimates)
    total = jnp.broadcast_to(weights, errors.shape).sum()
    return (weights * errors).sum() / jnp.maximum(total, 1)


def _noting_shapes(program: Any, place: int) -> Callable[..., Any]:
    """Return a program that notes the shapes of the batches at this place."""

    def run(*arguments: Any) -> Any:
        _shapes.add((program, arguments[place].shape))
        return program(*arguments)

    return run


_programs: OrderedDict[tuple[Network, int], Variables] = OrderedDict()
# What has been compiled since compiled code was last forgotten.
_shapes: set[tuple[Any, tuple[int, ...]]] = set()
_lock = threading.RLock()


@at_work()
def get_programs(network: Network, length: int) -> Variables:
    """Return the programs of a network, made at the first call and then kept."""
    kind = Programs if runs_on_jax() else PortablePrograms
    use_keras()
    if kind is Programs:
        refuse_missing_devices()
    with _lock:
        follow_config()
        key = (network, length)
        if key not in _programs:
            if len(_programs) >= MAX_PROGRAMS:
                _forget_oldest_half()
            _programs[key] = kind(network, length)
        elif len(_shapes) >= MAX_SHAPES:
            _give_memory_back()
        _programs.move_to_end(key)
        return _programs[key]


def _forget_oldest_half() -> None:
    """Give the memory of programs back, all of which are then compiled anew."""
    for _ in range(MAX_PROGRAMS // 2):
        _programs.popitem(last=False)
    _give_memory_back()


def _give_memory_back() -> None:
    """Forget all compiled code; programs that stay compile again when next used."""
    # JAX gives memory back only when all compiled code is forgotten at once, ...
    _shapes.clear()
    jax.clear_caches()
    gc.collect()
    # ... and the C library hands it back to the system only when told to.
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)


def clear_caches() -> None:
    """Forget all compiled programs and give their memory back.

    Each network takes about 30 MiB, and each further ``batch_size`` 10 MiB. Fitted
    detectors stay as they are; their next fit or score compiles again. What is left is
    mostly the code of Keras and JAX themselves.

    See Also
    --------
    skseq.set_config : Keeps compiled programs on disk, for other processes.

    Examples
    --------
    >>> import skseq
    >>> skseq.clear_caches()
    """
    with _lock:
        _programs.clear()
        _give_memory_back()
