"""States: arrays nested by name, with an axis of streams first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from skseq._forward.arrays import State, Which


def mapped(function: Callable[[np.ndarray], np.ndarray], state: Any) -> State:
    """Return a state whose arrays are those of another, changed by a function."""
    return {
        name: mapped(function, part) if isinstance(part, dict) else function(part)
        for name, part in state.items()
    }


def repeated(state: State, n: int) -> State:
    """Return the state of ``n`` streams that are all as one is."""
    return mapped(lambda array: np.repeat(array, n, axis=0), state)


def taken(state: State, which: Which) -> State:
    """Return a copy of the state of some streams."""
    return mapped(lambda array: array[which].copy(), state)


def put(state: Any, which: Which, other: Any) -> None:
    """Give some streams the state of others, each its own or all the same."""
    for name, part in other.items():
        if isinstance(part, dict):
            put(state[name], which, part)
        else:
            state[name][which] = part


def joined(first: Any, second: Any) -> State:
    """Return the states of the streams of one, then those of the other."""
    return {
        name: joined(part, second[name])
        if isinstance(part, dict)
        else np.concatenate([part, second[name]])
        for name, part in first.items()
    }


def flat(state: Any, prefix: str = "") -> dict[str, np.ndarray]:
    """Return the arrays by names like "network/running/layer_0/h"."""
    found: dict[str, np.ndarray] = {}
    for name, part in state.items():
        if isinstance(part, dict):
            found |= flat(part, f"{prefix}{name}/")
        else:
            found[prefix + name] = part
    return found


def nested(arrays: dict[str, np.ndarray]) -> State:
    """Return what :func:`flat` was given."""
    state: dict[str, Any] = {}
    for path, array in arrays.items():
        *parents, name = path.split("/")
        part = state
        for parent in parents:
            part = part.setdefault(parent, {})
        part[name] = array
    return state
