"""Which process runs networks by Keras, and on which library."""

from __future__ import annotations

import os
import sys

# The process in which Keras first ran a network.
_user: int | None = None


def use_keras() -> None:
    """Take note that this process runs networks; raise where it would hang."""
    global _user
    if has_lost_keras():
        raise RuntimeError(
            f"process {os.getpid()} was forked from process {_user} after that had "
            "fitted or scored, and Keras would hang in it: start processes by the "
            'method "spawn" or "forkserver", or fork before anything is fitted or '
            "scored."
        )
    _user = os.getpid()


def has_lost_keras() -> bool:
    """Tell whether this process was forked from one whose threads of JAX are gone.

    Other libraries under Keras have such threads, too.
    """
    return _user not in (None, os.getpid())


def keras_backend() -> str:
    """Return the backend that Keras has, or will have once it is imported."""
    keras = sys.modules.get("keras")
    if keras is not None and hasattr(keras, "config"):
        return keras.config.backend()
    return os.environ.get("KERAS_BACKEND") or "jax"
