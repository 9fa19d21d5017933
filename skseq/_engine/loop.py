"""The training loop: batches, learning rate, early stopping, best weights, progress."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from skseq._engine.memory import naming_sizes
from skseq._engine.network import Network, Variables
from skseq._engine.programs import get_programs
from skseq._engine.seeds import split_seed
from skseq._engine.shutdown import at_work
from skseq._series.plans import SegmentPlan
from skseq._series.segments import (
    Segments,
    draw_segments,
    tail_segments,
    validation_cuts,
)
from skseq._utils.constants import STEPS_PER_REPORT

if TYPE_CHECKING:
    from skseq._engine.network import Arrays, State

# Batches are handed to the compiled loop several at a time, up to this many bytes.
BYTES_PER_CALL = 2**23
# Segments of the validation tail that are used, at most.
MAX_VALIDATION_SEGMENTS = 64
# Beyond this loss, of values of about one, nothing is learned, and squares overflow.
MAX_LOSS = 1e30


@dataclass(frozen=True)
class Training:
    """How a network is trained."""

    # Steps of the optimizer, at most.
    max_iter: int
    # Segments per step.
    batch_size: int
    # Highest learning rate; it falls to zero as half a cosine over max_iter steps.
    learning_rate: float
    # Source of all randomness.
    seed: int
    # Share of the rows of each series, the last ones, that are kept from training to
    # decide when to stop; 0 = train for max_iter steps.
    validation_fraction: float = 0.0
    # Reports without progress after which training stops.
    n_iter_no_change: int = 10
    # How far the validation loss must fall to be progress.
    tol: float = 0.0
    # Whether the learning rate falls; otherwise it stays as it is.
    falling_rate: bool = True


@dataclass(frozen=True)
class Trained:
    """What training leaves behind: arrays and plain values."""

    # In the order of Keras.
    weights: list[np.ndarray]
    # Steps that were taken.
    n_iter: int
    # Mean loss of every STEPS_PER_REPORT steps.
    loss_curve: list[float]
    # Loss on the validation rows after each of them, None without such rows.
    validation_loss_curve: list[float] | None
    # With it training can go on; without it the optimizer starts anew.
    optimizer_state: list[np.ndarray]


def train(
    network: Network,
    plan: SegmentPlan,
    read: Callable[[np.ndarray], np.ndarray],
    boundaries: ArrayLike,
    training: Training,
    *,
    mask: np.ndarray | None = None,
    report: Callable[[Trained], bool | None] | None = None,
    start: Trained | None = None,
) -> Trained:
    """Train a network on the segments of series, from random weights or from a start.

    ``read(rows)`` returns the float32 rows of these indices. ``report`` is called after
    every ``STEPS_PER_REPORT`` steps and ends training where it returns True. The best
    weights are returned where there are validation rows, else the last.
    """
    cuts = validation_cuts(boundaries, training.validation_fraction)
    source = _Source(read, mask, boundaries, cuts)
    with naming_sizes(network, plan.length, training.batch_size):
        return _train(network, plan, source, training, report, start)


def _train(
    network: Network,
    plan: SegmentPlan,
    source: _Source,
    training: Training,
    report: Callable[[Trained], bool | None] | None,
    start: Trained | None,
) -> Trained:
    """Train a network from random weights or from a start."""
    programs = get_programs(network, plan.length)
    network_seed, rng = split_seed(training.seed)
    with at_work():
        model = network.model(plan.length, network_seed)
    batches = _Batches(plan, source, training, rng)
    progress = _Progress(programs, programs.initial_state(model, start))
    validation = _Validation(programs, plan, source, training)
    while progress.n_iter < training.max_iter and not validation.is_stalled:
        progress.take_steps(training.max_iter, batches)
        validation.look_at(progress.state)
        if not progress.losses[-1] <= MAX_LOSS:
            break
        if report is not None and report(progress.trained(validation.loss_curve)):
            break
    trained = progress.trained(validation.loss_curve, validation.best_weights)
    _refuse_diverged(trained, training)
    return trained


def _refuse_diverged(trained: Trained, training: Training) -> None:
    """Raise where training has left weights that are no numbers, or cannot be used."""
    losses = trained.validation_loss_curve or trained.loss_curve[-1:]
    are_numbers = all(np.isfinite(weights).all() for weights in trained.weights)
    if are_numbers and any(loss <= MAX_LOSS for loss in losses):
        return
    raise ValueError(
        f"learning_rate={training.learning_rate:g} is too large: after "
        f"{trained.n_iter} steps the loss was {trained.loss_curve[-1]:g}, so make it "
        "smaller."
    )


class _Source(NamedTuple):
    """Series to train on: how they are read, their mask, and where the tails begin."""

    read: Callable[[np.ndarray], np.ndarray]
    mask: np.ndarray | None
    boundaries: ArrayLike
    cuts: np.ndarray


class _Batches:
    """Draws the batches of as many steps as one call of the compiled loop takes."""

    def __init__(
        self,
        plan: SegmentPlan,
        source: _Source,
        training: Training,
        rng: np.random.Generator,
    ) -> None:
        self._plan, self._source = plan, source
        self._training, self._rng = training, rng
        batch_bytes = source.read(np.zeros((1, plan.length), dtype=int)).nbytes
        batch_bytes *= training.batch_size
        self._steps = int(np.clip(BYTES_PER_CALL // batch_bytes, 1, STEPS_PER_REPORT))

    def split(self, n_steps: int) -> list[int]:
        """Return how many steps each of the calls takes that make ``n_steps``."""
        n_whole, rest = divmod(n_steps, self._steps)
        return [self._steps] * n_whole + [rest] * (rest > 0)

    def draw(self, n_done: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return segments, weights and learning rates of the steps after ``n_done``."""
        shape = self._steps, self._training.batch_size, self._plan.length
        source = self._source
        segments = draw_segments(
            self._plan, source.boundaries, shape[0] * shape[1], self._rng, source.cuts
        )
        rows = source.read(segments.rows())
        weights = segments.loss_weights(source.mask)
        progress = (n_done + np.arange(self._steps)) / self._training.max_iter
        progress *= self._training.falling_rate
        rates = 0.5 * self._training.learning_rate * (1 + np.cos(np.pi * progress))
        return (
            rows.reshape(*shape, -1),
            weights.reshape(*shape, *weights.shape[2:]),
            np.minimum(rates, np.finfo(np.float32).max).astype(np.float32),
        )


@dataclass
class _Progress:
    """How far training has come."""

    programs: Variables
    state: State
    n_iter: int = 0
    losses: list[float] = field(default_factory=list)

    @at_work()
    def take_steps(self, max_iter: int, batches: _Batches) -> None:
        """Take as many steps as are reported at once, and remember their mean loss."""
        n_steps = min(STEPS_PER_REPORT, max_iter - self.n_iter)
        total = 0.0
        for count in batches.split(n_steps):
            drawn: Any = batches.draw(self.n_iter)
            self.state, loss = self.programs.train(self.state, count, *drawn)
            total += float(loss)
            self.n_iter += count
        self.losses.append(total / n_steps)

    @at_work()
    def trained(
        self, validation_curve: list[float] | None, weights: Arrays | None = None
    ) -> Trained:
        """Return what has been learned so far, with the last weights or with others."""
        return Trained(
            _arrays(weights or self.programs.weights_of(self.state)),
            self.n_iter,
            list(self.losses),
            None if validation_curve is None else list(validation_curve),
            _arrays(self.state[-1]),
        )


class _Validation:
    """Watches the loss on the tails of the series and keeps the best weights."""

    def __init__(
        self,
        programs: Variables,
        plan: SegmentPlan,
        source: _Source,
        training: Training,
    ) -> None:
        self._programs, self._training = programs, training
        self._best_loss, self._n_stalled = np.inf, 0
        self.best_weights: Arrays | None = None
        self.loss_curve: list[float] | None = None
        if training.validation_fraction:
            self.loss_curve = []
            segments = tail_segments(
                plan, source.boundaries, source.cuts, MAX_VALIDATION_SEGMENTS
            )
            self._batch: Any = self._padded(segments, source)

    @staticmethod
    def _padded(segments: Segments, source: _Source) -> tuple[np.ndarray, np.ndarray]:
        """Return a batch of one shape, so that more rows compile nothing new."""
        padding = (0, MAX_VALIDATION_SEGMENTS - len(segments))
        rows = np.pad(segments.rows(), (padding, (0, 0)), mode="edge")
        weights = segments.loss_weights(source.mask)
        return source.read(rows), np.pad(weights, (padding, *3 * [(0, 0)]))

    @property
    def is_stalled(self) -> bool:
        """Tell whether there was no progress for too long."""
        return self._n_stalled >= self._training.n_iter_no_change

    @at_work()
    def look_at(self, state: State) -> None:
        """Take note of the loss of a training state and of its weights if best."""
        if self.loss_curve is None:
            return
        weights = self._programs.weights_of(state)
        loss = float(self._programs.loss(weights, *self._batch))
        self.loss_curve.append(loss)
        has_progress = loss < self._best_loss - self._training.tol
        self._n_stalled = 0 if has_progress else self._n_stalled + 1
        if loss < self._best_loss:
            self._best_loss, self.best_weights = loss, weights


def _arrays(values: Arrays) -> list[np.ndarray]:
    """Return values as NumPy arrays."""
    return [np.asarray(value) for value in values]
