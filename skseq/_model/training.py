"""From series and hyper-parameters to a trained network."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from skseq._model.architecture import Architecture
from skseq._model.columns import Columns
from skseq._model.crossfit import N_FOLDS
from skseq._model.model import Model
from skseq._model.sizes import LONGEST_PERIOD, nearest_window, smoothing_size
from skseq._series.period import dominant_period
from skseq._series.plans import Kind
from skseq._series.series import Series, longest_series
from skseq._series.times import MaxGap
from skseq.exceptions import SeriesWarning

if TYPE_CHECKING:
    from skseq._engine import Trained, Training

# Share of the learning rate at which a trained network goes on with new rows.
FURTHER_RATE = 0.1


@dataclass(frozen=True)
class Inputs:
    """What the training rows were, for new rows to be compared with."""

    n_features: int
    longest: int  # Rows of the longest series
    feature_names: np.ndarray | None
    max_gap: MaxGap
    time_column: str | None = None


@dataclass(frozen=True)
class Fitted:
    """All that a fit has learned: the model, and how its training can go on."""

    model: Model
    trained: Trained
    inputs: Inputs

    @property
    def architecture(self) -> Architecture:
        """Return the architecture of the network."""
        return self.model.estimator.architecture

    @property
    def columns(self) -> Columns:
        """Return the columns of the training series."""
        return self.model.estimator.columns


def choose_sizes(
    window_size: int | Literal["auto"],
    smoothing: int | Literal["auto"],
    plan: Kind,
    columns: Columns,
    series: Series,
    *,
    causal: bool,
) -> tuple[int, int]:
    """Return the window size and the smoothing, by the period where they are "auto"."""
    period = None
    if window_size == "auto":
        period = dominant_period(longest_series(series))
        window_size = nearest_window(period, plan, len(columns.in_network))
        if period is not None and period > LONGEST_PERIOD:
            warnings.warn(
                f"The dominant period of X is about {period} rows, of which "
                f"window_size='auto' sees {window_size} at a time: put a "
                "skseq.preprocessing.Deseasonalizer before the detector, or pass a "
                "window_size.",
                SeriesWarning,
                stacklevel=2,
            )
    if smoothing == "auto":
        smoothing = smoothing_size(period or window_size, causal=causal)
    return int(window_size), int(smoothing)


def train(
    architecture: Architecture,
    columns: Columns,
    series: Series,
    training: Training,
    *,
    start: Trained | None = None,
    report: Callable[[Trained], bool | None] | None = None,
) -> Trained:
    """Train a network on series, from random weights or from an earlier training."""
    from skseq._engine import train as train_network

    mask = series.mask
    if mask is not None and mask.shape[1] > 1:
        mask = mask[:, columns.in_network]
    return train_network(
        architecture.network(columns),
        architecture.training_plan,
        architecture.network_input(columns).rows(series).__getitem__,
        series.boundaries,
        training,
        mask=mask,
        report=report,
        start=start,
    )


def for_fold(training: Training, n_iter: int, number: int) -> Training:
    """Return how to train the network of a fold: all folds take as long as one fit."""
    return replace(
        training,
        max_iter=max(n_iter // N_FOLDS, 1),
        seed=(training.seed + 1 + number) % 2**31,
        validation_fraction=0.0,
    )


def further(training: Training, architecture: Architecture, n_rows: int) -> Training:
    """Return how to train on new rows: about once, in small steps of constant size."""
    rows_per_step = training.batch_size * architecture.training_plan.length
    n_steps = int(np.clip(-(-n_rows // rows_per_step), 1, training.max_iter))
    return replace(
        training,
        max_iter=n_steps,
        learning_rate=FURTHER_RATE * training.learning_rate,
        validation_fraction=0.0,
        falling_rate=False,
    )


def joined(before: Trained | None, after: Trained) -> Trained:
    """Return what two trainings have come to, one after the other."""
    if before is None:
        return after
    return replace(
        after,
        n_iter=before.n_iter + after.n_iter,
        loss_curve=before.loss_curve + after.loss_curve,
        validation_loss_curve=_joined_curves(
            before.validation_loss_curve, after.validation_loss_curve
        ),
    )


def _joined_curves(
    before: list[float] | None, after: list[float] | None
) -> list[float] | None:
    """Return one curve after the other, None where there is neither."""
    return before if after is None else (before or []) + after
