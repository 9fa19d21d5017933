"""Seconds, compilations and memory of fitting and scoring, each case in a process.

A case is a detector on a generated series of so many rows and columns: the first fit
in the process, a repeated fit of another clone with another learning rate, and one
pass of scoring. Beside the detectors stand ``IsolationForest`` on the same windows and
the plain way to train the same network: ``keras.Model.fit`` on overlapping windows,
for as many steps of as many segments::

    python benchmarks/bench_fit_score.py            # all cases, three rounds
    python benchmarks/bench_fit_score.py --rounds 1 --detectors LSTMDetector
"""

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from _machine import describe_machine

RESULTS = Path(__file__).parent / "results" / "fit_score.json"
WINDOW = 100
SHAPES = [(2_000, 1), (2_000, 10), (10_000, 1), (10_000, 10)]
LONG = [(100_000, 1), (1_000_000, 1), (1_000_000, 10)]
FOREST, KERAS = "IsolationForest", "keras.Model.fit"


def make_series(n_rows, n_features):
    """Return noisy sines of the period of the window."""
    rng = np.random.default_rng(0)
    time_ = np.arange(n_rows)[:, None] * 2 * np.pi / WINDOW
    X = np.sin(time_ + np.arange(n_features))
    X += 0.1 * rng.standard_normal((n_rows, n_features))
    return X.astype(np.float32)


def peak_mib():
    """Return the largest memory that this process has used, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


class CompilationCounter:
    """Counts what JAX compiles."""

    def __init__(self):
        import jax

        self.count = 0
        jax.monitoring.register_event_duration_secs_listener(self._note)

    def _note(self, event, duration, **_):
        self.count += event.endswith("backend_compile_duration")

    def take(self):
        """Return the compilations since the last call."""
        count, self.count = self.count, 0
        return count


def timed(function, *arguments):
    """Return the result of a call and its seconds."""
    started = time.perf_counter()
    result = function(*arguments)
    return result, time.perf_counter() - started


def run_detector(name, X):
    """Fit twice and score with one of the detectors."""
    from sklearn.base import clone

    import skseq

    counter = CompilationCounter()
    detector = getattr(skseq, name)(window_size=WINDOW, random_state=0)
    before = peak_mib()
    _, first = timed(detector.fit, X)
    first_compilations = counter.take()
    other = clone(detector).set_params(learning_rate=1e-3, random_state=1)
    _, repeated = timed(other.fit, X)
    repeated_compilations = counter.take()
    _, score = timed(other.score_samples, X)
    return {
        "first_fit": first,
        "repeated_fit": repeated,
        "score": score,
        "compilations": [first_compilations, repeated_compilations],
        "mib_above_input": peak_mib() - before,
    }


def run_forest(X):
    """Fit and score IsolationForest on the windows of the series."""
    from sklearn.ensemble import IsolationForest
    from sklearn.pipeline import make_pipeline

    from skseq.preprocessing import SlidingWindow

    def make():
        return make_pipeline(SlidingWindow(WINDOW), IsolationForest(random_state=0))

    before = peak_mib()
    _, first = timed(make().fit, X)
    pipeline = make()
    _, repeated = timed(pipeline.fit, X)
    _, score = timed(pipeline.score_samples, X)
    return {
        "first_fit": first,
        "repeated_fit": repeated,
        "score": score,
        "mib_above_input": peak_mib() - before,
    }


def run_keras(name, X):
    """Fit a detector's network with Keras' own loop, on all windows of the series."""
    import skseq

    detector = getattr(skseq, name)(window_size=WINDOW, max_iter=1, random_state=0)
    detector.fit(X[: 2 * WINDOW])
    import keras  # only now: the detector has chosen its backend
    from numpy.lib.stride_tricks import sliding_window_view

    network, defaults = detector._network(), getattr(skseq, name)()
    n_segments = defaults.max_iter * defaults.batch_size
    before = peak_mib()

    def fit(learning_rate):
        windows = sliding_window_view(X, WINDOW, axis=0).swapaxes(1, 2)
        chosen = np.random.default_rng(0).integers(len(windows), size=n_segments)
        model = network.model(WINDOW, seed=0)
        # The estimates only: Keras' loop has no use for what error to expect of them.
        model = keras.Model(model.inputs, model.outputs[0])
        model.compile(keras.optimizers.Adam(learning_rate), loss="mse")
        segments = np.ascontiguousarray(windows[chosen])
        targets = np.repeat(segments[:, :, None], model.output_shape[2], axis=2)
        model.fit(segments, targets, batch_size=defaults.batch_size, verbose=0)
        return model, windows

    def score(model, windows):
        estimates = model.predict(windows, batch_size=256, verbose=0)
        return np.square(windows[:, -1, None] - estimates[:, -1]).mean(axis=(1, 2))

    _, first = timed(fit, 3e-3)
    (model, windows), repeated = timed(fit, 1e-3)
    _, scored = timed(score, model, windows)
    return {
        "first_fit": first,
        "repeated_fit": repeated,
        "score": scored,
        "mib_above_input": peak_mib() - before,
    }


def run_case(kind, name, n_rows, n_features):
    """Run one case in this process."""
    X = make_series(n_rows, n_features)
    if kind == "forest":
        return run_forest(X)
    return {"detector": run_detector, "keras": run_keras}[kind](name, X)


def in_new_process(case):
    """Run one case in a process of its own and return its record."""
    command = [sys.executable, __file__, "--case", json.dumps(case)]
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(output.stdout.splitlines()[-1])


def all_cases(names):
    """Return the cases in the order of a round: those to compare next to each other."""
    cases = []
    for shape in SHAPES:
        cases += [("detector", name, *shape) for name in names]
        cases += [("forest", FOREST, *shape)]
        cases += [
            ("keras", name, *shape)
            for name in names
            if shape == (10_000, 1) and name in ("LSTMDetector", "AutoencoderDetector")
        ]
    for shape in LONG:
        cases += [("detector", name, *shape) for name in names]
    return [*cases, ("forest", FOREST, *LONG[0])]


def medians(records):
    """Return one record that holds the median of each figure."""
    merged = dict(records[0])
    for field, value in merged.items():
        if isinstance(value, float):
            merged[field] = statistics.median(record[field] for record in records)
    return merged


def report(results):
    """Print the table and the ratios that were promised."""
    print(
        f"\n{'':38s}{'rows':>9s}{'cols':>5s}{'first fit':>10s}{'repeated':>9s}"
        f"{'score':>8s}{'us/row':>8s}{'compiled':>10s}{'MiB':>7s}"
    )
    for case, record in results:
        kind, name, n_rows, n_features = case
        label = f"{KERAS}, {name}" if kind == "keras" else name
        compiled = "{} / {}".format(*record.get("compilations", ("", "")))
        print(
            f"{label:38s}{n_rows:9d}{n_features:5d}{record['first_fit']:10.2f}"
            f"{record['repeated_fit']:9.2f}{record['score']:8.3f}"
            f"{1e6 * record['score'] / n_rows:8.2f}{compiled:>10s}"
            f"{record['mib_above_input']:7.0f}"
        )
    by_case = {tuple(case): record for case, record in results}
    forest = by_case["forest", FOREST, 10_000, 1]
    base = forest["repeated_fit"] + forest["score"]
    print("\nRepeated fit and score of 10 000 x 1 rows, IsolationForest = 1:")
    for (kind, name, *shape), record in by_case.items():
        if kind == "detector" and shape == [10_000, 1]:
            ratio = (record["repeated_fit"] + record["score"]) / base
            print(f"  {name:24s} {ratio:6.1f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--case", help=argparse.SUPPRESS)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--detectors", nargs="*")
    arguments = parser.parse_args()
    if arguments.case:
        print(json.dumps(run_case(*json.loads(arguments.case))))
        return
    from skseq.utils import all_estimators

    found = all_estimators("outlier_detector")
    names = arguments.detectors or [name for name, _ in found]
    cases = all_cases(names)
    records = {case: [] for case in cases}
    for number in range(arguments.rounds):
        for case in cases:
            records[case].append(in_new_process(case))
            print(f"round {number + 1}: {case}", file=sys.stderr, flush=True)
    results = [(case, medians(records[case])) for case in cases]
    report(results)
    RESULTS.parent.mkdir(exist_ok=True)
    text = {"machine": describe_machine(), "rounds": arguments.rounds}
    text["results"] = [
        {"case": case, "median": median, "rounds": records[case]}
        for case, median in results
    ]
    RESULTS.write_text(json.dumps(text, indent=1) + "\n")


if __name__ == "__main__":
    main()
