"""Time of one model for many series, and of one model for each of them.

The series are generated, each with its own period and seed. The programs that JAX
compiles are counted. Prints a table and writes results/many_series.json.
"""

import argparse
import json
import time
from pathlib import Path

from _machine import describe_machine
from jax import monitoring

import skseq
from skseq.compose import PerSeriesDetector
from skseq.datasets import make_anomalous_series
from skseq.utils import stack_series

HERE = Path(__file__).resolve().parent
WINDOW_SIZE = 50


class Compilations:
    """Counts the programs that JAX compiles from now on."""

    def __init__(self):
        self.count = 0
        monitoring.register_event_duration_secs_listener(self)

    def __call__(self, event, duration, **details):
        self.count += event.endswith("/backend_compile_duration")


def make_series(n_series, n_rows):
    """Return X and groups of series that differ in period and noise."""
    return stack_series(
        [
            make_anomalous_series(
                n_rows, n_anomalies=3, period=30 + number % 20, random_state=number
            )[0]
            for number in range(n_series)
        ]
    )


def measure(detector, X, groups, compilations):
    """Return the seconds and the number of compiled programs of fit and of score."""
    result = {}
    for what, call in [
        ("fit", lambda: detector.fit(X, groups=groups)),
        ("score", lambda: detector.score_samples(X, groups=groups)),
    ]:
        n_compiled, began = compilations.count, time.perf_counter()
        call()
        result[f"{what}_s"] = time.perf_counter() - began
        result[f"{what}_compiled"] = compilations.count - n_compiled
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--detector", default="AutoencoderDetector")
    parser.add_argument("--n-series", type=int, default=200)
    parser.add_argument("--n-rows", type=int, default=2000)
    parser.add_argument("--n-jobs", type=int, default=None)
    out = HERE / "results" / "many_series.json"
    parser.add_argument("--out", type=Path, default=out)
    arguments = parser.parse_args()
    X, groups = make_series(arguments.n_series, arguments.n_rows)
    detector = getattr(skseq, arguments.detector)(WINDOW_SIZE, random_state=0)
    many = PerSeriesDetector(detector, n_jobs=arguments.n_jobs)
    one_series = X[: arguments.n_rows]
    cases = {
        "one model, one series": (detector, one_series, None),
        "one model, all series": (detector, X, groups),
        "a model for each series": (many, X, groups),
    }
    compilations, results = Compilations(), {}
    print(f"{arguments.detector}, {arguments.n_series} x {arguments.n_rows} rows")
    print(f"{'':26s}     fit  compiled    score  compiled")
    for name, case in cases.items():
        results[name] = row = measure(*case, compilations)
        print(
            f"{name:26s}{row['fit_s']:8.2f} s {row['fit_compiled']:7d} "
            f"{row['score_s']:8.3f} s {row['score_compiled']:6d}",
            flush=True,
        )
    settings = {k: v for k, v in vars(arguments).items() if k != "out"}
    report = {**settings, "window_size": WINDOW_SIZE, "results": results}
    report["machine"] = describe_machine()
    arguments.out.write_text(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()
