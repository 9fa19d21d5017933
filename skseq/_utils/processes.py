"""Which process uses JAX: it cannot be used in processes forked from it later."""

from __future__ import annotations

import os

# The process in which JAX was first used.
_user: int | None = None


def use_jax() -> None:
    """Take note that this process uses JAX; raise where it would hang."""
    global _user
    if has_lost_jax():
        raise RuntimeError(
            f"process {os.getpid()} was forked from process {_user} after that had "
            "fitted or scored, and JAX would hang in it: start processes by the method "
            '"spawn" or "forkserver", or fork before anything is fitted or scored.'
        )
    _user = os.getpid()


def has_lost_jax() -> bool:
    """Tell whether this process was forked from one whose JAX threads are gone."""
    return _user not in (None, os.getpid())
