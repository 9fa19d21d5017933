"""Missing values: the last one seen of the column stands for them."""

from __future__ import annotations

from typing import Any

import numpy as np

from skseq._forward.arrays import State
from skseq._streaming.at import At


class Fill:
    """What stands for missing values, as :meth:`skseq._series.series.Series.filled`."""

    def __init__(self, center: np.ndarray) -> None:
        self._first = np.nan_to_num(center)

    def init(self, n: int) -> State:
        """Return the states of new streams: no value has been seen."""
        return {"last": np.full((n, len(self._first)), np.nan)}

    def step(
        self, state: Any, at: At, rows: np.ndarray, *, may_lack: bool
    ) -> tuple[np.ndarray, np.ndarray | None]:
        """Return rows without a missing value, and which were missing, if any was.

        Unless they may lack some, nobody looks.
        """
        missing = np.isnan(rows) if may_lack else None
        if missing is None or not missing.any():
            state["last"][at.which] = rows
            return rows, None
        seen = np.where(missing, state["last"][at.which], rows)
        state["last"][at.which] = seen
        return np.where(np.isnan(seen), self._first, seen), missing
