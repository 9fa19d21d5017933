"""Compiled programs of networks, shared by all fits whose shapes agree.

Building and compiling a network takes longer than training a small one, and a grid
search would pay for it with each candidate. So what changes no shape (learning rate,
seed, number of rows, weights) is an argument of a program, never a part of it, and
programs are kept at module level.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

import jax
import jax.numpy as jnp

from skseq._engine.backend import import_keras
from skseq._engine.compile_cache import follow_config

# Compiled code takes about 30 MiB per network on a CPU.
MAX_PROGRAMS = 32


@dataclass(frozen=True)
class Network:
    """A network to build: everything that its shapes depend on.

    Parameters
    ----------
    build : callable
        ``build(n_features, length, *, seed, **settings)`` returns a Keras model that
        maps segments ``(batch, length, n_features)`` to estimates
        ``(batch, length, n_estimates, n_features)``.
    n_features : int
        Columns of a series.
    settings : tuple of (str, value) pairs
        Hyper-parameters of ``build``.
    """

    build: Callable
    n_features: int
    settings: tuple

    def model(self, length, seed):
        """Return a new Keras model with the initial weights of a seed, or zeros."""
        import_keras()
        settings = dict(self.settings)
        return self.build(self.n_features, length, **settings, seed=seed)


class Programs:
    """The compiled programs of one network at one segment length.

    Parameters
    ----------
    network : Network
        The network.
    length : int
        Rows in a segment.
    """

    def __init__(self, network, length):
        keras = import_keras()
        self._model = model = network.model(length, seed=None)
        self._optimizer = keras.optimizers.Adam(clipnorm=1.0)
        self._optimizer.build(model.trainable_variables)
        # Where each weight stands in the lists that Keras' stateless calls take.
        order = {id(v): place for place, v in enumerate(model.weights)}
        self._trainable = [order[id(v)] for v in model.trainable_variables]
        self._fixed = [order.get(id(v)) for v in model.non_trainable_variables]
        self.train = jax.jit(self._train)
        self.estimate = jax.jit(self._run)
        self.loss = jax.jit(self._loss)

    def initial_state(self, model, start=None):
        """Return the training state of a model of this network: lists of arrays.

        With ``start`` it has the weights and the memory of an earlier training.
        """
        trained = [v.value for v in model.trainable_variables]
        others = [v.value for v in model.non_trainable_variables]
        memory = [v.value for v in self._optimizer.variables]
        if start is not None:
            trained = [start.weights[place] for place in self._trainable]
            others = [
                value if place is None else start.weights[place]
                for place, value in zip(self._fixed, others, strict=True)
            ]
            memory = start.memory or memory
        return trained, others, memory

    def weights_of(self, state):
        """Return the weights held by a training state, in the order of Keras."""
        trained, others, _ = state
        weights = dict(zip(self._trainable, trained, strict=True))
        weights |= dict(zip(self._fixed, others, strict=True))
        return [weights[place] for place in range(len(self._model.weights))]

    def _train(self, state, n_steps, segments, weights, learning_rates):
        """Take ``n_steps`` steps, each on one batch of segments.

        ``segments`` is ``(steps, batch, length, n_features)``, ``weights``
        ``(steps, batch, length, n_estimates, 1 or n_features)`` and ``learning_rates``
        ``(steps,)``. Returns the new state and the sum of the losses.
        """

        def step(number, carried):
            (trained, others, memory), total = carried
            (loss, others), gradients = jax.value_and_grad(
                self._training_loss, has_aux=True
            )(trained, others, segments[number], weights[number])
            memory = self._at_rate(memory, learning_rates[number])
            trained, memory = self._optimizer.stateless_apply(
                memory, gradients, trained
            )
            return (list(trained), list(others), list(memory)), total + loss

        return jax.lax.fori_loop(0, n_steps, step, (state, jnp.float32(0.0)))

    def _at_rate(self, memory, learning_rate):
        """Return the optimizer's variables with another learning rate."""
        rate = self._optimizer._learning_rate
        return [
            learning_rate if variable is rate else value
            for variable, value in zip(self._optimizer.variables, memory, strict=True)
        ]

    def _training_loss(self, trained, others, segments, weights):
        estimates, others = self._model.stateless_call(
            trained, others, segments, training=True
        )
        return weighted_loss(segments, estimates, weights), others

    def _run(self, weights, segments):
        trained = [weights[place] for place in self._trainable]
        others = [
            variable.value if place is None else weights[place]
            for place, variable in zip(
                self._fixed, self._model.non_trainable_variables, strict=True
            )
        ]
        return self._model.stateless_call(trained, others, segments, training=False)[0]

    def _loss(self, network_weights, segments, weights):
        return weighted_loss(segments, self._run(network_weights, segments), weights)


def weighted_loss(segments, estimates, weights):
    """Return the mean squared error of what carries weight; zero where nothing does."""
    errors = jnp.square(segments[:, :, None, :] - estimates)
    total = jnp.broadcast_to(weights, errors.shape).sum()
    return (weights * errors).sum() / jnp.maximum(total, 1)


_programs: OrderedDict[tuple, Programs] = OrderedDict()
_lock = threading.RLock()


def get_programs(network, length):
    """Return the programs of a network, made at the first call and then kept."""
    with _lock:
        follow_config()
        key = (network, length)
        if key not in _programs:
            if len(_programs) >= MAX_PROGRAMS:
                _forget_oldest_half()
            _programs[key] = Programs(network, length)
        _programs.move_to_end(key)
        return _programs[key]


def _forget_oldest_half():
    # JAX gives memory back only when all compiled code is forgotten at once; the
    # programs that stay are compiled again when they are next used.
    for _ in range(MAX_PROGRAMS // 2):
        _programs.popitem(last=False)
    jax.clear_caches()


def clear_caches():
    """Forget all compiled programs and give their memory back.

    Each network shape takes about 30 MiB. Fitted detectors stay as they are; their next
    fit or score compiles again.

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
        jax.clear_caches()
