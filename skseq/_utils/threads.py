"""Work on several chunks of long series at once, in the threads of one pool."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any

from joblib import cpu_count

# Worker processes are told by it how many threads each of them may start.
N_THREADS_VARIABLE = "OMP_NUM_THREADS"
# Each thread holds a chunk of a series and its estimates, 20 to 100 MiB.
MAX_THREADS = 8


def n_threads() -> int:
    """Return how many threads this process may use: the processors, and at most 8.

    ``OMP_NUM_THREADS`` may allow fewer, as in the worker processes of joblib, which
    share the processors.
    """
    # A list has a number for each level of nested threads; ours are the outermost.
    allowed = os.environ.get(N_THREADS_VARIABLE, "").split(",")[0].strip()
    available = min(cpu_count(), MAX_THREADS)
    return min(available, max(int(allowed), 1)) if allowed.isdigit() else available


def for_each(function: Callable[[Any], object], items: Iterable[Any]) -> None:
    """Call a function with each item, several at once, and raise the first error.

    All callers share the threads of the process, so the function must not wait for
    another caller. Within one of these threads the items are taken one by one.
    """
    items = list(items)
    if len(items) < 2 or _pool.is_worker():
        for item in items:
            function(item)
        return
    futures = _pool.submit(function, items)
    try:
        for future in futures:
            future.result()
    finally:
        # Nothing goes on behind the back of a caller that is told of an error.
        wait([future for future in futures if not future.cancel()])
    for item in items[len(futures) :]:
        function(item)


class _Pool:
    """The threads of a process, started when they are first needed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._local = threading.local()
        self._executor: ThreadPoolExecutor | None = None
        self._size = 0

    def is_worker(self) -> bool:
        """Tell whether this thread is one of the pool, which must not wait for it."""
        return getattr(self._local, "is_worker", False)

    def submit(
        self, function: Callable[[Any], object], items: list[Any]
    ) -> list[Future[object]]:
        """Hand out items, to new threads where another number is allowed.

        All of them, or the first ones where no thread can be started.
        """
        with self._lock:
            size = n_threads()
            if self._executor is None or size != self._size:
                if self._executor is not None:
                    # What was handed out before is still done.
                    self._executor.shutdown(wait=False)
                self._executor = ThreadPoolExecutor(
                    size, "skseq", initializer=self._mark_worker
                )
                self._size = size
            futures = []
            for item in items:
                try:
                    futures.append(self._executor.submit(function, item))
                except RuntimeError:  # The process is ending
                    break
            return futures

    def _mark_worker(self) -> None:
        """Remember that this thread is one of the pool."""
        self._local.is_worker = True


_pool = _Pool()


def _start_anew() -> None:
    """Forget the pool of the parent process: a fork copies no threads, but locks."""
    global _pool
    _pool = _Pool()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_start_anew)
