"""The Numenta Anomaly Benchmark: its files, and the score of detections in them.

Written from Lavin & Ahmad, "Evaluating real-time anomaly detection algorithms: the
Numenta Anomaly Benchmark", ICMLA 2015, and checked against the figures published for
other detectors (:func:`published_scores`). The benchmark itself is not part of this
package: get a copy of https://github.com/numenta/NAB.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

# Rows at the start of a file that count for nothing: a detector learns from them.
PROBATION_SHARE, MOST_PROBATION_ROWS = 0.15, 750


@dataclass(frozen=True)
class Profile:
    """What a false detection and a window that is missed cost, in windows found."""

    false_detection: float
    missed_window: float


PROFILES = {
    "standard": Profile(0.11, 1.0),
    "reward_low_FP_rate": Profile(0.22, 1.0),
    "reward_low_FN_rate": Profile(0.11, 2.0),
}


@dataclass(frozen=True)
class NABFile:
    """A file of the benchmark: its values, and the windows of its anomalies."""

    name: str  # with its folder, such as "realTraffic/speed_7578.csv"
    values: np.ndarray  # (n_rows,)
    starts: np.ndarray  # first rows of windows
    ends: np.ndarray  # last rows of windows, inclusive

    @property
    def n_probation(self) -> int:
        """Return how many rows at the start count for nothing."""
        return min(int(PROBATION_SHARE * len(self.values)), MOST_PROBATION_ROWS)


def read_nab(folder: Path) -> list[NABFile]:
    """Return the files of the benchmark, in the order of their names."""
    windows = json.loads((folder / "labels" / "combined_windows.json").read_text())
    return [_read(folder, name, windows[name]) for name in sorted(windows)]


def _read(folder: Path, name: str, windows: list[list[str]]) -> NABFile:
    """Return one file; its windows are given by the times of their ends."""
    frame = pd.read_csv(folder / "data" / name, parse_dates=["timestamp"])
    times = pd.Index(frame["timestamp"])
    # Times are repeated where the clock was set back: the first row of a time is meant.
    ends = [[int(np.argmax(times == pd.Timestamp(t))) for t in w] for w in windows]
    starts, stops = np.array(ends, dtype=int).reshape(-1, 2).T
    return NABFile(name, frame["value"].to_numpy(float), starts, stops)


def rewards(file: NABFile) -> np.ndarray:
    """Return what a detection in each row is worth: 1 at the start of a window.

    It falls to 0 at the end of a window, and on to -1 in the rows after it. Before the
    first window a detection is wholly wrong.
    """
    rows = np.arange(len(file.values))
    worth = np.full(len(rows), -1.0)
    for start, end in zip(file.starts, file.ends, strict=True):
        past = (rows[end + 1 :] - end) / (end - start)
        worth[end + 1 :] = np.where(past > 3, -1.0, _sigmoid(past))
        inside = -(end - rows[start : end + 1] + 1) / (end - start + 1)
        worth[start : end + 1] = _sigmoid(inside) / _sigmoid(-1.0)
    return worth


def _sigmoid(x: np.ndarray | float) -> np.ndarray | float:
    """Return the score of a place: 0 at the end of a window, negative after it."""
    return 2 / (1 + np.exp(5 * np.asarray(x))) - 1


def file_score(file: NABFile, detected: np.ndarray, profile: Profile) -> float:
    """Return the score of one file; 0 detections lose each window that counts."""
    counts = np.arange(len(detected)) >= file.n_probation
    worth, detected = rewards(file), detected & counts
    in_window, total = np.zeros(len(detected), dtype=bool), 0.0
    for start, end in zip(file.starts, file.ends, strict=True):
        window = slice(start, end + 1)
        in_window[window] = True
        if not counts[end]:
            continue
        found = worth[window][detected[window]]
        total += found.max() if len(found) else -profile.missed_window
    return total + profile.false_detection * worth[detected & ~in_window].sum()


def nab_scores(
    files: Iterable[NABFile], detected: Mapping[str, np.ndarray]
) -> dict[str, float]:
    """Return the benchmark's score by profile: 0 without detections, 100 at most."""
    files = list(files)
    return {
        name: _scaled(files, [detected[file.name] for file in files], profile)
        for name, profile in PROFILES.items()
    }


def _scaled(
    files: list[NABFile], detected: list[np.ndarray], profile: Profile
) -> float:
    """Return the sum over files, from that without detections to a perfect one."""
    pairs = list(zip(files, detected, strict=True))
    total = sum(file_score(file, rows, profile) for file, rows in pairs)
    lowest = sum(file_score(f, np.zeros(len(f.values), bool), profile) for f in files)
    best = sum(len(file.starts) for file in files)
    return float(100 * (total - lowest) / (best - lowest))


def published_scores(
    folder: Path, files: list[NABFile], detector: str
) -> dict[str, tuple[float, float]]:
    """Return the published and the computed score of another detector by profile.

    Its anomaly scores and thresholds are part of the benchmark.
    """
    published = json.loads((folder / "results" / "final_results.json").read_text())
    thresholds = json.loads((folder / "config" / "thresholds.json").read_text())
    scores = {file.name: _their_scores(folder, file, detector) for file in files}
    found = {}
    for profile in PROFILES:
        threshold = thresholds[detector][profile]["threshold"]
        detected = {name: values >= threshold for name, values in scores.items()}
        ours = nab_scores(files, detected)[profile]
        found[profile] = (published[detector][profile], ours)
    return found


def _their_scores(folder: Path, file: NABFile, detector: str) -> np.ndarray:
    """Return the scores of another detector, which come with the benchmark."""
    group, name = file.name.split("/")
    path = folder / "results" / detector / group / f"{detector}_{name}"
    return pd.read_csv(path)["anomaly_score"].to_numpy(float)
