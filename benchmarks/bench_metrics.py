"""Time of every metric on a long series, and how the time of VUS-PR grows.

Prints tables and writes results/metrics.json. Each time is the best of three calls.
Set OMP_NUM_THREADS=1 to use one core.
"""

import argparse
import json
import os
import platform
import time
from pathlib import Path

import numpy as np

from skseq.metrics import (
    anomaly_report,
    best_threshold,
    detection_delay,
    false_alarms_per,
    range_auc,
    vus_pr_score,
)
from skseq.metrics._registry import METRICS

N_ROWS, N_EVENTS, BUFFER = 1_000_000, 1_000, 100
LIMITS_S = {"vus_pr": 2.0}
LIMIT_S = 1.0


def make_series(n_rows, n_events, seed=0):
    """Return labels of evenly spread events of 1 to 99 rows, scores and flags."""
    rng = np.random.default_rng(seed)
    labels = np.zeros(n_rows, dtype=int)
    longest = max(2, min(100, n_rows // n_events // 2))
    for i in range(n_events):
        start = i * n_rows // n_events
        labels[start : start + rng.integers(1, longest)] = 1
    scores = rng.normal(size=n_rows) + labels
    return labels, scores, scores > 1


def best_of(function, repeats=3):
    """Shortest of several calls, in seconds."""
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        function()
        times.append(time.perf_counter() - began)
    return min(times)


def time_metrics(groups=None):
    """Name -> seconds on the long series."""
    labels, scores, flagged = make_series(N_ROWS, N_EVENTS)
    given = {"y_score": scores, "y_pred": flagged}
    calls = {
        name: lambda m=metric: m.function(
            labels, given[m.reads], groups=groups, **m.parameters
        )
        for name, metric in METRICS.items()
    }
    if groups is None:
        calls |= {
            "range_auc": lambda: range_auc(labels, scores, buffer=BUFFER),
            "detection_delay": lambda: detection_delay(labels, flagged),
            "false_alarms_per": lambda: false_alarms_per(labels, flagged, 1000),
            "best_threshold f1": lambda: best_threshold(labels, scores, "f1"),
            "best_threshold event_f1": lambda: best_threshold(labels, scores),
            "best_threshold affiliation_f1": lambda: best_threshold(
                labels, scores, "affiliation_f1"
            ),
            "anomaly_report": lambda: anomaly_report(labels, scores, flagged),
        }
    searches = {"best_threshold affiliation_f1"}
    return {
        name: best_of(call, repeats=1 if name in searches else 3)
        for name, call in calls.items()
    }


def time_growth():
    """Seconds of vus_pr as rows, events and buffer grow, one at a time."""
    settings = [
        *((n, N_EVENTS, BUFFER) for n in (125_000, 250_000, 500_000, 1_000_000)),
        *((N_ROWS, events, BUFFER) for events in (10, 100, 10_000)),
        *((N_ROWS, N_EVENTS, buffer) for buffer in (0, 25, 400)),
    ]
    rows = []
    for n_rows, n_events, buffer in settings:
        labels, scores, _ = make_series(n_rows, n_events)
        seconds = best_of(
            lambda y=labels, s=scores, b=buffer: vus_pr_score(y, s, buffer=b)
        )
        rows.append(
            {"rows": n_rows, "events": n_events, "buffer": buffer, "seconds": seconds}
        )
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    here = Path(__file__).resolve().parent
    parser.add_argument("--out", type=Path, default=here / "results" / "metrics.json")
    arguments = parser.parse_args()
    single = time_metrics()
    print(f"{N_ROWS} rows, {N_EVENTS} events, buffer {BUFFER}")
    for name, seconds in single.items():
        print(f"  {name:32s} {seconds:8.3f} s")
    slow = [
        name
        for name in (*METRICS, "range_auc", "detection_delay", "false_alarms_per")
        if single[name] > LIMITS_S.get(name, LIMIT_S)
    ]
    print("over the limit:", ", ".join(slow) or "none")
    grouped = time_metrics(groups=np.arange(N_ROWS) // 1000)
    print("the same rows as 1000 series")
    for name, seconds in grouped.items():
        print(f"  {name:32s} {seconds:8.3f} s")
    growth = time_growth()
    print("vus_pr_score\n      rows  events  buffer  seconds")
    for row in growth:
        print("{rows:10d} {events:7d} {buffer:7d} {seconds:8.3f}".format(**row))
    result = {
        "rows": N_ROWS,
        "events": N_EVENTS,
        "buffer": BUFFER,
        "seconds": single,
        "seconds_1000_series": grouped,
        "growth": growth,
        "over_the_limit": slow,
        "machine": platform.machine(),
        "cpus": os.cpu_count(),
        "python": platform.python_version(),
        "numpy": np.__version__,
    }
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
