"""Time to a fitted detector, and how well it then finds anomalies, beside peers.

Every detector has its defaults and a process of its own. There are five real series,
one from each of five sources: the one whose training part has the median length. A
detector of skseq is fitted twice in a fresh process, first with imports and
compilation, then with its programs compiled. It runs before and after the peers, as the
load of the machine may change. Then it is fitted with other numbers of steps to find
the fewest that reach the VUS-PR of PyOD's LSTMAD. A fit of so many steps is timed in
two more fresh processes, the second of which finds its programs on disk::

    benchmarks/peers/make_environments.sh            # once
    python benchmarks/bench_fit.py                   # about ten minutes
    python benchmarks/bench_fit.py --peers /elsewhere/venvs --series 2
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from _machine import write_results
from _series import matched_series

HERE = Path(__file__).parent
SOURCES = ("UCR", "NAB", "MSL", "SMAP", "SED")
OURS = ("LSTMDetector", "AutoencoderDetector")
# Numbers of steps to try, besides the default.
STEPS = (5, 10, 25, 50, 100, 200, 400)
PEERS = {"PyOD LSTMAD": "LSTMAD", "PyOD TimeSeriesOD(AutoEncoder)": "AutoEncoder"}
BASE, FOREST = "PyOD LSTMAD", "SlidingWindow + IsolationForest"


def chosen_series():
    """Return one univariate series of each source, of median training length."""
    found = {source: [] for source in SOURCES}
    for series in matched_series():
        if series.track == "U" and series.source in SOURCES:
            found[series.source].append(series)
    for some in found.values():
        some.sort(key=lambda series: (series.n_train, series.name))
    return [some[len(some) // 2] for some in found.values() if some]


def make(name, **parameters):
    """Return a detector with its defaults, except for the given parameters."""
    if name == FOREST:
        from sklearn.ensemble import IsolationForest
        from sklearn.pipeline import make_pipeline

        from skseq.preprocessing import SlidingWindow

        return make_pipeline(SlidingWindow("auto"), IsolationForest(random_state=0))
    import skseq

    return getattr(skseq, name)(random_state=0, **parameters)


def timed(function, *arguments):
    """Return the result of a function, its wall time and its processor time."""
    wall, used = time.perf_counter(), time.process_time()
    result = function(*arguments)
    return result, time.perf_counter() - wall, time.process_time() - used


def run_here(name, steps, source, target):
    """Fit and score, in this process; print the times and save the scores.

    With ``steps`` above 0 it is fitted once, for that many steps. With 0 it is fitted
    twice with the defaults, then with each number of ``STEPS``.
    """
    with np.load(source) as data:
        X, n_train = data["X"], int(data["n_train"])
    train = X[:n_train]
    parameters = {"max_iter": int(steps)} if int(steps) else {}
    detector, fresh, _ = timed(lambda: make(name, **parameters).fit(train))
    record = {"fresh_fit": fresh}
    if not parameters:
        detector, record["fit"], record["fit_cpu"] = timed(make(name).fit, train)
    scores, record["score"], _ = timed(detector.score_samples, X)
    scores = [scores]
    if name != FOREST and not parameters:
        record["fit_of_steps"] = {}
        for steps in STEPS:
            detector, seconds, _ = timed(make(name, max_iter=steps).fit, train)
            record["fit_of_steps"][steps] = seconds
            scores.append(detector.score_samples(X))
    np.save(target, -np.array(scores))
    print(json.dumps(record))


def in_new_process(series, command, folder, **environment):
    """Run a command with the series; return its record, with VUS-PR of its scores."""
    from skseq.metrics import vus_pr_score

    target = folder / "scores.npy"
    command = [*map(str, command), str(folder / "series.npz"), str(target)]
    output = subprocess.run(
        command,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | environment,
    )
    record = json.loads(output.stdout.splitlines()[-1])
    scores = np.atleast_2d(np.load(target))
    found = [vus_pr_score(series.y, s, buffer="auto", X=series.X) for s in scores]
    record["vus_pr"] = found[0]
    if len(found) > 1:
        record["vus_pr_of_steps"] = dict(zip(map(str, STEPS), found[1:], strict=True))
    return record


def run_series(series, peers):
    """Return label -> records of all detectors on one series."""

    def ours(name, steps=0):
        return [sys.executable, __file__, "--run", name, steps]

    theirs = {
        label: [peers / "pyod" / "bin" / "python", HERE / "peers/run_pyod.py", name]
        for label, name in PEERS.items()
    }
    own = {name: ours(name) for name in (*OURS, FOREST)}
    records = {}
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        np.savez(folder / "series.npz", X=series.X, n_train=series.n_train)
        for label, command in [*own.items(), *theirs.items(), *own.items()]:
            record = in_new_process(series, command, folder)
            records.setdefault(label, []).append(record)
            print(f"{series.name[:32]:32s} {label:32s} {record}", file=sys.stderr)
        for name in OURS:
            steps = fewest_steps(records[name], records[BASE][0]["vus_pr"])
            if steps is None:
                continue
            fresh = in_new_process(series, ours(name, steps), folder)
            cache = {"SKSEQ_COMPILE_CACHE": str(folder / "programs")}
            in_new_process(series, ours(name, steps), folder, **cache)
            cached = in_new_process(series, ours(name, steps), folder, **cache)
            times = [record["fit_of_steps"][str(steps)] for record in records[name]]
            records[f"{name} to its VUS-PR"] = {
                "steps": steps,
                "vus_pr": fresh["vus_pr"],
                "fit": statistics.median(times),
                "fresh_fit": fresh["fresh_fit"],
                "fresh_fit_programs_on_disk": cached["fresh_fit"],
            }
    return records


def fewest_steps(records, vus_pr):
    """Return the fewest steps that reach a VUS-PR, if all larger numbers reach it too.

    None if the default number of steps does not reach it.
    """
    found = None
    if records[0]["vus_pr"] < vus_pr:
        return found
    for steps, reached in reversed(records[0]["vus_pr_of_steps"].items()):
        if reached < vus_pr:
            return found
        found = int(steps)
    return found


def medians(records):
    """Return the median of each figure."""
    return {
        key: statistics.median(record[key] for record in records)
        for key, value in records[0].items()
        if not isinstance(value, dict)
    }


def report(results):
    """Print the times, and their ratios to those of PyOD's LSTMAD."""
    for series, by_label in results.items():
        base = medians(by_label[BASE])
        print(f"\n{series}: seconds, and how many times as long {BASE} takes")
        head = f"{'':38s}{'VUS-PR':>8s}{'steps':>7s}{'fit':>8s}{'ratio':>7s}"
        print(
            head
            + f"{'fresh':>8s}{'ratio':>7s}{'on disk':>9s}{'ratio':>7s}{'score':>8s}"
        )
        for label, records in by_label.items():
            record = medians(records) if isinstance(records, list) else records
            fresh = record.get("fresh_fit", record.get("import", 0) + record["fit"])
            cached = record.get("fresh_fit_programs_on_disk")
            fresh_base = base["fit"] + base["import"]
            line = (
                f"{label:38s}{record['vus_pr']:8.3f}{record.get('steps', ''):>7}"
                f"{record['fit']:8.3f}{base['fit'] / record['fit']:7.1f}"
                f"{fresh:8.2f}{fresh_base / fresh:7.1f}"
            )
            line += f"{cached:9.2f}{fresh_base / cached:7.1f}" if cached else " " * 16
            print(line + (f"{record['score']:8.3f}" if "score" in record else ""))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--peers", type=Path, default=HERE / ".venv-peers")
    parser.add_argument("--series", type=int, default=len(SOURCES))
    parser.add_argument("--run", nargs=4, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.run:
        run_here(*arguments.run)
        return
    results = {}
    for series in chosen_series()[: arguments.series]:
        results[series.name] = run_series(series, arguments.peers)
        write_results("fit", results)
    report(results)


if __name__ == "__main__":
    main()
