"""Types of the arrays that are carried from row to row."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np

# Nested by the name of a part; each array has an axis of streams first.
State: TypeAlias = "dict[str, State | np.ndarray]"
# Which streams: those next to each other, or any, each once.
Which: TypeAlias = slice | np.ndarray
# A number of rows: that of all the streams, or of each of them.
Count: TypeAlias = int | np.ndarray
