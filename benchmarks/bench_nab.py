"""The Numenta Anomaly Benchmark: alarms of rows as they arrive, scored by its protocol.

A detector learns from the first 15 % of each file and scores all rows, with
``causal=True``, ``smoothing=1`` and its other defaults. A rule that follows the scores
of each file and an alarm policy, the same for all detectors, baselines and files, make
detections of them. What they are was fixed on 30 series of other sources, so no
threshold is optimized on the benchmark, as it is for those published. Needs a copy of
https://github.com/numenta/NAB::

    python bench_nab.py NAB                       # all detectors, seeds 0 to 2
    python bench_nab.py NAB --published           # is the scorer that of the benchmark?

Prints a table and writes results/nab.json after each run.
"""

import argparse
import json
import time
import warnings
from pathlib import Path
from typing import Any

import numpy as np
from _decision_run import Settings, known_names, make_detector
from _machine import describe_machine
from _nab import PROFILES, NABFile, nab_scores, published_scores, read_nab

from skseq.exceptions import SeriesWarning
from skseq.streaming import AlarmPolicy, RollingRankThreshold

RESULTS = Path(__file__).parent / "results" / "nab.json"
DETECTORS = (
    "LSTMDetector",
    "GRUDetector",
    "StackedLSTMDetector",
    "AutoencoderDetector",
    "LSTMAutoencoderDetector",
)
BASELINES = "distance from the median", "last value", "SlidingWindow + IsolationForest"
PUBLISHED = "numenta", "contextOSE", "knncad", "relativeEntropy", "windowedGaussian"

# Rows are compared with all rows before them. An alarm is followed by a rest of as many
# rows as were learned from: the benchmark fines each detection that is in no window.
RISK, REST = 0.001, 1.0

Record = dict[str, Any]


def scores_of(name: str, seed: int, file: NABFile) -> np.ndarray:
    """Return the score of each row by a detector of the first rows; lower is worse."""
    X = file.values[:, None]
    train = X[: file.n_probation]
    if name == "distance from the median":
        return -np.abs(X - np.median(train))[:, 0]
    settings = Settings(RESULTS, (name,), (seed,), causal=True)
    with warnings.catch_warnings():
        # Of rows that are few, or have seasons of a day: the protocol has it so.
        warnings.simplefilter("ignore", SeriesWarning)
        detector = make_detector(name, seed, settings)
        if "smoothing" in detector.get_params():
            detector.set_params(smoothing=1)
        return detector.fit(train).score_samples(X)


def detections(scores: np.ndarray, n_train: int) -> np.ndarray:
    """Return the rows in which an alarm is opened, or becomes far worse."""
    policy = AlarmPolicy(
        RollingRankThreshold(risk=RISK, window_size=max(len(scores), int(1 / RISK))),
        rest=int(REST * n_train),
    )
    detected = np.zeros(len(scores), dtype=bool)
    for alarm in policy.update(scores):
        if alarm["change"] == "opened":
            detected[alarm["start"]] = True
        elif alarm["change"] == "escalated":
            detected[alarm["peak"]] = True
    return detected


def run(files: list[NABFile], name: str, seed: int) -> Record:
    """Fit a detector to each file, and return the scores of the benchmark."""
    started, detected = time.perf_counter(), {}
    for file in files:
        scores = scores_of(name, seed, file)
        detected[file.name] = detections(scores, file.n_probation)
    return {
        "detector": name,
        "seed": seed,
        "scores": nab_scores(files, detected),
        "seconds": round(time.perf_counter() - started, 1),
    }


def run_all(arguments: argparse.Namespace) -> list[Record]:
    """Make the missing runs, and return all."""
    runs = load(arguments.results)
    done = {(record["detector"], record["seed"]) for record in runs}
    files = read_nab(arguments.folder)
    for seed in arguments.seeds:
        for name in arguments.detectors:
            if (name, seed) in done:
                continue
            runs.append(run(files, name, seed))
            save(arguments.results, runs)
            print(f"{name:32s} seed {seed}  {shown(runs[-1]['scores'])}", flush=True)
    return runs


def load(path: Path) -> list[Record]:
    """Return the runs so far."""
    return json.loads(path.read_text())["runs"] if path.exists() else []


def save(path: Path, runs: list[Record]) -> None:
    """Write all runs, and the machine of the last one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    record = {"machine": describe_machine(), "runs": runs}
    path.write_text(json.dumps(record, indent=1) + "\n")


def shown(scores: dict[str, float]) -> str:
    """Return the three scores on one line."""
    return "  ".join(f"{name} {scores[name]:5.1f}" for name in PROFILES)


def print_table(runs: list[Record]) -> None:
    """Print the means over seeds."""
    print(f"\n| | {' | '.join(PROFILES)} |\n|---|{'---|' * len(PROFILES)}")
    for name in dict.fromkeys(record["detector"] for record in runs):
        some = [record["scores"] for record in runs if record["detector"] == name]
        means = (np.mean([scores[profile] for scores in some]) for profile in PROFILES)
        print(f"| {name} | {' | '.join(f'{mean:.1f}' for mean in means)} |")


def print_published(folder: Path) -> None:
    """Print what was published for other detectors, and what the scorer gives."""
    files = read_nab(folder)
    print(f"published, computed | {' | '.join(PROFILES)}")
    for name in PUBLISHED:
        pairs = published_scores(folder, files, name).values()
        print(f"{name:19s} | " + " | ".join(f"{a:.2f}, {b:.2f}" for a, b in pairs))


def main() -> None:
    """Run what is asked for, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="a copy of numenta/NAB")
    known = [*known_names(), *BASELINES[:1]]
    parser.add_argument(
        "--detectors", nargs="+", default=[*DETECTORS, *BASELINES], choices=known
    )
    parser.add_argument("--seeds", nargs="+", type=int, default=[0, 1, 2])
    parser.add_argument("--results", type=Path, default=RESULTS, help="a JSON file")
    parser.add_argument(
        "--published", action="store_true", help="only check the scorer"
    )
    arguments = parser.parse_args()
    if arguments.published:
        print_published(arguments.folder)
    else:
        print_table(run_all(arguments))


if __name__ == "__main__":
    main()
