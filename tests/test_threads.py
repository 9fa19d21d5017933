"""Threads: as many as are allowed, and errors are not lost in them."""

import threading

import pytest
from joblib import cpu_count

from skseq._threads import LIMIT, MOST_THREADS, for_each, n_threads

MOST = min(cpu_count(), MOST_THREADS)


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        ("", cpu_count()),
        ("1", 1),
        ("0", 1),
        ("9999", cpu_count()),
        ("4,2", cpu_count()),
    ],
)
def test_the_environment_can_only_allow_fewer(limit, expected, monkeypatch):
    monkeypatch.setenv(LIMIT, limit)
    assert n_threads() == expected


@pytest.mark.parametrize("n_items", [0, 1, 7])
def test_each_item_is_worked_on_once(n_items, monkeypatch):
    monkeypatch.setattr("skseq._threads.n_threads", lambda: 3)
    done, threads = [], set()

    def work(item):
        done.append(item)
        threads.add(threading.get_ident())

    for_each(work, list(range(n_items)))
    assert sorted(done) == list(range(n_items))
    assert (threads <= {threading.get_ident()}) == (n_items < 2)


def test_the_first_error_is_raised():
    def work(item):
        raise ValueError(f"item {item}")

    with pytest.raises(ValueError, match="item 0"):
        for_each(work, [0, 1, 2])
