"""How well anomalies are found: TSB-AD's protocol on real labelled series.

Each detector, behind a StandardScaler, is fitted to the training prefix of a series and
scores the whole series. The metric is VUS-PR with TSB-AD's buffer. Results are written
after each run, so an interrupted benchmark continues where it stopped::

    python benchmarks/bench_detection.py                       # everything, three seeds
    python benchmarks/bench_detection.py --detectors LSTMDetector --seeds 1 --every 4
    python benchmarks/bench_detection.py --report              # only print the tables
"""

import argparse
import json
import time
from pathlib import Path

import numpy as np
from _baselines import BASELINES
from _machine import describe_machine
from _series import matched_series, unmatched_series
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from skseq._series.smoothing import smooth
from skseq.metrics import vus_pr_score
from skseq.utils import all_estimators

RESULTS = Path(__file__).parent / "results" / "detection.json"
PUBLISHED = {
    "U": ["KShapeAD", "KMeansAD", "Sub-PCA", "AutoEncoder", "IForest", "LSTMAD"],
    "M": ["KMeansAD", "CNN", "LSTMAD", "AutoEncoder", "IForest"],
}
SMOOTHED = " (smoothed)"
# Rows over which the scores of baselines without a window are smoothed.
BASELINE_SMOOTHING = 64


def detector_factories():
    """Return name -> function of a seed that makes a pipeline."""

    def deep(cls):
        return lambda seed: make_pipeline(StandardScaler(), cls(random_state=seed))

    found = all_estimators("outlier_detector")
    return BASELINES | {name: deep(cls) for name, cls in found}


def run(series, make, seed):
    """Fit and score one detector; return its figures as a dict."""
    train = series.X[: series.n_train]
    pipeline = make(seed)
    if "max_iter" in pipeline[-1].get_params():
        # Compiles the programs, so that the times below are those of a second fit.
        make(seed).set_params(**{f"{pipeline.steps[-1][0]}__max_iter": 1}).fit(train)
    started = time.perf_counter()
    pipeline.fit(train)
    fitted = time.perf_counter()
    scores = -pipeline.score_samples(series.X)
    scored = time.perf_counter()
    record = {
        "fit_seconds": fitted - started,
        "score_seconds": scored - fitted,
        "vus_pr": vus_pr_score(series.y, scores, buffer="auto", X=series.X),
    }
    if not hasattr(pipeline[-1], "error_scale_"):
        record["vus_pr_smoothed"] = vus_pr_score(
            series.y, smoothed(pipeline, scores), buffer="auto", X=series.X
        )
    return record


def smoothed(pipeline, scores):
    """Smooth and align the scores of a baseline as those of the detectors are."""
    window = getattr(pipeline[-2], "window_size_", 1)
    # The score of a window stands at its last row; its middle is half a window before.
    centred = np.roll(scores, -(window // 2))
    centred[len(scores) - window // 2 :] = scores[-1]
    size = window if window > 1 else BASELINE_SMOOTHING
    return smooth(centred[:, None], size, [0, len(scores)])[:, 0]


def key_of(series, name, seed):
    """Return the key of a run."""
    return f"{series.track}/{series.name}/{name}/{seed}"


def load_runs(path):
    """Return the runs that have been made already."""
    return json.loads(path.read_text())["runs"] if path.exists() else {}


def save_runs(path, runs):
    """Write all runs; a write that fails leaves the old file."""
    path.parent.mkdir(exist_ok=True)
    part = path.with_suffix(".part")
    text = {"machine": describe_machine(), "runs": runs}
    part.write_text(json.dumps(text, indent=1) + "\n")
    part.replace(path)


def run_all(arguments, factories, all_series):
    """Make the missing runs, detector by detector, and report progress."""
    runs = {} if arguments.fresh else load_runs(arguments.out)
    names = arguments.detectors or list(factories)
    tasks = [
        (series, name, seed)
        for name in names
        for seed in range(arguments.seeds)
        for series in all_series
        if key_of(series, name, seed) not in runs
    ]
    for number, (series, name, seed) in enumerate(tasks, 1):
        record = run(series, factories[name], seed)
        about = {"track": series.track, "source": series.source, "detector": name}
        runs[key_of(series, name, seed)] = about | {"seed": seed} | record
        save_runs(arguments.out, runs)
        print(
            f"[{number}/{len(tasks)}] {name:32s} seed {seed}  {series.name[:40]:40s} "
            f"VUS-PR {record['vus_pr']:.3f}  {record['fit_seconds']:.1f} s",
            flush=True,
        )
    return runs


def table(track, runs, all_series):
    """Return the lines of the table of one track."""
    chosen = [series for series in all_series if series.track == track]
    if not chosen:
        return []
    columns = figures_of(track, runs, chosen)
    best = np.nanmax([values.mean(axis=0) for values, _ in columns.values()], axis=0)
    sources = sorted({series.source for series in chosen})
    source_of = np.array([series.source for series in chosen])
    head = f"{'':42s} mean    +-  median wins   s/file " + " ".join(
        f"{source:>6s}" for source in sources
    )
    lines = [f"Track {track}: VUS-PR of {len(chosen)} series", head]
    order = sorted(columns, key=lambda name: -np.nanmean(columns[name][0]))
    for name in order:
        values, seconds = columns[name]
        per_file = values.mean(axis=0)
        spread = np.nanmean(values, axis=1).std()
        by_source = [np.nanmean(per_file[source_of == source]) for source in sources]
        lines.append(
            f"{name:42s}{np.nanmean(per_file):.3f} {spread:6.3f} "
            f"{np.nanmedian(per_file):6.3f} "
            f"{int((per_file >= best).sum()):4d} {seconds:8.2f}  "
            + " ".join(f"{value:6.3f}" for value in by_source)
        )
    return lines


def figures_of(track, runs, chosen):
    """Return name -> (VUS-PR of shape (n_seeds, n_series), median seconds per file).

    VUS-PR is nan for a series without a published figure.
    """
    columns = {
        f"{name} (TSB-AD, published)": (
            np.array([[series.published.get(name, np.nan) for series in chosen]]),
            np.nan,
        )
        for name in PUBLISHED.get(track, ())
    }
    keys = {(r["detector"], r["seed"]) for r in runs.values() if r["track"] == track}
    for name in sorted({name for name, _ in keys}):
        seeds = [
            [runs.get(key_of(series, name, seed)) for series in chosen]
            for seed in sorted(seed for other, seed in keys if other == name)
        ]
        seeds = [records for records in seeds if None not in records]
        if not seeds:
            continue
        for field, suffix in (("vus_pr", ""), ("vus_pr_smoothed", SMOOTHED)):
            if field not in seeds[0][0]:
                continue
            values = [[record[field] for record in records] for records in seeds]
            seconds = [
                r["fit_seconds"] + r["score_seconds"] for rs in seeds for r in rs
            ]
            columns[name + suffix] = np.array(values), float(np.median(seconds))
    return columns


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--detectors", nargs="*", help="names; all by default")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--tracks", nargs="*", default=["U", "M", "unmatched"])
    parser.add_argument("--every", type=int, default=1, help="take every k-th series")
    parser.add_argument("--out", type=Path, default=RESULTS)
    parser.add_argument("--fresh", action="store_true", help="forget earlier results")
    parser.add_argument("--report", action="store_true", help="only print the tables")
    arguments = parser.parse_args()
    all_series = [*matched_series(), *unmatched_series()]
    all_series = [series for series in all_series if series.track in arguments.tracks]
    all_series = all_series[:: arguments.every]
    if arguments.report:
        runs = load_runs(arguments.out)
    else:
        runs = run_all(arguments, detector_factories(), all_series)
    for track in arguments.tracks:
        print("\n" + "\n".join(table(track, runs, all_series)))


if __name__ == "__main__":
    main()
