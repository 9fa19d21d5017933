"""Work in JAX: under its default settings, and ended before the process ends."""

from __future__ import annotations

import atexit
import threading
from collections.abc import Iterator
from contextlib import contextmanager

# Imported before this module, so that its own end comes after ours.
import jax as jax

from skseq._engine.jax_settings import default_settings

# The longest that the end of a process waits for its daemon threads.
PATIENCE_S = 30.0

_changed = threading.Condition()
_n_at_work = 0
_is_ending = False


@contextmanager
def at_work() -> Iterator[None]:
    """Keep the process from ending within, and JAX at its defaults; never nested.

    Python ends daemon threads as they come back to it, and those that come from C++
    take the process down with them.
    """
    global _n_at_work
    with _changed:
        if _is_ending and threading.current_thread() is not threading.main_thread():
            _changed.wait_for(lambda: False)
        _n_at_work += 1
    try:
        with default_settings():
            yield
    finally:
        with _changed:
            _n_at_work -= 1
            _changed.notify_all()


def _end_work() -> None:
    """Let threads finish what they do in JAX, and no other begin."""
    global _is_ending
    with _changed:
        _is_ending = True
        _changed.wait_for(lambda: _n_at_work == 0, PATIENCE_S)


atexit.register(_end_work)
