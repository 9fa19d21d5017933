"""The series on which decisions are judged: real, generated and purely normal ones."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import numpy as np
from _series import DATA, matched_series, unmatched_series
from scipy.signal import lfilter

from skseq.datasets import make_anomalous_series

WAVEFORMS = "heartbeat", "sine", "sawtooth", "square"
PERIODS = 40, 25, 60, 100, 32
# Anomalies in training of each contaminated series: 1, 2, 4 and 6 % of its rows.
CONTAMINATIONS = 4, 8, 14, 20
N_SERVERS = 3
SERVER_TRAIN = 14 * 288
NORMAL_TRAIN, NORMAL_NEW = (1000, 3000, 10_000), 5000


@dataclass(frozen=True)
class JudgedSeries:
    """One series: rows to train on, all rows to score, and where it belongs.

    The rows after the first ``n_train`` are those that decisions are judged on.
    """

    name: str
    source: str
    group: str
    X: np.ndarray
    y: np.ndarray
    n_train: int


def judged_series(
    sources: list[str] | None = None,
    names: list[str] | None = None,
    data: Path = DATA,
) -> list[JudgedSeries]:
    """Return the series of some sources or groups and names; None takes all."""
    found = []
    for group, load in MADE.items():
        if sources is None or group in sources:
            found += load(data)
    if sources is None or set(sources) - set(MADE):
        found += _real(data)
    if sources is not None:
        known = {s.source for s in found} | {s.group for s in found}
        if unknown := sorted(set(sources) - known):
            raise SystemExit(
                f"There is no source {unknown}: known are {sorted(known)}."
            )
        found = [s for s in found if {s.source, s.group} & set(sources)]
    if names is not None:
        if unknown := sorted(set(names) - {s.name for s in found}):
            raise SystemExit(f"There is no series {unknown} in these sources.")
        found = [s for s in found if s.name in names]
    return _spread(found)


def _spread(found: list[JudgedSeries]) -> list[JudgedSeries]:
    """Order series so that any first part of them holds as much of each source."""
    rng = np.random.RandomState(0)

    def key(series: JudgedSeries) -> tuple[str, str]:
        return series.group, series.source

    placed = []
    for _, members in itertools.groupby(sorted(found, key=key), key):
        several = list(members)
        order = rng.permutation(len(several))
        places = (np.arange(len(several)) + rng.rand()) / len(several)
        placed += [
            (places[i], several[j].name, several[j]) for i, j in enumerate(order)
        ]
    return [series for _, _, series in sorted(placed, key=lambda item: item[:2])]


def _real(data: Path) -> Iterator[JudgedSeries]:
    """Yield TSB-AD's series as it cuts them, and the uncut series it does not have."""
    parts = (("", matched_series(data)), ("unmatched-", unmatched_series(data)))
    for prefix, several in parts:
        for s in several:
            group = prefix + ("many" if s.X.shape[1] > 1 else "one")
            yield JudgedSeries(s.name, s.source, group, s.X, s.y, s.n_train)


def _generated(_: Path) -> Iterator[JudgedSeries]:
    """Yield ten seasonal series with labelled anomalies after their training rows."""
    for seed in range(10):
        X, y = make_anomalous_series(
            6000,
            (1, 3)[seed % 2],
            period=PERIODS[seed % 5],
            waveform=WAVEFORMS[seed % 4],
            n_anomalies=7,
            noise=(0.1, 0.2)[seed // 5],
            random_state=seed,
        )
        yield JudgedSeries(f"generated_{seed}", "generated", "generated", X, y, 3000)


def _realistic(data: Path) -> Iterator[JudgedSeries]:
    """Yield server metrics, energy, vibration and latency, three of each."""
    make = _realistic_module(data)
    for seed in range(N_SERVERS):
        frame, y, _ = make.server_metrics(seed=seed)
        cut = frame.to_numpy(), y, SERVER_TRAIN
        made = {"server_metrics": cut}
        for kind in ("hourly_energy", "vibration", "web_minutes"):
            made[kind] = getattr(make, kind)(seed)
        for kind, (X, labels, n_train) in made.items():
            name = f"{kind}_{seed}"
            yield JudgedSeries(name, kind, "realistic", X, labels, n_train)


def _contaminated(data: Path) -> Iterator[JudgedSeries]:
    """Yield series with unlabelled anomalies among their training rows."""
    make = _realistic_module(data)
    for seed, n_anomalies in enumerate(CONTAMINATIONS):
        X, y = make_anomalous_series(
            8000,
            (1, 3)[seed % 2],
            n_anomalies=n_anomalies,
            train_size=0.0,
            random_state=100 + seed,
        )
        name = f"contaminated_{n_anomalies}"
        yield JudgedSeries(name, "contaminated", "contaminated", X, y, 4000)
    for seed in range(2):
        frame, y, _ = make.server_metrics(seed=10 + seed, dirty=True)
        yield JudgedSeries(
            f"contaminated_server_{seed}",
            "contaminated",
            "contaminated",
            frame.to_numpy(),
            y,
            SERVER_TRAIN,
        )


def _realistic_module(data: Path) -> ModuleType:
    """Import the generators of realistic series, which stand beside the data."""
    path = data.parent / "realistic_series.py"
    if not path.exists():
        raise SystemExit(f"There is no {path}: it makes the realistic series.")
    spec = spec_from_file_location(path.stem, path)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _normal(_: Path) -> Iterator[JudgedSeries]:
    """Yield five processes with nothing abnormal, of three lengths of training."""
    for n_train, (kind, make) in itertools.product(NORMAL_TRAIN, PROCESSES.items()):
        n_rows = n_train + NORMAL_NEW
        X = make(np.random.RandomState(n_train), n_rows)
        y = np.zeros(n_rows, dtype=int)
        yield JudgedSeries(f"{kind}_{n_train}", kind, "normal", X, y, n_train)


def _ar(rng: np.random.RandomState, n_rows: int, rho: float, sd: float) -> np.ndarray:
    """Return an autoregressive process of first order and given deviation."""
    steps = rng.normal(0, sd * np.sqrt(1 - rho**2), n_rows)
    return lfilter([1], [1, -rho], steps)


def _white(rng: np.random.RandomState, n_rows: int) -> np.ndarray:
    """Return white noise."""
    return rng.normal(size=(n_rows, 1))


def _five_columns(rng: np.random.RandomState, n_rows: int) -> np.ndarray:
    """Return five independent autoregressive columns."""
    return np.column_stack([_ar(rng, n_rows, 0.9, 1.0) for _ in range(5)])


def _daily(rng: np.random.RandomState, n_rows: int) -> np.ndarray:
    """Return a day of 288 rows over and over, with autoregressive noise."""
    turns = 2 * np.pi * np.arange(n_rows) / 288
    season = np.sin(turns) + 0.4 * np.sin(2 * turns + 1)
    return (season + _ar(rng, n_rows, 0.8, 0.2))[:, None]


def _sine(rng: np.random.RandomState, n_rows: int) -> np.ndarray:
    """Return a sine of 50 rows with white noise."""
    noise = 0.1 * rng.normal(size=n_rows)
    return (np.sin(2 * np.pi * np.arange(n_rows) / 50) + noise)[:, None]


def _steps(rng: np.random.RandomState, n_rows: int) -> np.ndarray:
    """Return levels that change every 100 rows on average, with white noise."""
    is_new = rng.rand(n_rows) < 1 / 100
    level = rng.normal(size=n_rows)[np.cumsum(is_new)]
    return (level + 0.1 * rng.normal(size=n_rows))[:, None]


PROCESSES: dict[str, Callable[[np.random.RandomState, int], np.ndarray]] = {
    "white_noise": _white,
    "ar1_five_columns": _five_columns,
    "daily_season": _daily,
    "sine": _sine,
    "random_steps": _steps,
}
# What is made, by its group.
MADE: dict[str, Callable[[Path], Iterator[JudgedSeries]]] = {
    "generated": _generated,
    "realistic": _realistic,
    "contaminated": _contaminated,
    "normal": _normal,
}
