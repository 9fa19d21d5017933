"""The labelled series of the benchmarks, as TSB-AD and their sources cut them."""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
PREFIX = "VUS-PR "


@dataclass(frozen=True)
class LabelledSeries:
    """One labelled series: rows to train on, then all rows to score."""

    name: str
    source: str
    track: str
    X: np.ndarray
    y: np.ndarray
    n_train: int
    published: dict


def _table(data, name):
    path = data / name
    if not path.exists():
        raise SystemExit(f"There is no {path}: benchmarks need the labelled series.")
    with path.open(newline="") as lines:
        return list(csv.DictReader(lines))


def matched_series(data=DATA):
    """Yield the series with figures published by TSB-AD, cut as TSB-AD cuts them."""
    for row in _table(data, "tsb_ad_match.csv"):
        with np.load(data / row["file"]) as stored:
            rows = slice(int(row["start"]), int(row["stop"]))
            X, y = stored["X"][rows], stored["y"][rows]
        if row["channel"] != "all":
            X = X[:, [int(row["channel"])]]
        published = {
            key.removeprefix(PREFIX): float(value)
            for key, value in row.items()
            if key.startswith(PREFIX) and value
        }
        n_train = int(row["tsb_ad_train"])
        name = row["tsb_ad_file"].removesuffix(".csv")
        yield LabelledSeries(
            name, row["source"], row["track"], X, y, n_train, published
        )


def unmatched_series(data=DATA):
    """Yield the series without published figures, uncut."""
    matched = {row["file"] for row in _table(data, "tsb_ad_match.csv")}
    for row in _table(data, "datasets.csv"):
        if row["file"] in matched:
            continue
        with np.load(data / row["file"]) as stored:
            X, y, n_train = stored["X"], stored["y"], int(stored["train_end"])
        name = row["file"].removesuffix(".npz")
        yield LabelledSeries(name, row["source"], "unmatched", X, y, n_train, {})
