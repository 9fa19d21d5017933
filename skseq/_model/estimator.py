"""A trained network: what it expects rows to be, and how far they are from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from skseq._forward import RowNetwork, SegmentNetwork, WindowNetwork, should_run
from skseq._forward import estimates as forward_estimates
from skseq._model.architecture import Architecture
from skseq._model.columns import Columns, NetworkInput
from skseq._model.scores import squared_errors
from skseq._series.overlap import OverlapAverage
from skseq._series.plans import SegmentPlan
from skseq._series.segments import Segments
from skseq._series.series import Series


@dataclass(frozen=True)
class RowEstimator:
    """A trained network, which estimates rows from the rows around them."""

    architecture: Architecture
    columns: Columns
    weights: list[np.ndarray]
    # What computes the network in place of JAX and NumPy; then it needs no weights.
    runtime: SegmentNetwork | None = None

    @cached_property
    def input(self) -> NetworkInput:
        """Return what the network reads of series."""
        return self.architecture.network_input(self.columns)

    @cached_property
    def active(self) -> np.ndarray:
        """Return the columns that can be too calm: single rows have no steps."""
        has_steps = self.architecture.window_size > 1
        return self.columns.active[: None if has_steps else 0]

    @cached_property
    def ranged(self) -> np.ndarray:
        """Return the columns whose levels have a range that they can leave."""
        return self.input.ranged

    @cached_property
    def plan(self) -> SegmentPlan:
        """Return how series are cut when they are scored."""
        return self.architecture.scoring_plan

    @cached_property
    def forward(self) -> RowNetwork | WindowNetwork | None:
        """Return the network in NumPy, None where its architecture has none."""
        return self.architecture.forward(self.columns, self.weights)

    def estimates(
        self, series: Series, rows: np.ndarray | None = None
    ) -> Iterator[tuple[Segments, np.ndarray, np.ndarray]]:
        """Yield segments, what their valid rows hold and what is expected there.

        ``rows`` is what the network reads of the series, where it is known already.
        """
        rows = self.input.rows(series) if rows is None else rows
        read, boundaries = rows.__getitem__, series.boundaries
        network = self.runtime
        if network is None and should_run(self.plan, boundaries):
            network = self.forward
        if network is not None:
            yield from forward_estimates(network, self.plan, read, boundaries)
            return
        from skseq._engine import estimates

        built = self.architecture.network(self.columns)
        yield from estimates(built, self.weights, self.plan, read, boundaries)

    def settle_library(self) -> None:
        """Have one library estimate all parts of series, few rows and many alike."""
        if self.runtime is None:
            import skseq._engine  # noqa: F401

    def expected(self, series: Series) -> np.ndarray:
        """Return what is expected of each row, in the units of X.

        Constant columns are expected to stay so, and nothing, NaN, is expected of
        those that were missing throughout.
        """
        columns = self.columns
        expected = np.tile(columns.center, (len(series), 1))
        if not np.isfinite(columns.scale).any():
            return expected
        n_estimates = len(self.plan.lags)
        average = OverlapAverage(
            len(series), len(columns.in_network), self.plan, (0,) * n_estimates
        )
        for segments, _, estimated in self.estimates(series):
            average.add(segments, np.moveaxis(estimated, 2, 0))
        expected[:, columns.in_network] = self.input.expected(average.mean(), series)
        return expected

    def signals(
        self, series: Series, weights: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray | None]:
        """Return what can be unusual of each row, and which of it is known.

        First stand :meth:`errors`, then the activities of :attr:`active` columns, then
        how far :attr:`ranged` columns are beyond the range of their levels. An activity
        is the square of the step from the row before to a row, as the network reads
        them; before a series stands zero.
        """
        rows, excursions = self.input.rows_and_levels(series)
        errors, mask = self.errors(series, weights, rows)
        active, ranged = self.active, self.ranged
        if not len(active) + len(ranged):
            return errors, mask
        read = rows[:, np.searchsorted(self.columns.in_network, active)]
        before = np.concatenate([np.zeros_like(read[:1]), read[:-1]])
        before[series.boundaries[:-1]] = 0.0
        activities = np.square(read - before, dtype=np.float64)
        signals = np.hstack([errors, activities, excursions])
        if mask is None:
            return signals, None
        return signals, np.hstack([mask, mask[:, active], mask[:, ranged]])

    def mean_errors(self, series: Series) -> np.ndarray:
        """Return the mean squared error of each estimate of a row, by column."""
        read = self.columns.in_network
        known = series.full_mask()[:, read]
        shape = len(self.plan.lags), len(read)
        sums, counts = np.zeros(shape), np.zeros(shape, dtype=int)
        for segments, rows, estimated in self.estimates(series):
            known_there = known[segments.rows()[:, segments.plan.skipped :]]
            is_valid = segments.estimated()[..., None] & known_there[:, :, None]
            counts += is_valid.sum(axis=(0, 1))
            for number, errors in enumerate(squared_errors(rows, estimated)):
                where = is_valid[:, :, number]
                sums[number] += errors.sum(axis=(0, 1), where=where, dtype=np.float64)
        # A series may be too short for some of the estimates.
        return sums / np.maximum(counts, 1)

    def errors(
        self,
        series: Series,
        weights: np.ndarray | None = None,
        rows: np.ndarray | None = None,
    ) -> tuple[np.ndarray, np.ndarray | None]:
        """Return the squared error of each value, and the mask of those known.

        Errors are in variances of the training rows, those of constant columns in
        squared units of X; weights are those of each estimate in the error of a row.
        ``rows`` is what the network reads of the series, where it is known already.
        """
        read = self.columns.in_network
        known = None if series.mask is None else series.full_mask()[:, read]
        plan = self.plan
        average = OverlapAverage(len(series), len(read), plan, plan.error_delays)
        for segments, read_rows, estimated in self.estimates(series, rows):
            known_there = None
            if known is not None:
                known_there = known[segments.rows()[:, plan.skipped :]]
            errors = squared_errors(read_rows, estimated, weights)
            average.add(segments, errors, known_there)
        errors = np.zeros(series.values.shape)
        errors[:, read] = average.mean()
        errors[:, self.columns.is_constant] = self.columns.squared_deviations(series)
        if known is None:
            return errors, None
        mask = series.full_mask().copy()
        mask[:, read] = average.mask()
        return errors, mask
