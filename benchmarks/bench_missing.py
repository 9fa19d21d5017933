"""How much VUS-PR is lost when a share of all values is missing.

A share of all values is removed at random from real labelled series of one and of many
columns, both from the training rows and from the scored rows. Labels, rows and the
buffer of the metric stay the same. Results are written after each run::

    python benchmarks/bench_missing.py                # all series, shares and detectors
    python benchmarks/bench_missing.py --report       # the table of the results so far
"""

import argparse
import json
from pathlib import Path

import numpy as np
from _machine import describe_machine
from _series import matched_series, unmatched_series
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from skseq.metrics import vus_pr_score
from skseq.utils import all_estimators

RESULTS = Path(__file__).parent / "results" / "missing.json"
SHARES = 0.0, 0.1, 0.3, 0.5
# Parts of names: series whose events are found when no value is missing.
SERIES = (
    "NAB_id_8_",
    "UCR_id_7_",
    "UCR_id_224_",
    "SMAP_id_14_",
    "SMAP_id_2_",
    "SMD_id_20_",
)
DETECTORS = "LSTMDetector", "AutoencoderDetector"


def chosen_series(wanted):
    """Return the series whose names contain one of the wanted parts, in that order."""
    known = [*matched_series(), *unmatched_series()]
    found = [[one for one in known if part in one.name][:1] for part in wanted]
    for part, matches in zip(wanted, found, strict=True):
        if not matches:
            raise SystemExit(f"There is no series whose name contains {part!r}.")
    return [one for matches in found for one in matches]


def remove(X, share, seed):
    """Return a copy with a share of the values replaced by NaN."""
    removed = np.random.default_rng(seed).uniform(size=X.shape) < share
    return np.where(removed, np.nan, X)


def run(series, detector, share, seed):
    """Return the VUS-PR of one detector on one series with values removed."""
    X = remove(series.X, share, seed)
    pipeline = make_pipeline(StandardScaler(), detector(random_state=seed))
    scores = -pipeline.fit(X[: series.n_train]).score_samples(X)
    return vus_pr_score(series.y, scores, buffer="auto", X=series.X)


def load_runs():
    """Return the runs that have been made already."""
    return json.loads(RESULTS.read_text())["runs"] if RESULTS.exists() else {}


def run_all(arguments):
    """Make the missing runs, and write each result."""
    runs = {} if arguments.fresh else load_runs()
    classes = dict(all_estimators("outlier_detector"))
    all_series = chosen_series(arguments.series)
    for seed in range(arguments.seeds):
        for name in arguments.detectors:
            for series in all_series:
                for share in SHARES:
                    key = f"{name}/{series.name}/{share}/{seed}"
                    if key in runs:
                        continue
                    runs[key] = {
                        "detector": name,
                        "series": series.name,
                        "columns": series.X.shape[1],
                        "rows": len(series.X),
                        "share": share,
                        "seed": seed,
                        "vus_pr": run(series, classes[name], share, seed),
                    }
                    print(key, round(runs[key]["vus_pr"], 3), flush=True)
                    RESULTS.parent.mkdir(exist_ok=True)
                    text = {"machine": describe_machine(), "runs": runs}
                    RESULTS.write_text(json.dumps(text, indent=1) + "\n")
    return runs


def table(runs):
    """Return the lines of the table: mean VUS-PR over seeds by share removed."""
    head = f"{'detector':24s}{'series':40s}{'columns':>8s}"
    lines = [head + "".join(f"{share:>8.0%}" for share in SHARES) + "  kept at 30 %"]
    for name, series in sorted({(r["detector"], r["series"]) for r in runs.values()}):
        of_pair = [
            r for r in runs.values() if r["detector"] == name and r["series"] == series
        ]
        means = [
            np.mean([r["vus_pr"] for r in of_pair if r["share"] == share] or np.nan)
            for share in SHARES
        ]
        line = f"{name:24s}{series[:38]:40s}{of_pair[0]['columns']:8d}"
        line += "".join(f"{mean:8.3f}" for mean in means)
        lines.append(line + f"{means[SHARES.index(0.3)] / means[0]:12.0%}")
    return lines


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--series", nargs="*", default=SERIES, help="parts of names")
    parser.add_argument("--detectors", nargs="*", default=DETECTORS)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--fresh", action="store_true", help="forget earlier results")
    parser.add_argument("--report", action="store_true", help="only print the table")
    arguments = parser.parse_args()
    runs = load_runs() if arguments.report else run_all(arguments)
    print("\n" + "\n".join(table(runs)))


if __name__ == "__main__":
    main()
