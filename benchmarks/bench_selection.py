"""How good is the configuration that each way of selecting picks?

On every series with at least two events after its training part:

1. each candidate is fitted to the first 70 % of the training rows;
2. the label-free scorers see the other 30 %: the detector's own ``score`` (minus the
   mean error) and ``synthetic_anomaly_scorer`` at several strengths and by two metrics;
3. the labelled scorer sees the first half of the events after the training part
   (VUS-PR);
4. the pick of a scorer is judged by its VUS-PR on the second half of the events, which
   no scorer has seen. It is compared with the best candidate in hindsight, the two
   defaults and the mean over candidates (a random pick).

The labels of the training rows are not used: selection without labels is for data that
has none. Prints tables, writes results/selection.json.
"""

import argparse
import itertools
import json
import time
from pathlib import Path

import numpy as np
from scipy.stats import rankdata, spearmanr, wilcoxon

from skseq import AutoencoderDetector, LSTMDetector, clear_caches
from skseq.metrics import autocorrelation_period, vus_pr_score
from skseq.model_selection import synthetic_anomaly_scorer

HERE = Path(__file__).resolve().parent
MAX_TRAIN_ROWS = 6000
SOURCES = ("ASD", "KPI", "MSL", "NAB", "SED", "SMAP", "SMD")


def candidates(max_iter):
    """Name -> unfitted detector; the defaults first."""
    common = {"max_iter": max_iter, "random_state": 0}
    table = {
        "lstm default": LSTMDetector(**common),
        "autoencoder default": AutoencoderDetector(**common),
    }
    for window, lags in itertools.product((16, 64), ((-1,), (-1, -4, -16))):
        table[f"lstm window={window} lags={lags}"] = LSTMDetector(
            window_size=window, lags=lags, **common
        )
    for window, latent in itertools.product((16, 64), (2, 16)):
        table[f"autoencoder window={window} latent={latent}"] = AutoencoderDetector(
            window_size=window, latent_size=latent, **common
        )
    return table


def scorers():
    """Name -> scorer that needs no labels."""
    table = {"mean error": lambda detector, X: detector.score(X)}
    for strength, metric in itertools.product(
        (0.1, 0.3, 1.0), ("vus_pr", "average_precision")
    ):
        table[f"synthetic {metric} strength={strength}"] = synthetic_anomaly_scorer(
            metric, strength=strength
        )
    return table


def load(path):
    """Cut a series into its parts; None if it has fewer than two events to split."""
    with np.load(path) as data:
        X, y, train_end = data["X"], data["y"], int(data["train_end"])
    X = X.astype(np.float64)
    train, test, labels = X[:train_end][-MAX_TRAIN_ROWS:], X[train_end:], y[train_end:]
    edges = np.flatnonzero(np.diff(labels == 1, prepend=False, append=False))
    starts, stops = edges[::2], edges[1::2]
    if len(starts) < 2:
        return None
    middle = len(starts) // 2
    boundary = int(stops[middle - 1] + starts[middle]) // 2
    cut = int(0.7 * len(train))
    return {
        "fit": train[:cut],
        "held_out": train[cut:],
        "test": test,
        "labels": labels,
        "boundary": boundary,
        "buffer": autocorrelation_period(test),
        "n_events": len(starts),
    }


def evaluate(detector, series):
    """Fit one candidate to one series and return what every scorer gives it."""
    began = time.perf_counter()
    detector.fit(series["fit"])
    fit_s = time.perf_counter() - began
    row = {
        name: float(scorer(detector, series["held_out"]))
        for name, scorer in scorers().items()
    }
    scores = -detector.score_samples(series["test"])
    boundary, labels = series["boundary"], series["labels"]
    halves = {"labelled": slice(0, boundary), "judged": slice(boundary, None)}
    for name, rows in halves.items():
        row[name] = vus_pr_score(labels[rows], scores[rows], buffer=series["buffer"])
    row["fit_s"] = fit_s
    return row


def run(data, max_iter):
    """Return series -> candidate -> scorer -> value.

    Series with as many columns share compiled programs.
    """
    table = {}
    paths = [p for p in sorted(data.glob("*.npz")) if p.stem.split("_")[0] in SOURCES]
    series = {path.stem: load(path) for path in paths}
    series = {name: parts for name, parts in series.items() if parts is not None}
    n_columns = sorted({parts["fit"].shape[1] for parts in series.values()})
    for n_features, name in itertools.product(n_columns, candidates(max_iter)):
        for label, parts in series.items():
            if parts["fit"].shape[1] != n_features:
                continue
            detector = candidates(max_iter)[name]
            table.setdefault(label, {})[name] = evaluate(detector, parts)
            judged = table[label][name]["judged"]
            print(f"{label:45s} {name:40s} {judged:.3f}", flush=True)
        clear_caches()
    return table


def summarise(table, pool):
    """Return the mean judged VUS-PR of what each rule picks in a pool of candidates."""
    judged = np.array([[row[c]["judged"] for c in pool] for row in table.values()])
    random_pick = judged.mean(axis=1)
    rules = {
        "best in hindsight": judged.max(axis=1),
        "random pick": random_pick,
        "worst": judged.min(axis=1),
    }
    for name in pool:
        if name.endswith("default"):
            rules[name] = judged[:, pool.index(name)]
    fixed = int(np.argmax(judged.mean(axis=0)))
    rules[f"best fixed ({pool[fixed]})"] = judged[:, fixed]
    values = {
        name: np.array([[row[c][name] for c in pool] for row in table.values()])
        for name in ("labelled", *scorers())
    }
    both = ("mean error", "synthetic vus_pr strength=0.3")
    values["ranks of mean error + synthetic vus_pr 0.3"] = sum(
        rankdata(values[name], axis=1) for name in both
    )
    agreement = {}
    for name, said in values.items():
        rules[name] = judged[np.arange(len(judged)), np.argmax(said, axis=1)]
        agreement[name] = [
            spearmanr(a, b).statistic
            for a, b in zip(said, judged, strict=True)
            if np.ptp(a) > 0 and np.ptp(b) > 0
        ]
    return {
        name: _describe(rule, random_pick, agreement.get(name))
        for name, rule in rules.items()
    }


def _describe(picked, random_pick, agreement):
    difference = picked - random_pick
    described = {
        "vus_pr": float(picked.mean()),
        "minus_random": float(difference.mean()),
        "better_than_random": int(np.sum(difference > 0)),
        "worse_than_random": int(np.sum(difference < 0)),
    }
    if np.any(difference != 0):
        described["p_wilcoxon"] = float(wilcoxon(difference).pvalue)
    if agreement is not None:
        described["mean_rank_correlation"] = float(np.mean(agreement))
    return described


def show(title, summary):
    print(f"\n{title}")
    print(f"{'picked by':50s} VUS-PR  - random  better/worse  p       rank corr.")
    for name, row in sorted(summary.items(), key=lambda item: -item[1]["vus_pr"]):
        wins = f"{row['better_than_random']}/{row['worse_than_random']}"
        print(
            f"{name:50s} {row['vus_pr']:.3f}   {row['minus_random']:+.3f}   "
            f"{wins:12s}  {row.get('p_wilcoxon', float('nan')):<6.3f}  "
            f"{row.get('mean_rank_correlation', float('nan')):+.2f}"
        )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--data", type=Path, default=HERE.parents[1] / "shared" / "data"
    )
    parser.add_argument("--max-iter", type=int, default=150)
    parser.add_argument("--out", type=Path, default=HERE / "results" / "selection.json")
    arguments = parser.parse_args()
    began = time.perf_counter()
    table = run(arguments.data, arguments.max_iter)
    names = list(candidates(arguments.max_iter))
    pools = {
        "both architectures": names,
        "LSTM only": [name for name in names if name.startswith("lstm")],
        "autoencoder only": [name for name in names if name.startswith("autoencoder")],
    }
    summaries = {title: summarise(table, pool) for title, pool in pools.items()}
    for title, summary in summaries.items():
        show(f"{title}, {len(table)} series", summary)
    rounded = {
        name: {
            candidate: {key: round(value, 4) for key, value in row.items()}
            for candidate, row in rows.items()
        }
        for name, rows in table.items()
    }
    result = {
        "max_iter": arguments.max_iter,
        "n_series": len(table),
        "seconds": round(time.perf_counter() - began, 1),
        "summary": summaries,
        "series": rounded,
    }
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
