"""The end of a process: it can still score, and no thread takes it down."""

import subprocess
import sys

END = """
import atexit, threading, time
import numpy as np
from skseq.detectors import LSTMDetector

X = np.sin(np.arange(40_000.0))[:, None]
scored = LSTMDetector(window_size=8, units=4, max_iter=1).fit(X[:200])
atexit.register(lambda: print(len(scored.score_samples(X))))
def fit():
    while True:
        LSTMDetector(window_size=8, units=4, max_iter=5000).fit(X)

threading.Thread(target=fit, daemon=True).start()
time.sleep(1)  # Until it trains: the programs are compiled already
raise SystemExit(0)
"""


def test_a_process_ends_in_order_while_a_daemon_thread_fits_and_it_scores():
    command = [sys.executable, "-c", END]
    done = subprocess.run(command, capture_output=True, text=True, timeout=180)
    assert (done.returncode, done.stdout, done.stderr) == (0, "40000\n", "")
