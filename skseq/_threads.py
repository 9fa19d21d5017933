"""Work on several pieces of long series at once."""

import os
from concurrent.futures import ThreadPoolExecutor

from joblib import cpu_count

# Worker processes are told by it how many threads each of them may start.
LIMIT = "OMP_NUM_THREADS"
# Each thread holds a piece of a series and its estimates, 20 to 100 MiB.
MOST_THREADS = 8


def n_threads():
    """Return how many threads may be used.

    Returns
    -------
    n_threads : int
        The processors that this process may use, at most ``MOST_THREADS``. Where the
        environment variable ``OMP_NUM_THREADS`` allows fewer, that number: as in worker
        processes of joblib, which share the processors.
    """
    limit = os.environ.get(LIMIT, "")
    most = min(cpu_count(), MOST_THREADS)
    return min(most, max(int(limit), 1)) if limit.isdigit() else most


def for_each(function, items):
    """Call a function with each item, in several threads where there are several.

    Parameters
    ----------
    function : callable
        Leaves the lock of the interpreter for most of its time.
    items : list
        What to call it with, one after the other.

    Raises
    ------
    Exception
        The first that a call has raised, in the order of the items.
    """
    if len(items) < 2:
        for item in items:
            function(item)
        return
    with ThreadPoolExecutor(min(n_threads(), len(items))) as pool:
        # The results are asked for, so that errors are raised here.
        for _ in pool.map(function, items):
            pass
