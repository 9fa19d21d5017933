"""What is to be made smaller where a network does not fit into memory."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from numbers import Integral

from skseq._engine.network import Network

# Values that an array may have, at most: with the gates and bytes of each, JAX ends the
# process where it cannot count them.
MAX_VALUES = 2**58


@contextmanager
def naming_sizes(network: Network, length: int, batch_size: int) -> Iterator[None]:
    """Raise MemoryError with the sizes of a network where memory is exhausted."""
    sizes = _sizes(network, length, batch_size)
    # No array has more than three axes that are large.
    if math.prod(sorted(sizes.values())[-3:]) > MAX_VALUES:
        raise MemoryError(_advice(sizes))
    try:
        yield
    except (MemoryError, OverflowError, RuntimeError) as error:
        # JAX has no type of its own for it, and counts steps in 32 bits.
        if isinstance(error, RuntimeError) and "RESOURCE_EXHAUSTED" not in str(error):
            raise
        raise MemoryError(_advice(sizes)) from error


def _sizes(network: Network, length: int, batch_size: int) -> dict[str, int]:
    """Return what makes a network large, as the user writes it."""
    sizes = {
        f"{name}={value!r}": _largest(value)
        for name, value in network.settings
        if _largest(value) > 0
    }
    sizes[f"batch_size={batch_size}"] = batch_size
    sizes[f"segments of {length} rows (by window_size)"] = length
    sizes[f"{network.n_features} columns of X"] = network.n_features
    return sizes


def _advice(sizes: dict[str, int]) -> str:
    """Return which size to lower, the largest, and what the others are."""
    first, *others = sorted(sizes, key=sizes.__getitem__, reverse=True)
    return (
        f"there is not enough memory for {first}, together with {', '.join(others)}: "
        "make the first of them smaller."
    )


def _largest(value: object) -> int:
    """Return the largest size in a setting, 0 if there is none."""
    if isinstance(value, tuple):
        return max((_largest(item) for item in value), default=0)
    if isinstance(value, bool) or not isinstance(value, Integral):
        return 0
    return abs(int(value))
