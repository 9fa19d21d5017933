"""The training loop: batches, learning rate, early stopping, best weights, progress."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from skseq._engine.programs import get_programs
from skseq._engine.seeds import split_seed
from skseq._segments import draw_segments, tail_segments, validation_cuts

# Losses are reported, and validation is done, once per so many steps.
STEPS_PER_REPORT = 25
# Batches are handed to the compiled loop several at a time, up to this many bytes.
BYTES_PER_CALL = 2**23
# Segments of the validation tail that are used, at most.
MAX_VALIDATION_SEGMENTS = 64


@dataclass(frozen=True)
class Training:
    """How a network is trained.

    Parameters
    ----------
    max_iter : int
        Steps of the optimizer, at most.
    batch_size : int
        Segments per step.
    learning_rate : float
        Highest learning rate; it falls to zero as half a cosine over ``max_iter``,
        or stays as it is without ``falling_rate``.
    seed : int
        Source of all randomness.
    validation_fraction : float, default=0.0
        Share of the rows of each series, the last ones, that are kept from training to
        decide when to stop; 0 = train for ``max_iter`` steps.
    n_iter_no_change : int, default=10
        Reports without progress after which training stops.
    tol : float, default=0.0
        Fall of the validation loss that counts as progress.
    falling_rate : bool, default=True
        Whether the learning rate falls.
    """

    max_iter: int
    batch_size: int
    learning_rate: float
    seed: int
    validation_fraction: float = 0.0
    n_iter_no_change: int = 10
    tol: float = 0.0
    falling_rate: bool = True


@dataclass
class Trained:
    """What training leaves behind: arrays and plain values.

    Parameters
    ----------
    weights : list of ndarray
        Weights of the network, in the order of Keras.
    n_iter : int
        Steps that were taken.
    loss_curve, validation_loss_curve : list of float
        Mean loss of every ``STEPS_PER_REPORT`` steps, and the loss on the validation
        rows after them (empty without any).
    memory : list of ndarray
        State of the optimizer, with which training can go on.
    """

    weights: list = field(default_factory=list)
    n_iter: int = 0
    loss_curve: list = field(default_factory=list)
    validation_loss_curve: list = field(default_factory=list)
    memory: list = field(default_factory=list)


def train(
    network, plan, read, borders, training, *, counted=None, report=None, start=None
):
    """Train a network on the segments of series.

    Parameters
    ----------
    network : Network
        What to train.
    plan : SegmentPlan
        How segments are cut.
    read : callable
        ``read(rows)`` returns the rows of these indices, float32, of shape
        ``(*rows.shape, n_features)``.
    borders : array-like of int of shape (n_series + 1,)
        First row of each series, then the number of rows.
    training : Training
        How to train.
    counted : ndarray of bool of shape (n_rows, 1) or (n_rows, n_features), default=None
        Which values count in the loss; None = all.
    report : callable, default=None
        Called with the :class:`Trained` so far after every ``STEPS_PER_REPORT`` steps.
        Training ends where it returns True.
    start : Trained, default=None
        Whose weights and memory to go on with; without memory the optimizer starts
        anew. By default the weights are drawn.

    Returns
    -------
    trained : Trained
        The best weights where there are validation rows, else the last.
    """
    programs = get_programs(network, plan.length)
    network_seed, rng = split_seed(training.seed)
    model = network.model(plan.length, network_seed)
    state = programs.initial_state(model, start)
    cuts = validation_cuts(borders, training.validation_fraction)
    source = _Source(read, counted, borders, cuts)
    batches = _Batches(plan, source, training, rng)
    validation = _Validation(programs, plan, source, training)
    trained = Trained()
    while trained.n_iter < training.max_iter and not validation.is_stalled:
        n_steps = min(STEPS_PER_REPORT, training.max_iter - trained.n_iter)
        total = 0.0
        for count in batches.split(n_steps):
            state, loss = programs.train(state, count, *batches.draw(trained.n_iter))
            total += float(loss)
            trained.n_iter += count
        trained.loss_curve.append(total / n_steps)
        validation.look_at(state, trained)
        if report is not None:
            trained.weights = _arrays(programs.weights_of(state))
            if report(trained):
                break
    trained.weights = _arrays(validation.best_weights or programs.weights_of(state))
    trained.memory = _arrays(state[-1])
    return trained


def _arrays(values):
    return [np.asarray(value) for value in values]


class _Source(NamedTuple):
    """Series to train on: how to read them, what counts, and where the tails begin."""

    read: Callable
    counted: np.ndarray | None
    borders: np.ndarray
    cuts: np.ndarray


class _Batches:
    """Draws the batches of as many steps as one call of the compiled loop takes."""

    def __init__(self, plan, source, training, rng):
        self._plan, self._source = plan, source
        self._training, self._rng = training, rng
        batch_bytes = source.read(np.zeros((1, plan.length), dtype=int)).nbytes
        batch_bytes *= training.batch_size
        self._steps = int(np.clip(BYTES_PER_CALL // batch_bytes, 1, STEPS_PER_REPORT))

    def split(self, n_steps):
        """Return how many steps each of the calls takes that make ``n_steps``."""
        whole, rest = divmod(n_steps, self._steps)
        return [self._steps] * whole + [rest] * (rest > 0)

    def draw(self, n_done):
        """Return segments, weights and learning rates of the steps after ``n_done``."""
        shape = self._steps, self._training.batch_size, self._plan.length
        source = self._source
        segments = draw_segments(
            self._plan, source.borders, shape[0] * shape[1], self._rng, source.cuts
        )
        rows = source.read(segments.rows())
        weights = segments.payload_weights(source.counted)
        progress = (n_done + np.arange(self._steps)) / self._training.max_iter
        progress *= self._training.falling_rate
        rates = 0.5 * self._training.learning_rate * (1 + np.cos(np.pi * progress))
        return (
            rows.reshape(*shape, -1),
            weights.reshape(*shape, *weights.shape[2:]),
            rates.astype(np.float32),
        )


class _Validation:
    """Watches the loss on the tails of the series and keeps the best weights."""

    def __init__(self, programs, plan, source, training):
        self._programs, self._training = programs, training
        self._best_loss, self._n_stalled = np.inf, 0
        self.best_weights = None
        if training.validation_fraction:
            segments = tail_segments(
                plan, source.borders, source.cuts, MAX_VALIDATION_SEGMENTS
            )
            self._batch = self._padded(segments, source)

    @staticmethod
    def _padded(segments, source):
        # Padded to one shape, so that another number of rows compiles nothing.
        padding = (0, MAX_VALIDATION_SEGMENTS - len(segments))
        rows = np.pad(segments.rows(), (padding, (0, 0)), mode="edge")
        weights = segments.payload_weights(source.counted)
        return source.read(rows), np.pad(weights, (padding, *3 * [(0, 0)]))

    @property
    def is_stalled(self):
        """Whether there was no progress for too long."""
        return self._n_stalled >= self._training.n_iter_no_change

    def look_at(self, state, trained):
        """Take note of the loss of a training state and of its weights if best."""
        if not self._training.validation_fraction:
            return
        weights = self._programs.weights_of(state)
        loss = float(self._programs.loss(weights, *self._batch))
        trained.validation_loss_curve.append(loss)
        has_progress = loss < self._best_loss - self._training.tol
        self._n_stalled = 0 if has_progress else self._n_stalled + 1
        if loss < self._best_loss:
            self._best_loss, self.best_weights = loss, weights
