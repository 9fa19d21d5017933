"""Rows scored per second, and memory, by the number of rows; and a windowed LSTM.

Each case has a process of its own. A detector is fitted to a few rows, scores a series
once to compile its programs, and is then timed on the given number of rows. The peer is
a plain PyTorch LSTM with as many units, on overlapping windows of the same size; it
runs between the runs of the detectors::

    python benchmarks/bench_score.py
    python benchmarks/bench_score.py --peers /elsewhere/venvs --rounds 1
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from _machine import write_results

HERE = Path(__file__).parent
WINDOW, UNITS = 100, 64
SHAPES = [(10**4, 1), (10**5, 1), (10**6, 1), (10**7, 1), (10**6, 38)]
DETECTORS = ("LSTMDetector", "AutoencoderDetector")
# The rate of a windowed LSTM does not depend on the number of rows.
PEER_ROWS = 20_000


def make_series(n_rows, n_features):
    """Return noisy sines of the period of the window, as float64."""
    rng = np.random.default_rng(0)
    X = rng.standard_normal((n_rows, n_features), dtype=np.float32)
    X *= np.float32(0.1)
    for column in range(n_features):
        time_ = np.arange(n_rows, dtype=np.float32) * np.float32(2 * np.pi / WINDOW)
        X[:, column] += np.sin(time_ + np.float32(column))
    return X.astype(np.float64)


def memory_mib(name):
    """Return the memory of this process in MiB: VmRSS now, VmHWM at its peak."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) / 1024


def run_detector(name, n_rows, n_features):
    """Score a series and return seconds and memory."""
    import skseq

    train = make_series(3_000, n_features)
    detector = getattr(skseq, name)(window_size=WINDOW, max_iter=25, random_state=0)
    X = make_series(n_rows, n_features)
    detector.fit(train).score_samples(X[: 10**5])
    before, base = memory_mib("VmRSS"), resource.getrusage(resource.RUSAGE_SELF)
    Path("/proc/self/clear_refs").write_text("5")  # forgets the peak so far
    started = time.perf_counter()
    detector.score_samples(X)
    wall = time.perf_counter() - started
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "wall": wall,
        "cpu": used.ru_utime + used.ru_stime - base.ru_utime - base.ru_stime,
        "mib": memory_mib("VmHWM") - before,
    }


def in_new_process(command):
    """Run a command and return the record it prints."""
    output = subprocess.run(
        list(map(str, command)), check=True, stdout=subprocess.PIPE, text=True
    )
    return json.loads(output.stdout.splitlines()[-1])


def measure(arguments):
    """Return [case, records] of every case; the peer runs in between."""
    peer = [arguments.peers / "torch/bin/python", HERE / "peers/run_torch.py", "score"]
    records = {}
    for _ in range(arguments.rounds):
        for shape in SHAPES:
            for name in DETECTORS:
                case = json.dumps([name, *shape])
                found = in_new_process([sys.executable, __file__, "--case", case])
                records.setdefault((name, *shape), []).append(found)
            if shape[1] == 1 and shape[0] <= 10**6:
                found = in_new_process([*peer, PEER_ROWS, 1, WINDOW, UNITS])
                records.setdefault(("torch", PEER_ROWS, 1), []).append(found)
            print(shape, file=sys.stderr, flush=True)
    return [[case, found] for case, found in records.items()]


def report(results):
    """Print a table and the ratios."""
    print(f"{'':24s}{'rows':>9s}{'cols':>5s}{'us/row':>9s}{'CPU us':>9s}{'MiB':>7s}")
    rates = {}
    for (name, n_rows, n_features), found in results:
        wall, used = (
            np.median([record[key] for record in found]) / n_rows * 1e6
            for key in ("wall", "cpu")
        )
        rates[name, n_rows, n_features] = wall, used
        mib = max(record.get("mib", 0) for record in found)
        print(f"{name:24s}{n_rows:9d}{n_features:5d}{wall:9.3f}{used:9.3f}{mib:7.0f}")
    peer = rates["torch", PEER_ROWS, 1]
    for name in DETECTORS:
        ratios = [theirs / ours for theirs, ours in zip(
            peer, rates[name, 10**6, 1], strict=True)]  # fmt: skip
        slope = [
            late / early
            for late, early in zip(
                rates[name, 10**7, 1], rates[name, 10**5, 1], strict=True
            )
        ]
        print(
            f"{name}: windowed LSTM / detector at 10^6 rows {ratios[0]:.0f} "
            f"(CPU {ratios[1]:.0f}); time per row at 10^7 / 10^5 {slope[0]:.2f} "
            f"(CPU {slope[1]:.2f})"
        )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--peers", type=Path, default=HERE / ".venv-peers")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--case", type=json.loads, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.case:
        print(json.dumps(run_detector(*arguments.case)))
        return
    results = measure(arguments)
    write_results("score", results)
    report(results)


if __name__ == "__main__":
    main()
