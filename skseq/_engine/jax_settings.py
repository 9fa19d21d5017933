"""The settings of JAX in our programs: its defaults, not those of the user."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Any

import jax

# What a user may set for programs of their own, and its default. Each would change
# what is drawn or computed, refuse what Keras or a program of ours does, or slow it
# down. Where JAX computes is not among them: that is the user's to say.
_DEFAULTS: list[tuple[Callable[[Any], AbstractContextManager[Any]], Any]] = [
    (jax.default_prng_impl, "threefry2x32"),
    (jax.threefry_partitionable, True),
    (jax.enable_custom_prng, False),
    (jax.legacy_prng_key, "allow"),
    (jax.debug_key_reuse, False),
    (jax.default_matmul_precision, None),
    (jax.numpy_rank_promotion, "allow"),
    (jax.numpy_dtype_promotion, "standard"),
    (jax.disable_jit, False),
    (jax.no_tracing, False),
    (jax.debug_nans, False),
    (jax.debug_infs, False),
    (jax.check_tracer_leaks, False),
    (jax.enable_checks, False),
    (jax.transfer_guard, "allow"),
]


@contextmanager
def default_settings() -> Iterator[None]:
    """Have JAX at its defaults within, in this thread alone."""
    with ExitStack() as stack:
        for setting, value in _DEFAULTS:
            stack.enter_context(setting(value))
        yield
