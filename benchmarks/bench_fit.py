"""Time to a fitted detector, and how well it then finds anomalies, beside peers.

Every detector has its defaults and a process of its own. Five real series: those of
the shortest training parts in each of five sources. A detector of skseq is fitted
twice, in a fresh process (with imports and compilation) and then with its programs
compiled, before and after the peers: the machine may have changed meanwhile::

    benchmarks/peers/make_environments.sh            # once
    python benchmarks/bench_fit.py                   # about ten minutes
    python benchmarks/bench_fit.py --peers /elsewhere/venvs --series 2
"""

import argparse
import json
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
PEERS = {"PyOD LSTMAD": "LSTMAD", "PyOD TimeSeriesOD(AutoEncoder)": "AutoEncoder"}
FOREST = "SlidingWindow + IsolationForest"


def chosen_series():
    """Return one univariate series of each source: that of the shortest training."""
    found = {}
    for series in matched_series():
        if series.track != "U" or series.source not in SOURCES:
            continue
        known = found.get(series.source)
        if known is None or series.n_train < known.n_train:
            found[series.source] = series
    return [found[source] for source in SOURCES if source in found]


def make(name):
    """Return a detector with its defaults."""
    if name == FOREST:
        from sklearn.ensemble import IsolationForest
        from sklearn.pipeline import make_pipeline

        from skseq.preprocessing import SlidingWindow

        return make_pipeline(SlidingWindow("auto"), IsolationForest(random_state=0))
    import skseq

    return getattr(skseq, name)(random_state=0)


def run_here(name, source, target):
    """Fit twice and score, in this process; the first fit includes the imports."""
    with np.load(source) as data:
        X, n_train = data["X"], int(data["n_train"])
    times = [time.perf_counter()]
    make(name).fit(X[:n_train])
    times.append(time.perf_counter())
    used = time.process_time()
    detector = make(name).fit(X[:n_train])
    used = time.process_time() - used
    times.append(time.perf_counter())
    scores = -detector.score_samples(X)
    times.append(time.perf_counter())
    np.save(target, scores)
    record = dict(zip(("fresh_fit", "fit", "score"), np.diff(times), strict=True))
    print(json.dumps(record | {"fit_cpu": used}))


def in_new_process(command, folder):
    """Run a command with the series; return its record and the scores."""
    target = folder / "scores.npy"
    command = [*map(str, command), str(folder / "series.npz"), str(target)]
    started = time.perf_counter()
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    record = json.loads(output.stdout.splitlines()[-1])
    return record | {"process": time.perf_counter() - started}, np.load(target)


def run_series(series, peers):
    """Return label -> record of all detectors on one series."""
    from skseq.metrics import vus_pr_score

    ours = {name: [sys.executable, __file__, "--run", name] for name in (*OURS, FOREST)}
    theirs = {
        label: [peers / "pyod" / "bin" / "python", HERE / "peers/run_pyod.py", name]
        for label, name in PEERS.items()
    }
    order = [*ours.items(), *theirs.items(), *ours.items()]
    records = {}
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        np.savez(folder / "series.npz", X=series.X, n_train=series.n_train)
        for label, command in order:
            record, scores = in_new_process(command, folder)
            record["vus_pr"] = vus_pr_score(series.y, scores, buffer="auto", X=series.X)
            records.setdefault(label, []).append(record)
            print(f"{series.name[:32]:32s} {label:32s} {record}", file=sys.stderr)
    return records


def medians(records):
    """Return the median of each figure."""
    return {
        key: statistics.median(record[key] for record in records) for key in records[0]
    }


def report(results):
    """Print what was measured, and the ratios to PyOD's LSTMAD."""
    for series, by_label in results.items():
        print(f"\n{series}")
        base = medians(by_label["PyOD LSTMAD"])
        head = f"{'':34s}{'VUS-PR':>8s}{'fresh':>8s}{'fit':>8s}{'fit CPU':>9s}"
        print(head + f"{'score':>8s}{'LSTMAD / fit':>14s}{'/ fresh':>9s}")
        for label, records in by_label.items():
            record = medians(records)
            fresh = record.get("fresh_fit", record.get("import", 0) + record["fit"])
            print(
                f"{label:34s}{record['vus_pr']:8.3f}{fresh:8.2f}{record['fit']:8.2f}"
                f"{record['fit_cpu']:9.2f}{record['score']:8.3f}"
                f"{base['fit'] / record['fit']:14.0f}"
                f"{(base['fit'] + base['import']) / fresh:9.1f}"
            )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--peers", type=Path, default=HERE / ".venv-peers")
    parser.add_argument("--series", type=int, default=len(SOURCES))
    parser.add_argument("--run", nargs=3, help=argparse.SUPPRESS)
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
