"""Estimates by a network that reads row by row and starts anew after each block."""

from __future__ import annotations

from typing import Any

import numpy as np

from skseq._forward import RowNetwork
from skseq._forward.arrays import State
from skseq._series.plans import SegmentPlan
from skseq._streaming.at import At, places_of, read_ring
from skseq._streaming.states import put, repeated, taken


class Blocks:
    """A network that reads blocks, each after a warm-up, as batches are cut into them.

    While a block runs to its end the next one warms up. A network that looks back no
    further than a warm-up need not start anew: it cannot tell.
    """

    def __init__(self, network: RowNetwork, plan: SegmentPlan) -> None:
        self._network = network
        self._stride, self._warm_up = plan.stride, plan.warm_up
        memory = network.memory
        self._starts_anew = memory is None or memory + network.n_before > plan.warm_up
        self._forecasts = np.flatnonzero(np.array(network.lags) < 0)
        ages = -np.array(network.lags)[self._forecasts]
        self._places = places_of(ages, network.n_before)
        self._fresh = self._new()

    def init(self, n: int) -> State:
        """Return the states of new streams."""
        state: State = {"running": repeated(self._fresh, n)}
        if self._starts_anew:
            state["next"] = repeated(self._fresh, n)
        return state

    def step(self, state: Any, at: At, rows: np.ndarray) -> np.ndarray:
        """Return the estimates that are known now, (n, n_lags, n_network_columns).

        That of lag ``k`` is of the row ``k`` rows ago, a forecast of this row.
        """
        if not self._starts_anew:
            return self._read(state["running"], at, rows)
        # Block i is in use from its warm-up on, and the first from its first row on.
        number = (at.place - self._warm_up) // self._stride
        is_int = isinstance(number, int)
        number = max(number, 0) if is_int else np.maximum(number, 0)
        place = at.place - number * self._stride
        switching = at.some((number > 0) & (place == self._warm_up))
        if switching is not None:
            warm = taken(state["next"], switching.which)
            put(state["running"], switching.which, warm)
            put(state["next"], switching.which, self._fresh)
        warming = place >= self._stride
        some = at.moved(place - self._stride).some(warming)
        if some is not None:
            chosen = rows[warming] if isinstance(warming, np.ndarray) else rows
            self._warm_up_with(state["next"], some, chosen)
        return self._read(state["running"], at.moved(place), rows)

    def _new(self) -> State:
        """Return the state of one block that begins."""
        network, before = self._network.started()
        if not len(self._forecasts):
            return {"network": network}
        return {"network": network, "forecasts": before[None, :, self._forecasts]}

    def _warm_up_with(self, state: Any, at: At, rows: np.ndarray) -> None:
        """Read a row of a block of which nothing is known yet but its forecasts."""
        if len(self._forecasts):
            self._read(state, at, rows)
        else:
            self._network.read(state["network"], at.which, at.place, rows)

    def _read(self, state: Any, at: At, rows: np.ndarray) -> np.ndarray:
        """Read a row of a block, and return the estimates known then."""
        states = self._network.read(state["network"], at.which, at.place, rows)
        made = self._network.estimate(states)
        if len(self._forecasts):
            ring = state["forecasts"]
            known = self._known(ring, at)
            ring[at.which, at.place % ring.shape[1]] = made[:, self._forecasts]
            made[:, self._forecasts] = known
        return made

    def _known(self, ring: np.ndarray, at: At) -> np.ndarray:
        """Return the forecasts of this row, made at their lags before it."""
        found = read_ring(ring, at, self._places)
        each = np.arange(len(self._forecasts))
        return found[:, each, each]
