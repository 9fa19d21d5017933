"""A grid search of 24 candidates and three folds, beside Keras' own loop.

Learning rate, units, window and contamination vary, on 5 000 rows. The search runs in
one process and with ``n_jobs=2``. The same candidates are then trained by
``keras.Model.fit`` on overlapping windows, in a minimal scikit-learn wrapper: for as
many steps of as many rows, and for the usual ten epochs of all windows. Each case has a
process of its own. The last case is the memory of 200 fits of 20 different networks::

    python benchmarks/bench_grid_search.py          # about fifteen minutes
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

# Rows in each training step of LSTMDetector: 8 blocks of 256.
ROWS_PER_STEP = 2048
MEMORY = "memory"
KERAS, KERAS_EPOCHS = "keras.Model.fit", "keras.Model.fit, 10 epochs"
CASES = ("skseq", "skseq, n_jobs=2", KERAS, KERAS_EPOCHS)
GRID = {
    "learning_rate": [5e-3, 2e-3, 1e-3],
    "units": [32, 64],
    "window_size": [50, 100],
    "contamination": [0.01, 0.05],
}


class KerasWindows(BaseEstimator):
    """The network of an LSTMDetector on overlapping windows, by Keras' own loop."""

    def __init__(
        self,
        window_size=100,
        units=64,
        learning_rate=5e-3,
        contamination=0.01,
        epochs=None,
    ):
        self.window_size = window_size
        self.units = units
        self.learning_rate = learning_rate
        self.contamination = contamination
        self.epochs = epochs

    def fit(self, X, y=None):
        """Train for ``epochs``, or on as many rows as LSTMDetector where it is None."""
        import keras

        import skseq

        rows, batch_size = self._windows(X), 32
        if self.epochs is None:
            batch_size = ROWS_PER_STEP // self.window_size
            n_windows = skseq.LSTMDetector().max_iter * batch_size
            chosen = np.random.default_rng(0).integers(len(rows), size=n_windows)
            rows = rows[chosen]
        self.model_ = keras.Sequential(
            [
                keras.layers.LSTM(self.units, return_sequences=True),
                keras.layers.Dense(X.shape[1]),
            ]
        )
        optimizer = keras.optimizers.Adam(self.learning_rate)
        self.model_.compile(optimizer, loss="mse")
        self.model_.fit(
            rows[:, :-1],
            rows[:, 1:],
            batch_size=batch_size,
            epochs=self.epochs or 1,
            verbose=0,
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
    """Counts the programs that JAX compiles."""

    def __init__(self):
        from jax import monitoring

        self.count = 0
        monitoring.register_event_duration_secs_listener(self._note)

    def _note(self, event, duration, **_):
        self.count += event.endswith("/backend_compile_duration")


def run_case(case, n_candidates):
    """Search in this process and return seconds, compilations and memory."""
    import skseq
    from skseq._engine.backend import import_keras

    # Before the clock starts, for all cases alike.
    import_keras()
    counter = CompilationCounter()
    estimator = {
        KERAS: KerasWindows(),
        KERAS_EPOCHS: KerasWindows(epochs=10),
    }.get(case, skseq.LSTMDetector(random_state=0))
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


def run_memory(n_networks=20, n_fits=200):
    """Fit many networks repeatedly; return the MiB after some of the fits."""
    import skseq

    X, found = make_series(2_000, 1), {}
    for number in range(n_fits):
        units = 8 + number % n_networks
        detector = skseq.LSTMDetector(units=units, window_size=32, max_iter=25)
        detector.set_params(random_state=number).fit(X)
        if number + 1 in (n_networks, n_fits // 2, n_fits):
            found[f"after {number + 1} fits"] = memory_mib("VmRSS")
    return found


def in_new_process(*arguments):
    """Run this script with arguments and return the record it prints."""
    command = [sys.executable, __file__, *map(str, arguments)]
    return json.loads(subprocess.check_output(command, text=True).splitlines()[-1])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--candidates", type=int, default=24, choices=(4, 24))
    parser.add_argument("--case", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.case == MEMORY:
        print(json.dumps(run_memory()))
        return
    if arguments.case:
        print(json.dumps(run_case(arguments.case, arguments.candidates)))
        return
    results = {}
    for case in (*CASES, MEMORY):
        results[case] = in_new_process(
            "--case", case, "--candidates", arguments.candidates
        )
        print(f"{case:18s}", results[case], flush=True)
        write_results("grid_search", results)
    for case in (KERAS, KERAS_EPOCHS):
        for key in ("wall", "cpu"):
            ratio = results[case][key] / results["skseq"][key]
            print(f"{case} / skseq, {key}: {ratio:.1f}")


if __name__ == "__main__":
    main()
