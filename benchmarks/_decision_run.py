"""Fits of detectors to series, figures of what they decide, and the file of these."""

import inspect
import json
import os
import time
import traceback
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from _baselines import DECISION_BASELINES, WITHOUT_SEED
from _decision_average import Run, is_average, members_of, seconds_of
from _decision_series import JudgedSeries
from joblib import Parallel, delayed
from sklearn.exceptions import UndefinedMetricWarning
from sklearn.frozen import FrozenEstimator
from sklearn.metrics import average_precision_score, f1_score

from skseq import clear_caches, thresholds
from skseq.compose import AverageDetector
from skseq.metrics import (
    alarm_length_ratio,
    best_threshold,
    detection_delay,
    event_edge_errors,
    event_f1_score,
    false_alarms_per,
    merged_events,
    vus_pr_score,
)
from skseq.utils import all_estimators

# The share of training rows that is alarmed, beside the rules.
SHARE = 0.01
BY_SHARE = f"contamination={SHARE}"
# Which rows the labels of a rule are those of, since training rows have none.
BY_LABELS = "LabelThreshold (labels of the new rows)"

Figures = dict[str, Any]


@dataclass(frozen=True)
class Settings:
    """What is run on each series, and where the results go."""

    results: Path
    detectors: tuple[str, ...]
    seeds: tuple[int, ...]
    rules: bool = False
    causal: bool = False
    max_iter: int | None = None


def known_names() -> list[str]:
    """Return the names of all detectors and baselines."""
    return [name for name, _ in all_estimators("outlier_detector")] + [
        *DECISION_BASELINES
    ]


def make_detector(
    name: str, seed: int, settings: Settings, fitted: dict[Run, Any] | None = None
) -> Any:
    """Return the detector or baseline of that name, unfitted.

    An average takes those of its members that are fitted to the series already.
    """
    if is_average(name):
        members = [
            FrozenEstimator(fitted[member])
            if fitted and member in fitted
            else make_detector(*member, settings)
            for member in members_of(name, seed)
        ]
        return AverageDetector([(f"m{n}", one) for n, one in enumerate(members)])
    if name in DECISION_BASELINES:
        return DECISION_BASELINES[name](seed, settings.causal)
    detector = dict(all_estimators("outlier_detector"))[name](random_state=seed)
    if settings.max_iter is not None:
        detector.set_params(max_iter=settings.max_iter)
    return detector.set_params(causal=True) if settings.causal else detector


def run_all(several: list[JudgedSeries], settings: Settings, n_jobs: int) -> int:
    """Make the missing runs, and return how many of them failed."""
    done = {key_of(record) for record in load(settings.results)}
    tasks = []
    for series in several:
        runs = [
            (name, seed)
            for name in settings.detectors
            for seed in _seeds(name, settings)
            if not _known(series, name, seed, settings) & done
        ]
        if runs:
            tasks.append((series, runs))
    counts = Parallel(n_jobs=n_jobs)(
        delayed(run_series)(series, runs, settings, f"[{number}/{len(tasks)}]")
        for number, (series, runs) in enumerate(tasks, 1)
    )
    return sum(counts)


def run_series(
    series: JudgedSeries, runs: list[tuple[str, int]], settings: Settings, label: str
) -> int:
    """Make the runs of one series, append their records, and count those that fail."""
    n_failed, warm = 0, set()
    fitted: dict[Run, Any] = {}
    seconds: dict[Run, float] = {}
    for name, seed in runs:
        try:
            if not (name in warm or name in DECISION_BASELINES or is_average(name)):
                _compile(series, name, settings)
                warm.add(name)
            detector = make_detector(name, seed, settings, fitted)
            record = run(series, name, seed, settings, detector)
            record["fit_seconds"] += seconds_of(name, seed, seconds)
            fitted[name, seed] = detector
            seconds[name, seed] = record["fit_seconds"]
        except Exception:
            n_failed += 1
            print(f"{label} {series.name} {name} {seed} failed:", flush=True)
            traceback.print_exc()
            continue
        append(settings.results, record)
        shown = record["figures"].get("f1", float("nan"))
        print(
            f"{label} {name:32s} seed {seed}  {series.name[:40]:40s} F1 {shown:.3f}  "
            f"normal rows alarmed {record['figures']['alarmed']:6.1%}  "
            f"{record['fit_seconds']:.1f} s",
            flush=True,
        )
    if warm:
        # Few other series can use the programs of this one.
        clear_caches()
    return n_failed


def run(
    series: JudgedSeries,
    name: str,
    seed: int,
    settings: Settings,
    detector: Any = None,
) -> Figures:
    """Fit and judge one detector on one series; return the record of the run."""
    if detector is None:
        detector = make_detector(name, seed, settings)
    started = time.perf_counter()
    detector.fit(series.X[: series.n_train])
    seconds = time.perf_counter() - started
    scores = detector.score_samples(series.X)
    alarmed = detector.predict(series.X) == -1
    record = {
        "detector": name,
        "seed": seed,
        "series": series.name,
        "source": series.source,
        "group": series.group,
        "causal": settings.causal,
        "max_iter": settings.max_iter,
        "has_rules": settings.rules,
        "fit_seconds": round(seconds, 3),
        "figures": score_figures(series, -scores) | decision_figures(series, alarmed),
    }
    if settings.rules and hasattr(detector, "set_threshold"):
        record["rules"] = {
            rule: None if offset is None else decision_figures(series, scores < offset)
            for rule, offset in offsets(detector, series).items()
        }
    return record


def score_figures(series: JudgedSeries, scores: np.ndarray) -> Figures:
    """Return what scores are worth, whatever the threshold; higher is worse."""
    y = series.y == 1
    new, new_scores = y[series.n_train :], scores[series.n_train :]
    if not new.any():
        return {}
    best = new_scores > best_threshold(new, new_scores, "f1")
    # TSB-AD's protocol: all rows count, those of training too.
    volume = vus_pr_score(y, scores, buffer="auto", X=np.nan_to_num(series.X))
    return {
        "best_f1": float(f1_score(new, best)),
        "vus_pr": float(volume),
        "average_precision": float(average_precision_score(new, new_scores)),
    }


def decision_figures(series: JudgedSeries, alarmed: np.ndarray) -> Figures:
    """Return what alarms are worth in the rows after those of training."""
    y = series.y[series.n_train :] == 1
    p = alarmed[series.n_train :]
    with warnings.catch_warnings():
        # What is not defined for a series does not count in the means.
        warnings.simplefilter("ignore", UndefinedMetricWarning)
        figures: Figures = {
            "alarmed": float(p[~y].mean()),
            "false_events": false_alarms_per(y, p, 10_000, normal_only=True),
        }
        if not y.any():
            return figures
        starts, ends = event_edge_errors(y, p, average=None)
        found = ~np.isnan(starts)
        delays, early = detection_delay(y, p, average=None)
    return figures | {
        "f1": float(f1_score(y, p, zero_division=0.0)),
        "event_f1": event_f1_score(y, p, precision="events"),
        "hit": float(found.mean()),
        "length_ratio": alarm_length_ratio(y, p),
        "edge_errors": np.abs(np.append(starts[found], ends[found])).tolist(),
        "delays": delays[found].tolist(),
        "early": early[found].tolist(),
        "merged": merged_events(y, p),
        "n_events": len(found),
    }


def offsets(detector: Any, series: JudgedSeries) -> dict[str, float | None]:
    """Return the threshold that each rule sets, None where it finds none."""
    found = {}
    for name, rule in rules().items():
        rows = {}
        if name == BY_LABELS:
            rows = {"X": series.X[series.n_train :], "y": series.y[series.n_train :]}
        try:
            found[name] = detector.set_threshold(rule, **rows).offset_
        except ValueError:
            found[name] = None
    detector.set_threshold(None).set_params(contamination=SHARE)
    found[BY_SHARE] = detector.set_threshold(None).offset_
    return found


def rules() -> dict[str, thresholds.ThresholdRule]:
    """Return all rules with their default parameters, by name."""
    found = {name: getattr(thresholds, name) for name in thresholds.__all__}
    made = {
        name: rule() for name, rule in found.items() if not inspect.isabstract(rule)
    }
    made[BY_LABELS] = made.pop("LabelThreshold")
    return made


def load(path: Path) -> list[Figures]:
    """Return the records of a file; the last of those that are the same run counts."""
    if not path.exists():
        return []
    records = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            record = json.loads(line)
        except json.JSONDecodeError:
            continue  # A run was interrupted as it wrote
        if "detector" in record:
            records[key_of(record)[:-1]] = record
    return list(records.values())


def append(path: Path, record: Figures) -> None:
    """Append a record to a file, as one line that is written at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    line = json.dumps(record).encode() + b"\n"
    # Without a buffer, so that lines of several processes do not mix.
    with path.open("ab+", buffering=0) as lines:
        if lines.seek(0, os.SEEK_END):
            lines.seek(-1, os.SEEK_END)
            # A run that was interrupted as it wrote has left its line open.
            line = line if lines.read(1) == b"\n" else b"\n" + line
        lines.write(line)


def key_of(record: Figures) -> tuple[Any, ...]:
    """Return what tells runs apart; the last item says whether rules were tried."""
    names = "detector", "seed", "series", "causal", "max_iter", "has_rules"
    return tuple(record[name] for name in names)


def _known(
    series: JudgedSeries, name: str, seed: int, settings: Settings
) -> set[tuple[Any, ...]]:
    """Return the keys of the runs that would do."""
    key = name, seed, series.name, settings.causal, settings.max_iter
    return {(*key, True)} if settings.rules else {(*key, True), (*key, False)}


def _seeds(name: str, settings: Settings) -> tuple[int, ...]:
    """Return the seeds of a detector, the first one if it draws no numbers."""
    return settings.seeds[:1] if name in WITHOUT_SEED else settings.seeds


def _compile(series: JudgedSeries, name: str, settings: Settings) -> None:
    """Compile the programs of a detector, so that a fit is timed without that."""
    detector = make_detector(name, 0, settings).set_params(max_iter=1)
    detector.fit(series.X[: series.n_train])
