"""Networks that read row by row, and estimate rows from what they have read."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, Protocol

import numpy as np

from skseq._forward.arrays import Count, State, Which


class Layer(Protocol):
    """What reads one row at a time and carries a state."""

    memory: int | None  # Rows that it looks back, None where it never forgets
    units: int  # Numbers that it gives out

    def init(self, n: int) -> Any: ...

    def step(
        self, state: Any, which: Which, place: Count, rows: np.ndarray
    ) -> np.ndarray: ...


class RowNetwork:
    """Layers that read row by row, and a linear head for each lag.

    The head of lag ``k`` estimates, from what has been read up to row ``t``, the row
    ``t - k``. It is the network of :func:`skseq.detectors._recurrent.estimate_rows`.
    """

    def __init__(
        self,
        layers: list[Layer],
        heads: list[np.ndarray],
        lags: tuple[int, ...],
        n_features: int,
    ) -> None:
        self.lags, self.n_features = lags, n_features
        self.n_before = max(0, *(-lag for lag in lags))
        self.layers = {f"layer_{i}": layer for i, layer in enumerate(layers)}
        # Kernel and bias of the latent space, if any, and of the heads.
        self.heads = [heads[i : i + 2] for i in range(0, len(heads), 2)]
        # With two axes, as rows have: else NumPy takes longer for a single one.
        self._heads = [(kernel, bias[None]) for kernel, bias in self.heads]

    @property
    def memory(self) -> int | None:
        """Return how many rows it looks back, None where it never forgets one."""
        found = 0
        for layer in self.layers.values():
            if layer.memory is None:
                return None
            found += layer.memory
        return found

    @property
    def n_latent(self) -> int:
        """Return to how many numbers what has been read is compressed."""
        if self._compresses:
            return len(self.heads[0][1])
        return list(self.layers.values())[-1].units

    @property
    def _compresses(self) -> bool:
        """Tell whether estimates are made from fewer numbers than the state."""
        return len(self.heads) > 1

    def init(self, n: int) -> State:
        """Return the states of new streams, before any row, zeros included."""
        return {name: layer.init(n) for name, layer in self.layers.items()}

    def read(
        self, state: Any, which: Which, place: Count, rows: np.ndarray
    ) -> np.ndarray:
        """Return the state of the last layer after one more row; states are moved."""
        for name, layer in self.layers.items():
            rows = layer.step(state[name], which, place, rows)
        return rows

    def estimate(self, states: np.ndarray) -> np.ndarray:
        """Return the estimates of each lag, (n, n_lags, n_features)."""
        for kernel, bias in self._heads:
            states = states @ kernel
            states += bias
        return states.reshape(len(states), len(self.lags), self.n_features)

    def started(self) -> tuple[State, np.ndarray]:
        """Return the state of a stream that has read the zeros before its first row.

        With it come the estimates made there, (n_before, n_lags, n_features).
        """
        state, zeros = self.init(1), np.zeros((1, self.n_features), np.float32)
        found = [
            self.estimate(self.read(state, slice(0, 1), place, zeros))[0]
            for place in range(-self.n_before, 0)
        ]
        shape = self.n_before, len(self.lags), self.n_features
        return state, np.reshape(np.array(found, np.float32), shape)

    def __call__(self, segments: np.ndarray) -> np.ndarray:
        """Return the estimates of segments, zero where there is no state to make one.

        The shapes are (batch, length, n_features) and (batch, length, n_lags,
        n_features).
        """
        batch, length, n_features = segments.shape
        states = list(self._states(segments))
        flat = np.stack(states, axis=1).reshape(batch * len(states), -1)
        made = self.estimate(flat).reshape(batch, len(states), -1, n_features)
        found = np.zeros((batch, length, len(self.lags), n_features), np.float32)
        for number, lag in enumerate(self.lags):
            first = self.n_before + lag
            some = made[:, first : first + length, number]
            found[:, : some.shape[1], number] = some
        return found

    def encode(self, segments: np.ndarray) -> np.ndarray:
        """Return what estimates are made from after each row, compressed if it is.

        The shapes are (batch, length, n_features) and (batch, length, n_latent).
        """
        states = islice(self._states(segments), self.n_before, None)
        if self._compresses:
            kernel, bias = self.heads[0]
            states = (state @ kernel + bias for state in states)
        return np.stack(list(states), axis=1)

    def _states(self, segments: np.ndarray) -> Iterator[np.ndarray]:
        """Yield the state of the last layer after each row, zeros before included."""
        batch, length, n_features = segments.shape
        before = np.zeros((batch, n_features), np.float32)
        state, every = self.init(batch), slice(None)
        for place in range(-self.n_before, length):
            rows = segments[:, place] if place >= 0 else before
            yield self.read(state, every, place, rows)
