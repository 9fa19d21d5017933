"""An architecture with its hyper-parameters: a network to be built and fed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from skseq._forward import RowNetwork, WindowNetwork, make_network, network_name
from skseq._model.columns import WINDOWS_PER_TREND, Columns, NetworkInput
from skseq._series.plans import Kind, SegmentPlan, scoring_plan, training_plan

if TYPE_CHECKING:
    from skseq._engine import Network


@dataclass(frozen=True)
class Architecture:
    """A network that can be built for any columns, and how series are cut for it."""

    # build(n_features, length, *, seed, **params) returns a Keras model
    build: Callable[..., Any]
    params: tuple[tuple[str, Any], ...]
    plan: Kind
    window_size: int
    causal: bool
    detrend: bool

    @property
    def lags(self) -> tuple[int, ...]:
        """Return how many rows after a row each estimate of it is made."""
        return dict(self.params).get("lags", (0,))

    @property
    def scoring_plan(self) -> SegmentPlan:
        """Return how series are cut when they are scored."""
        return scoring_plan(
            self.plan, self.window_size, causal=self.causal, lags=self.lags
        )

    @property
    def training_plan(self) -> SegmentPlan:
        """Return how series are cut when the network is trained."""
        return training_plan(self.plan, self.window_size, self.lags)

    def network(self, columns: Columns) -> Network:
        """Return the network for some columns; equal ones share compiled programs."""
        from skseq._engine import Network

        return Network(self.build, len(columns.in_network), self.params)

    def forward(
        self, columns: Columns, weights: list[np.ndarray]
    ) -> RowNetwork | WindowNetwork | None:
        """Return the trained network in NumPy, None where there is none."""
        name, n_features = network_name(self.build), len(columns.in_network)
        if name is None:
            return None
        return make_network(name, dict(self.params), weights, n_features)

    def network_input(self, columns: Columns) -> NetworkInput:
        """Return what the network reads of series with these columns."""
        has_trend = self.detrend and self.window_size > 1
        trend_size = WINDOWS_PER_TREND * self.window_size if has_trend else 0
        return NetworkInput(columns, trend_size, self.causal)
