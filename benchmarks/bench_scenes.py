"""What people call broken: dead sensors, trends, offsets, counters, seasons, calendars.

Each scene has one kind of fault, or one kind of ground that must not hide faults. A
detector is fitted to the rows before the faults with its defaults and scores all rows;
the rows after those of training count, by average precision (AP) and event F1 (recall
of events, precision of rows). Results are written after each run, so an interrupted
benchmark continues where it stopped::

    python benchmarks/bench_scenes.py                           # all scenes
    python benchmarks/bench_scenes.py --detectors LSTMDetector --scenes trend counter
    python benchmarks/bench_scenes.py --draw pictures           # and look at them
"""

import argparse
import json
import time
import warnings
from pathlib import Path
from typing import Any

import numpy as np
from _decision_run import Settings, make_detector
from _decision_series import JudgedSeries
from _machine import describe_machine
from _scenes import SCENES, scenes
from _scenes_draw import Alarms, draw
from sklearn.metrics import average_precision_score

from skseq.metrics import event_f1_score
from skseq.utils import all_estimators

RESULTS = Path(__file__).parent / "results" / "scenes.json"
BASELINES = "IsolationForest", "SlidingWindow + IsolationForest", "last value"

Record = dict[str, Any]


def run(scene: JudgedSeries, name: str, seed: int) -> tuple[Record, Alarms]:
    """Fit and judge a detector; return its figures, and its scores and alarms."""
    settings = Settings(RESULTS, (name,), (seed,))
    detector = make_detector(name, seed, settings)
    started = time.perf_counter()
    with warnings.catch_warnings():
        # A frame that is cut, and what a detector says of a scene, are no matter here.
        warnings.simplefilter("ignore")
        detector.fit(scene.X[: scene.n_train])
        scores = detector.decision_function(scene.X)
        alarms = detector.predict(scene.X) == -1
    new, y = slice(scene.n_train, None), scene.y == 1
    record = {
        "scene": scene.name,
        "detector": name,
        "seed": seed,
        "average_precision": float(average_precision_score(y[new], -scores[new])),
        "event_f1": float(event_f1_score(y[new], alarms[new])),
        "normal_rows_alarmed": float(alarms[new][~y[new]].mean()),
        "seconds": round(time.perf_counter() - started, 2),
    }
    return record, Alarms(-scores, alarms)


def run_all(arguments: argparse.Namespace) -> dict[str, Record]:
    """Make the missing runs, scene by scene, draw them if asked, and return all."""
    runs = load(arguments.results)
    for seed in arguments.seeds:
        for scene in scenes(arguments.scenes, seed):
            found: dict[str, Alarms] = {}
            for name in arguments.detectors:
                key = f"{scene.name}/{name}/{seed}"
                if key in runs and arguments.draw is None:
                    continue
                record, found[name] = run(scene, name, seed)
                runs[key] = record
                save(arguments.results, runs)
                print(
                    f"{scene.name:26s} {name:32s} seed {seed}  "
                    f"AP {record['average_precision']:.2f}  "
                    f"event F1 {record['event_f1']:.2f}  {record['seconds']:.1f} s",
                    flush=True,
                )
            if arguments.draw is not None:
                draw(scene, found, arguments.draw / f"{scene.name}_{seed}.png")
    return runs


def load(path: Path) -> dict[str, Record]:
    """Return the runs that have been made already."""
    if not path.exists():
        return {}
    return json.loads(path.read_text(encoding="utf-8"))["runs"]


def save(path: Path, runs: dict[str, Record]) -> None:
    """Write all runs; a write that fails leaves the old file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    text = {"machine": describe_machine(), "runs": runs}
    part.write_text(json.dumps(text, indent=1) + "\n", encoding="utf-8")
    part.replace(path)


def table(runs: dict[str, Record], chosen: list[str]) -> str:
    """Return AP and event F1 by scene and detector, means over seeds, in Markdown."""
    names = list(dict.fromkeys(record["detector"] for record in runs.values()))
    lines = ["| AP, event F1 | " + " | ".join(names) + " |"]
    lines.append("|---" * (len(names) + 1) + "|")
    for scene in chosen:
        cells = []
        for name in names:
            records = [
                record
                for record in runs.values()
                if (record["scene"], record["detector"]) == (scene, name)
            ]
            figures = [
                np.mean([record[figure] for record in records])
                for figure in ("average_precision", "event_f1")
                if records
            ]
            cells.append(", ".join(f"{figure:.2f}" for figure in figures) or "-")
        lines.append(f"| {scene} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def arguments_of(given: list[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    detectors = [name for name, _ in all_estimators("outlier_detector")]
    known = [*detectors, *BASELINES]
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--detectors", nargs="+", default=known, help="any of skseq, or baselines")
    add("--scenes", nargs="+", default=[*SCENES], help="all by default")
    add("--seeds", nargs="+", type=int, default=[0], help="of scenes and of detectors")
    add("--results", type=Path, default=RESULTS, help="a JSON file")
    add("--draw", type=Path, metavar="DIR", help="run all again, and draw scenes there")
    arguments = parser.parse_args(given)
    for name in arguments.detectors:
        if name not in known:
            parser.error(f"there is no detector {name!r}: choose among {known}.")
    return arguments


def main(given: list[str] | None = None) -> None:
    """Run what is missing and print the table."""
    arguments = arguments_of(given)
    print("\n" + table(run_all(arguments), arguments.scenes))


if __name__ == "__main__":
    main()
