"""Checks that the splitters share."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from numbers import Integral
from typing import Any


def count_rows(X: Any) -> int:
    """Rows of an array, a sparse matrix, a data frame or a list."""
    return X.shape[0] if hasattr(X, "shape") else len(X)


def check_ints(
    splitter: object, lowest: Mapping[str, int], optional: Collection[str] = ()
) -> None:
    """Raise ValueError unless the named parameters are ints of at least a bound."""
    for name, bound in lowest.items():
        if name in optional and getattr(splitter, name) is None:
            continue
        value: Any = getattr(splitter, name)
        is_int = isinstance(value, Integral) and not isinstance(value, bool)
        if not is_int or value < bound:
            raise ValueError(f"{name} must be an int >= {bound}, got {value!r}.")
