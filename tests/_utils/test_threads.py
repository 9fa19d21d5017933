"""Threads: one pool for a process, as large as is allowed, that loses no error."""

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from joblib import cpu_count

from skseq._utils import threads
from skseq._utils.threads import (
    MAX_THREADS,
    N_THREADS_VARIABLE,
    for_each,
    n_threads,
)

AVAILABLE = min(cpu_count(), MAX_THREADS)
# Far more than anything here takes, so that what waits forever fails.
TIMEOUT_S = 60


@pytest.fixture
def three_threads(monkeypatch):
    """Give the test a pool of its own, with three threads."""
    monkeypatch.setattr(threads, "n_threads", lambda: 3)
    monkeypatch.setattr(threads, "_pool", threads._Pool())


@pytest.mark.parametrize(
    ("allowed", "expected"),
    [("", AVAILABLE), ("1", 1), ("0", 1), ("9999", AVAILABLE), (" 1, 2", 1)],
)
def test_the_environment_can_only_allow_fewer(allowed, expected, monkeypatch):
    monkeypatch.setenv(N_THREADS_VARIABLE, allowed)
    assert n_threads() == expected


def test_there_are_never_more_than_eight(monkeypatch):
    monkeypatch.setattr(threads, "cpu_count", lambda: 64)
    monkeypatch.delenv(N_THREADS_VARIABLE, raising=False)
    assert n_threads() == MAX_THREADS == 8


@pytest.mark.parametrize("n_items", [0, 1, 7])
def test_each_item_is_worked_on_once(n_items, three_threads):
    done, seen = [], set()

    def work(item):
        done.append(item)
        seen.add(threading.get_ident())

    for_each(work, range(n_items))
    assert sorted(done) == list(range(n_items))
    assert (seen <= {threading.get_ident()}) == (n_items < 2)


def test_the_first_error_is_raised_and_nothing_goes_on_after_it(three_threads):
    begun, done, later_has_failed = [], [], threading.Event()

    def work(item):
        begun.append(item)
        if item == 0:
            later_has_failed.wait(TIMEOUT_S)
            raise KeyError(f"item {item}")
        if item == 1:
            later_has_failed.set()
            raise ValueError(f"item {item}")
        done.append(item)

    with pytest.raises(KeyError, match="item 0"):
        for_each(work, range(50))
    n_done = len(done)
    for_each(lambda item: None, range(50))
    assert len(done) == n_done == len(begun) - 2


def test_callers_share_the_threads(three_threads):
    n_callers, n_items = 4, 6
    # Passed by three at a time only: with fewer threads it breaks.
    together = threading.Barrier(3)
    lock, active, most_active, seen = threading.Lock(), 0, 0, set()

    def work(_):
        nonlocal active, most_active
        with lock:
            active += 1
            most_active = max(most_active, active)
            seen.add(threading.get_ident())
        together.wait(TIMEOUT_S)
        with lock:
            active -= 1

    with ThreadPoolExecutor(n_callers) as callers:
        calls = [callers.submit(for_each, work, range(n_items)) for _ in range(4)]
        for call in calls:
            call.result(TIMEOUT_S)
    assert most_active == len(seen) == 3


def test_threads_that_hand_out_work_do_it_themselves(three_threads):
    done = []

    def work(item):
        for_each(lambda part: done.append((item, part, threading.get_ident())), "abc")

    for_each(work, range(6))
    assert sorted((item, part) for item, part, _ in done) == [
        (item, part) for item in range(6) for part in "abc"
    ]
    assert len({thread for *_, thread in done}) <= 3


def test_another_number_of_threads_is_heeded_at_the_next_call(monkeypatch):
    monkeypatch.setattr(threads, "_pool", threads._Pool())
    for size in (4, 2, 3):
        monkeypatch.setattr(threads, "n_threads", lambda size=size: size)
        together, seen = threading.Barrier(size), set()

        def work(_, together=together, seen=seen):
            seen.add(threading.get_ident())
            together.wait(TIMEOUT_S)

        for_each(work, range(2 * size))
        assert len(seen) == size


FORK = """
import multiprocessing, threading
from skseq._utils import threads

threads.n_threads = lambda: 2
# Items that wait for each other need two threads.
def work(barrier):
    threads.for_each(lambda _: barrier.wait(60), range(2))

def child(queue):
    work(threading.Barrier(2))
    queue.put(threading.active_count())

def fork_and_ask():
    context = multiprocessing.get_context("fork")
    queue = context.Queue()
    process = context.Process(target=child, args=(queue,))
    process.start()
    answer = queue.get(timeout=60)
    process.join(60)
    assert (answer, process.exitcode) == (3, 0)

work(threading.Barrier(2))
fork_and_ask()
with threads._pool._lock:  # as if another thread were just asking for threads
    fork_and_ask()
work(threading.Barrier(2))
print("done")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not fork")
def test_forked_child_has_threads_of_its_own_and_all_end_with_their_process():
    # Python 3.12 warns of every fork of a process with threads.
    command = [sys.executable, "-W", "ignore::DeprecationWarning", "-c", FORK]
    done = subprocess.run(command, capture_output=True, text=True, timeout=180)
    assert (done.returncode, done.stdout, done.stderr) == (0, "done\n", "")
