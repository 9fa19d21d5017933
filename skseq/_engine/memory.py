"""What is to be made smaller where a network does not fit into memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from numbers import Integral

from skseq._engine.programs import Network


@contextmanager
def naming_sizes(network: Network, length: int, batch_size: int) -> Iterator[None]:
    """Raise MemoryError with the sizes of a network where memory is exhausted."""
    try:
        yield
    except (MemoryError, RuntimeError) as error:
        # JAX has no type of its own for it.
        if isinstance(error, RuntimeError) and "RESOURCE_EXHAUSTED" not in str(error):
            raise
        raise MemoryError(_advice(network, length, batch_size)) from error


def _advice(network: Network, length: int, batch_size: int) -> str:
    """Return which size to lower, the largest, and what the others are."""
    sizes = {
        f"{name}={value!r}": _largest(value)
        for name, value in network.settings
        if _largest(value) > 0
    }
    sizes[f"batch_size={batch_size}"] = batch_size
    sizes[f"segments of {length} rows (by window_size)"] = length
    sizes[f"{network.n_features} columns of X"] = network.n_features
    first, *others = sorted(sizes, key=sizes.__getitem__, reverse=True)
    return (
        f"there is not enough memory for {first}, together with {', '.join(others)}: "
        "make the first of them smaller."
    )


def _largest(value: object) -> int:
    """Return the largest whole number in a setting, 0 if there is none."""
    if isinstance(value, tuple):
        return max((_largest(item) for item in value), default=0)
    if isinstance(value, bool) or not isinstance(value, Integral):
        return 0
    return int(value)
