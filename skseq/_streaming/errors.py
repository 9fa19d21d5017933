"""From estimates of rows to squared errors of columns, as they become known."""

from __future__ import annotations

from typing import Any

import numpy as np

from skseq._forward.arrays import State
from skseq._model.columns import Columns
from skseq._series.scaling import squared_deviations
from skseq._streaming.at import At, places_of, read_ring, write_ring
from skseq._streaming.chosen import as_row


class Errors:
    """The error of each column: the mean over the estimates that are known now.

    Constant columns have their distance from the constant, those without any value in
    training none.
    """

    def __init__(
        self, columns: Columns, lags: tuple[int, ...], weights: np.ndarray
    ) -> None:
        self._read, self._is_constant = columns.in_network, columns.is_constant
        self._center, self._scale = columns.center, columns.scale
        self._weights = as_row(weights.astype(np.float32))
        self._delays = np.maximum(lags, 0)
        self._n_kept = int(self._delays.max()) + 1
        # To divide by an array takes half as long as by a number.
        self._n_lags = np.array(float(len(lags)))
        self._places = places_of(self._delays, self._n_kept)
        self._only_network = len(self._read) == len(columns.center) and not (
            self._is_constant.any()
        )

    def init(self, n: int) -> State:
        """Return the states of new streams: the last rows, if they are still needed."""
        if self._n_kept == 1:
            return {}
        return {"rows": np.zeros((n, self._n_kept, len(self._read)), np.float32)}

    def init_missing(self, n: int) -> State:
        """Return which of these rows were missing."""
        return {"rows": np.zeros((n, self._n_kept, len(self._read)), bool)}

    def step(
        self,
        state: Any,
        missing_state: Any,
        at: At,
        z: np.ndarray,
        estimates: np.ndarray,
        filled: np.ndarray,
        missing: np.ndarray | None,
    ) -> tuple[np.ndarray, np.ndarray | None]:
        """Return errors (n, n_features), zero where unknown, and which are unknown.

        ``z`` are the rows as the network reads them, ``filled`` in units of X.
        ``missing_state`` is None as long as no value has ever been missing.
        """
        rows = z[:, None]
        if self._n_kept > 1:
            write_ring(state["rows"], at, z)
            rows = read_ring(state["rows"], at, self._places)
        errors = np.square(rows - estimates) * self._weights
        n_known = self._reached(at)
        if n_known is not None:
            errors *= n_known
            n_known = n_known.sum(axis=1)
        else:
            n_known = self._n_lags
        unknown = None
        if missing_state is not None:
            known = self._known(missing_state["rows"], at, missing, errors.shape)
            errors *= known
            n_known = known.sum(axis=1)
            unknown = n_known == 0
            n_known = np.maximum(n_known, 1)
        found = np.add.reduce(errors, axis=1, dtype=np.float64) / n_known
        return self._of_all_columns(found, unknown, filled, missing)

    def _reached(self, at: At) -> np.ndarray | None:
        """Return which lags the stream has had rows for, None if all of them.

        The shape is (1 or n, n_lags, 1).
        """
        if isinstance(at.place, np.ndarray):
            reached = self._delays <= at.place[:, None]
            return None if reached.all() else reached[:, :, None]
        if at.place >= self._n_kept - 1:
            return None
        return (self._delays <= at.place)[None, :, None]

    def _known(
        self,
        ring: np.ndarray,
        at: At,
        missing: np.ndarray | None,
        shape: tuple[int, ...],
    ) -> np.ndarray:
        """Tell which errors are of a value that is not missing, (n, n_lags, n)."""
        write_ring(ring, at, np.False_ if missing is None else missing[:, self._read])
        known = ~read_ring(ring, at, self._places)
        reached = self._reached(at)
        return known if reached is None else known & reached

    def _of_all_columns(
        self,
        found: np.ndarray,
        unknown: np.ndarray | None,
        filled: np.ndarray,
        missing: np.ndarray | None,
    ) -> tuple[np.ndarray, np.ndarray | None]:
        """Return the errors of all columns, not only of those of the network."""
        if self._only_network:
            return found, unknown
        errors = np.zeros(filled.shape)
        errors[:, self._read] = found
        errors[:, self._is_constant] = squared_deviations(
            filled, self._center, self._scale
        )
        if unknown is None:
            return errors, None
        every = np.zeros(filled.shape, bool) if missing is None else missing.copy()
        every[:, self._read] = unknown
        return errors, every
