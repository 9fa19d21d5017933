"""Latency of the score of one new row, of the import, and of a first score.

Prints medians and quartiles in milliseconds::

    python benchmarks/bench_latency.py
"""

import argparse
import pickle
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from _machine import write_results

WINDOW = 100
LOAD = """
import pickle, sys, time
started = time.perf_counter()
detector = pickle.load(open(sys.argv[1], "rb"))
import numpy as np
detector.score_samples(np.load(sys.argv[2]))
print(time.perf_counter() - started)
"""
IMPORT = (
    "import time; t = time.perf_counter(); import {}; print(time.perf_counter() - t)"
)


def row_times(name, n_rows=300):
    """Return a fitted detector, and the seconds that the score of each new row took.

    First with the rows before it on which its score depends, ``context_``: without them
    it is another number. Then by a stream, which carries what it needs of them.
    """
    import skseq

    X = np.sin(np.arange(12_000)[:, None] * 2 * np.pi / WINDOW)
    detector = getattr(skseq, name)(
        window_size=WINDOW, causal=True, max_iter=25, random_state=0
    )
    before, _ = detector.fit(X[:2000]).context_
    stream = detector.open_stream(X[:before])
    in_context, in_stream = [], []
    for row in range(before, before + n_rows):
        started = time.perf_counter()
        detector.score_samples(X[row - before : row + 1], last=1)
        middle = time.perf_counter()
        stream.push(X[row : row + 1])
        in_context.append(middle - started)
        in_stream.append(time.perf_counter() - middle)
    return detector, in_context, in_stream


def in_new_process(code, *arguments):
    """Return the seconds that a new process prints."""
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return float(subprocess.check_output(command))


def main():
    argparse.ArgumentParser(description=__doc__.splitlines()[0]).parse_args()
    results = {}
    with tempfile.TemporaryDirectory() as folder:
        fitted, rows = Path(folder) / "detector.pickle", Path(folder) / "rows.npy"
        np.save(rows, np.zeros((WINDOW, 1)))
        for name in ("LSTMDetector", "AutoencoderDetector"):
            detector, in_context, in_stream = row_times(name)
            results[f"one row with its context, {name}"] = in_context
            results[f"one row of a stream, {name}"] = in_stream
            fitted.write_bytes(pickle.dumps(detector))
            results[f"unpickle and first score, {name}"] = [
                in_new_process(LOAD, fitted, rows) for _ in range(3)
            ]
    for _ in range(9):
        for module in ("skseq", "sklearn.base"):
            found = results.setdefault(f"import {module}", [])
            found.append(in_new_process(IMPORT.format(module)))
    for name, found in results.items():
        low, middle, high = 1e3 * np.quantile(found, [0.25, 0.5, 0.75])
        print(f"{name:48s}{middle:10.2f} ms  ({low:.2f} to {high:.2f})")
    write_results("latency", results)


if __name__ == "__main__":
    main()
