"""What a process that runs for long does: many fits, many threads, and forks."""

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from tiny import tiny

import skseq
from skseq.utils._checks.common import seasonal_series

# Memory that programs read from disk take says nothing of those that are compiled.
pytestmark = pytest.mark.usefixtures("compiled_anew")
MANY_FITS = """
import os
import numpy as np
from skseq.detectors import AutoencoderDetector

def memory():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

def fits(n_fits):
    for seed in range(n_fits):
        X = np.random.RandomState(seed).normal(size=(100 + seed, 1))
        AutoencoderDetector(
            8, hidden_layer_sizes=(4,), latent_size=2, max_iter=1, random_state=seed
        ).fit(X).score_samples(X)

fits(40)
before = memory()
fits(200)
print((memory() - before) / 2**20)
"""

FORK_WITHIN_A_FIT = """
import multiprocessing, threading, warnings
import numpy as np
from skseq.detectors import GRUDetector
warnings.simplefilter("ignore")  # of JAX and of Python 3.12, that threads are lost

X = np.sin(np.arange(200.0))[:, None]
detector = GRUDetector(window_size=8, units=4, max_iter=1, random_state=0).fit(X)
scores = detector.score_samples(X)
is_over = threading.Event()

def fit():
    while not is_over.is_set():
        GRUDetector(window_size=8, units=4, max_iter=50).fit(X)

def ask(queue):
    queue.put(np.abs(detector.score_samples(X) - scores).max() < 1e-5)

thread = threading.Thread(target=fit)
thread.start()
context = multiprocessing.get_context("fork")
answers = []
for _ in range(5):
    queue = context.SimpleQueue()
    process = context.Process(target=ask, args=(queue,), daemon=True)
    process.start()
    process.join(60)
    answers.append("hangs" if process.is_alive() else bool(queue.get()))
is_over.set()
thread.join()
print(answers)
"""


def run(code):
    """Return what a program prints."""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=400
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_memory_after_many_fits_is_bounded():
    # A fit that left 200 kB behind would be found.
    assert float(run(MANY_FITS)) < 40


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not fork")
def test_forks_score_while_their_parent_fits():
    assert run(FORK_WITHIN_A_FIT) == f"{[True] * 5}\n"


def test_eight_threads_fit_and_score_while_programs_are_forgotten():
    names = ["AutoencoderDetector", "GRUDetector", "LSTMDetector", "TCNDetector"] * 2
    rows = [seasonal_series(100 + 10 * seed, seed=seed) for seed in range(8)]

    def work(name, X):
        detector = tiny(name, window_size=8, max_iter=2)
        return [detector.fit(X).score_samples(X) for _ in range(2)]

    expected = [work(name, X)[0] for name, X in zip(names, rows, strict=True)]
    is_over = threading.Event()

    def forget():
        while not is_over.wait(1.0):
            skseq.clear_caches()

    forgetting = threading.Thread(target=forget)
    forgetting.start()
    try:
        with ThreadPoolExecutor(8) as threads:
            found = list(threads.map(work, names, rows))
    finally:
        is_over.set()
        forgetting.join()
    for both, one in zip(found, expected, strict=True):
        for scores in both:
            np.testing.assert_array_equal(scores, one)
