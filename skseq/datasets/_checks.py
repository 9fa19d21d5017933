"""Checks of what generators are asked for, in one sentence each."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Integral, Real
from typing import Any

import numpy as np
from sklearn.utils import check_scalar


def check_finite(value: float, name: str, **bounds: Any) -> None:
    """Raise unless a parameter is a finite number within bounds."""
    check_scalar(value, name, Real, **bounds)
    if not np.isfinite(value):
        raise ValueError(f"{name}={value!r} must be finite.")


def check_wrap(wrap: float | None, counter: bool) -> None:
    """Raise unless a counter may start again at this value."""
    if wrap is None:
        return
    check_finite(wrap, "wrap", min_val=0, include_boundaries="neither")
    if not counter:
        raise ValueError(f"wrap={wrap!r} is for counters only; set counter=True.")


def checked_kinds(
    kinds: str | Sequence[str] | None, default: list[str], known: tuple[str, ...]
) -> list[str]:
    """Return the kinds of anomaly as a list of known ones."""
    if kinds is None:
        return default
    kinds = [kinds] if isinstance(kinds, str) else list(kinds)
    unknown = [kind for kind in kinds if kind not in known]
    if unknown or not kinds:
        raise ValueError(
            f"kinds={kinds!r} must name at least one of {list(known)}, and no other."
        )
    return kinds


def rows_of_training(train_size: float | int, n_timestamps: int) -> int:
    """Return how many rows come before the first event, at least."""
    if isinstance(train_size, Integral):
        check_scalar(
            train_size, "train_size", Integral, min_val=0, max_val=n_timestamps
        )
        return int(train_size)
    check_scalar(
        train_size, "train_size", Real, min_val=0, max_val=1, include_boundaries="left"
    )
    return int(np.ceil(train_size * n_timestamps))
