"""Forecasts of public series: errors and coverage of bands, beside simpler forecasts.

Forecasters learn the first 70 % of the rows with their defaults and a season that is
known, and forecast each of the others 1, 6, 12 and 24 rows before. An error is the mean
absolute one, divided by that of the seasonal naive forecast one season ahead of the
training rows (MASE; Hyndman and Koehler, "Another look at measures of forecast
accuracy", 2006), and averaged over the four. All others are given as many rows before
as the window of ``LSTMForecaster``, and one model for each number of rows ahead.
Results are written after each run, so an interrupted benchmark continues where it
stopped::

    python benchmarks/bench_forecast.py --data ../shared/data
"""

import argparse
import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from _machine import describe_machine
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import skseq.forecasting
from skseq.preprocessing import SlidingWindow

RESULTS = Path(__file__).parent / "results" / "forecast.json"
AHEAD = 1, 6, 12, 24
TRAIN_SHARE, MOST_ROWS = 0.7, 12_000
COVERAGE = 0.9
WINDOWS = 32, 128
FORECASTERS = tuple(skseq.forecasting.__all__)
LINEAR, TREES = "SlidingWindow + Ridge", "SlidingWindow + HistGradientBoosting"
BASELINES = "seasonal naive", "last value", LINEAR, TREES

# File, and the rows of its season: of half hours, quarters of an hour, hours, five
# minutes; 1 where there is none.
SERIES = {
    "taxis in New York": ("NAB_nyc_taxi.npz", 48),
    "power, Netherlands": ("UCR_152_PowerDemand1_9000_18485_18821.npz", 96),
    "power, Italy": ("UCR_212_Italianpowerdemand_8913_29480_29504.npz", 24),
    "requests to a server": ("NAB_elb_request_count_8c0756.npz", 288),
    "tweets on a company": ("NAB_Twitter_volume_AAPL.npz", 288),
    "load of a database": ("NAB_rds_cpu_utilization_cc0c53.npz", 1),
}

Record = dict[str, Any]


@dataclass(frozen=True)
class Task:
    """A series, the rows that are learned, and the unit of its errors."""

    name: str
    X: np.ndarray
    season: int

    @property
    def n_train(self) -> int:
        """Return how many rows are learned."""
        return int(TRAIN_SHARE * len(self.X))

    @property
    def unit(self) -> float:
        """Return the mean absolute change from one season to the next in training."""
        train = self.X[: self.n_train]
        return float(np.abs(train[self.season :] - train[: -self.season]).mean())

    @property
    def window_size(self) -> int:
        """Return how many rows before a row forecasts are made from."""
        return int(np.clip(self.season, *WINDOWS))


def tasks(data: Path, names: list[str]) -> list[Task]:
    """Return the series of these names."""
    found = []
    for name in names:
        file, season = SERIES[name]
        with np.load(data / file) as arrays:
            values = arrays["X"].reshape(len(arrays["X"]), -1)[:MOST_ROWS, :1]
        found.append(Task(name, values.astype(np.float64), season))
    return found


def run(task: Task, name: str, seed: int) -> Record:
    """Fit a forecaster to a series, and return its error and coverage."""
    started = time.perf_counter()
    if name in FORECASTERS:
        forecasts, coverage = by_network(task, name, seed)
    else:
        forecasts, coverage = by_baseline(task, name), None
    new = slice(task.n_train, None)
    errors = [np.abs(rows - task.X)[new].mean() / task.unit for rows in forecasts]
    return {
        "series": task.name,
        "forecaster": name,
        "seed": seed,
        "mase": float(np.mean(errors)),
        "by_ahead": [float(error) for error in errors],
        "coverage": coverage,
        "seconds": round(time.perf_counter() - started, 1),
    }


def by_network(task: Task, name: str, seed: int) -> tuple[list[np.ndarray], float]:
    """Return the forecasts of all rows, and the share of new rows in their bands."""
    made = getattr(skseq.forecasting, name)(season=task.season, random_state=seed)
    made.fit(task.X[: task.n_train])
    new, inside = task.X[task.n_train :], []
    for ahead in AHEAD:
        bands = made.predict_interval(task.X, ahead=ahead, coverage=COVERAGE)
        lower, upper = (band[task.n_train :] for band in bands)
        inside.append(np.mean(np.clip(new, lower, upper) == new))
    return [made.predict(task.X, ahead=ahead) for ahead in AHEAD], float(
        np.mean(inside)
    )


def by_baseline(task: Task, name: str) -> list[np.ndarray]:
    """Return the forecasts of all rows without a network."""
    if name == "last value":
        return [_shifted(task.X, ahead) for ahead in AHEAD]
    if name == "seasonal naive":
        seasons = [-(-ahead // task.season) for ahead in AHEAD]
        return [_shifted(task.X, n * task.season) for n in seasons]
    windows = SlidingWindow(task.window_size).fit_transform(task.X)
    found = []
    for ahead in AHEAD:
        model = (
            make_pipeline(StandardScaler(), Ridge())
            if name == LINEAR
            else HistGradientBoostingRegressor(random_state=0)
        )
        model.fit(windows[: task.n_train - ahead], task.X[ahead : task.n_train, 0])
        found.append(_shifted(model.predict(windows)[:, None], ahead))
    return found


def _shifted(rows: np.ndarray, n_rows: int) -> np.ndarray:
    """Return the row so many rows before each, and the first one before that."""
    return rows[np.maximum(np.arange(len(rows)) - n_rows, 0)]


def run_all(arguments: argparse.Namespace) -> list[Record]:
    """Make the missing runs, and return all."""
    path = arguments.results
    runs = json.loads(path.read_text())["runs"] if path.exists() else []
    done = {(run["series"], run["forecaster"], run["seed"]) for run in runs}
    for task in tasks(arguments.data, arguments.series):
        for name in arguments.forecasters:
            seeds = arguments.seeds if name in FORECASTERS else [0]
            for seed in seeds:
                if (task.name, name, seed) in done:
                    continue
                runs.append(run(task, name, seed))
                path.parent.mkdir(parents=True, exist_ok=True)
                report = {"machine": describe_machine(), "runs": runs}
                path.write_text(json.dumps(report, indent=1) + "\n")
                coverage = runs[-1]["coverage"]
                print(
                    f"{task.name:22s} {name:38s} seed {seed}  "
                    f"MASE {runs[-1]['mase']:.3f}  "
                    f"coverage {'-' if coverage is None else f'{coverage:.2f}'}  "
                    f"{runs[-1]['seconds']:.0f} s",
                    flush=True,
                )
    return runs


def print_table(runs: list[Record]) -> None:
    """Print the mean over seeds of each forecaster on each series."""
    names = list(dict.fromkeys(run["forecaster"] for run in runs))
    print(f"\n| MASE (coverage) | {' | '.join(names)} |\n|---|{'---|' * len(names)}")
    for series in dict.fromkeys(run["series"] for run in runs):
        cells = []
        for name in names:
            some = [
                run
                for run in runs
                if run["series"] == series and run["forecaster"] == name
            ]
            cell = f"{np.mean([run['mase'] for run in some]):.2f}" if some else ""
            if some and some[0]["coverage"] is not None:
                cell += f" ({np.mean([run['coverage'] for run in some]):.0%})"
            cells.append(cell)
        print(f"| {series} | {' | '.join(cells)} |")


def main() -> None:
    """Run what is asked for, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    data = Path(__file__).parents[2] / "shared" / "data"
    parser.add_argument("--data", type=Path, default=data, help="folder of .npz files")
    everything = [*FORECASTERS, *BASELINES]
    parser.add_argument(
        "--forecasters", nargs="+", default=everything, choices=everything
    )
    parser.add_argument("--series", nargs="+", default=list(SERIES), choices=SERIES)
    parser.add_argument("--seeds", nargs="+", type=int, default=[0])
    parser.add_argument("--results", type=Path, default=RESULTS, help="a JSON file")
    print_table(run_all(parser.parse_args()))


if __name__ == "__main__":
    main()
