"""How the values of events are summed up."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

AVERAGES = {"mean": np.mean, "median": np.median, "max": np.max}


def check_average(average: str | None, known: Iterable[str]) -> None:
    """Raise ValueError unless an average is None or one of those known."""
    if average is not None and average not in known:
        raise ValueError(
            f"average must be one of {tuple(known)} or None, got {average!r}."
        )
