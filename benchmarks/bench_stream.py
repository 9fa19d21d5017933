"""Time and memory of rows that are scored as they arrive, in many series at once.

Prints microseconds a row and stream, bytes a stream, and what a process takes that
loads a stream and scores a row::

    python benchmarks/bench_stream.py
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from _machine import write_results

WINDOWS = {1: 100, 38: 27}
N_KEYS = 1, 100, 1_000, 10_000
LOAD = """
import sys, time
from skseq.streaming import load_stream
stream = load_stream(sys.argv[1])
stream.push([[0.0] * int(sys.argv[2])])
# Not the resource module, which counts the memory of the process that started this one.
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
print(time.process_time(), int(status["VmHWM"].split()[0]) / 1024)
"""


def fitted(name, n_columns):
    """Return a causal detector of a noisy sine, and its rows."""
    import skseq

    rng = np.random.RandomState(0)
    X = np.sin(np.arange(2000) * 2 * np.pi / WINDOWS[n_columns])[:, None]
    X = X + 0.1 * rng.normal(size=(2000, n_columns))
    detector = getattr(skseq, name)(
        window_size=WINDOWS[n_columns], causal=True, max_iter=25, random_state=0
    )
    return detector.fit(X), X


def row_times(detector, X, n_keys, n_rounds):
    """Return the microseconds a row of each call, and the bytes of a stream."""
    stream, times = detector.open_stream(), []
    keys = [f"machine {number}" for number in range(n_keys)] if n_keys > 1 else None
    for number in range(n_rounds):
        rows = np.repeat(X[number : number + 1], n_keys, axis=0)
        started = time.perf_counter()
        stream.push(rows, groups=keys)
        times.append((time.perf_counter() - started) / n_keys * 1e6)
    n_bytes = sum(state.nbytes for state in stream.states().values()) // n_keys
    # The first call makes room for the states.
    return times[1:], n_bytes


def cold_start(detector, n_columns):
    """Return the processor seconds and MiB of processes that score their first row.

    The first one writes the bytecode, which a package that was installed has already.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "stream.npz"
        detector.open_stream().save(path)
        command = [sys.executable, "-c", LOAD, str(path), str(n_columns)]
        environment = dict(os.environ, PYTHONPYCACHEPREFIX=folder)
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        found = [
            subprocess.check_output(command, env=environment).split() for _ in range(4)
        ]
        return np.median(np.array(found[1:], dtype=float), axis=0)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--detectors",
        nargs="+",
        default=["LSTMDetector", "GRUDetector", "AutoencoderDetector"],
    )
    parser.add_argument("--most-keys", type=int, default=N_KEYS[-1])
    arguments = parser.parse_args()
    results = {}
    for name in arguments.detectors:
        for n_columns in WINDOWS:
            detector, X = fitted(name, n_columns)
            what = f"{name}, {n_columns} column(s)"
            for n_keys in (n for n in N_KEYS if n <= arguments.most_keys):
                n_rounds = 1500 if n_keys == 1 else max(8, 20_000 // n_keys)
                times, n_bytes = row_times(detector, X, n_keys, min(n_rounds, 200))
                case = {"us": float(np.median(times)), "bytes": n_bytes}
                results[f"{what}, {n_keys} stream(s)"] = case
                print(f"{what:36s}{n_keys:8,} streams{case['us']:10.2f} us a row")
            cpu, mib = cold_start(detector, n_columns)
            results[f"{what}, first row"] = {"cpu": float(cpu), "mib": float(mib)}
            print(f"{what:36s}{n_bytes:8,} bytes a stream")
            print(f"{what:36s}first row: {cpu:.2f} s of CPU, {mib:.0f} MiB")
    write_results("stream", results)


if __name__ == "__main__":
    main()
