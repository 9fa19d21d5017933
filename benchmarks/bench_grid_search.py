"""A grid search of 24 candidates and three folds, beside Keras' own loop.

Learning rate, units, window and contamination vary, on 5 000 rows. The search runs in
this process and with ``n_jobs=2``; then the same candidates with ``keras.Model.fit`` on
overlapping windows, wrapped as little as scikit-learn asks, for as many steps of
as many segments. Each case has a process of its own::

    python benchmarks/bench_grid_search.py
"""

import argparse
import json
import subprocess
import sys
import time

import numpy as np
from _machine import write_results
from bench_score import make_series, memory_mib
from sklearn.base import BaseEstimator
from sklearn.model_selection import GridSearchCV, TimeSeriesSplit

CASES = ("skseq", "skseq, n_jobs=2", "keras.Model.fit")
GRID = {
    "learning_rate": [5e-3, 2e-3, 1e-3],
    "units": [32, 64],
    "window_size": [50, 100],
    "contamination": [0.01, 0.05],
}


class KerasWindows(BaseEstimator):
    """The network of an LSTMDetector on overlapping windows, by Keras' own loop."""

    def __init__(
        self, window_size=100, units=64, learning_rate=5e-3, contamination=0.01
    ):
        self.window_size = window_size
        self.units = units
        self.learning_rate = learning_rate
        self.contamination = contamination

    def fit(self, X, y=None):
        """Train on random windows."""
        import keras

        import skseq

        defaults = skseq.LSTMDetector()
        windows = self._windows(X)
        n_windows = defaults.max_iter * defaults.batch_size
        chosen = np.random.default_rng(0).integers(len(windows), size=n_windows)
        self.model_ = keras.Sequential(
            [
                keras.layers.LSTM(self.units, return_sequences=True),
                keras.layers.Dense(X.shape[1]),
            ]
        )
        optimizer = keras.optimizers.Adam(self.learning_rate)
        self.model_.compile(optimizer, loss="mse")
        rows = np.ascontiguousarray(windows[chosen])
        self.model_.fit(
            rows[:, :-1], rows[:, 1:], batch_size=defaults.batch_size, verbose=0
        )
        return self

    def score(self, X, y=None):
        """Return minus the mean squared error of the last row of each window."""
        windows = self._windows(X)
        found = self.model_.predict(windows[:, :-1], batch_size=256, verbose=0)
        return -float(np.square(found[:, -1] - windows[:, -1]).mean())

    def _windows(self, X):
        windows = np.lib.stride_tricks.sliding_window_view(X, self.window_size + 1, 0)
        return windows.swapaxes(1, 2).astype(np.float32)


class CompilationCounter:
    """Counts what JAX compiles."""

    def __init__(self):
        from jax import monitoring

        self.count = 0
        monitoring.register_event_duration_secs_listener(self._note)

    def _note(self, event, duration, **_):
        self.count += event.endswith("/backend_compile_duration")


def run_case(case, n_candidates):
    """Search in this process and return seconds, compilations and memory."""
    import os

    os.environ.setdefault("KERAS_BACKEND", "jax")
    import keras  # noqa: F401

    import skseq

    counter = CompilationCounter()
    estimator = (
        KerasWindows()
        if case == "keras.Model.fit"
        else skseq.LSTMDetector(random_state=0)
    )
    grid = GRID
    if n_candidates < 24:
        grid = GRID | {"learning_rate": [5e-3], "window_size": [50]}
    search = GridSearchCV(
        estimator,
        grid,
        cv=TimeSeriesSplit(3),
        n_jobs=2 if case.endswith("n_jobs=2") else None,
        refit=False,
    )
    X, before = make_series(5_000, 1), memory_mib("VmRSS")
    wall, used = time.perf_counter(), time.process_time()
    search.fit(X)
    wall, used = time.perf_counter() - wall, time.process_time() - used
    return {
        "candidates": len(search.cv_results_["params"]),
        "wall": wall,
        "cpu": used,
        "compilations": counter.count,
        "mib": memory_mib("VmRSS") - before,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--candidates", type=int, default=24, choices=(4, 24))
    parser.add_argument("--case", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.case:
        print(json.dumps(run_case(arguments.case, arguments.candidates)))
        return
    results = {}
    for case in CASES:
        command = [sys.executable, __file__, "--case", case]
        command += ["--candidates", str(arguments.candidates)]
        output = subprocess.check_output(command, text=True)
        results[case] = json.loads(output.splitlines()[-1])
        print(f"{case:18s}", results[case], flush=True)
    for key in ("wall", "cpu"):
        ratio = results["keras.Model.fit"][key] / results["skseq"][key]
        print(f"keras.Model.fit / skseq, {key}: {ratio:.1f}")
    write_results("grid_search", results)


if __name__ == "__main__":
    main()
