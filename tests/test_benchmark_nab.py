"""The score of the Numenta Anomaly Benchmark, and the detections that it is given."""

import json
import sys
from importlib import import_module
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"
N_ROWS, START, END = 1000, 500, 599


@pytest.fixture
def nab(monkeypatch):
    """Return the module of the scorer, and forget it afterwards."""
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    yield import_module("_nab")
    for path in BENCHMARKS.glob("*.py"):
        sys.modules.pop(path.stem, None)


@pytest.fixture
def file(nab):
    """Return a file with one window of 100 rows."""
    return nab.NABFile("a/b.csv", np.zeros(N_ROWS), np.array([START]), np.array([END]))


def scores(nab, file, *rows):
    detected = np.zeros(N_ROWS, dtype=bool)
    detected[list(rows)] = True
    return nab.nab_scores([file], {file.name: detected})


def test_no_detection_is_worth_nothing_and_the_first_row_of_a_window_all(nab, file):
    assert set(scores(nab, file).values()) == {0.0}
    assert scores(nab, file, START) == pytest.approx(dict.fromkeys(nab.PROFILES, 100))


def test_only_the_best_detection_in_a_window_counts(nab, file):
    later = scores(nab, file, START + 50)
    assert scores(nab, file, START + 50, START + 80, END) == later
    assert 50 < later["standard"] < scores(nab, file, START + 20)["standard"] < 100
    # A missed window costs twice as much: half a window found is more of the whole.
    assert later["reward_low_FN_rate"] > later["standard"]


def test_false_detections_cost_less_shortly_after_a_window(nab, file):
    alone = scores(nab, file, START)
    soon, late, before = (
        alone["standard"] - scores(nab, file, START, row)["standard"]
        for row in (END + 5, END + 400, 200)
    )
    # Of a range of 2, from a missed window to one that is found.
    assert before == late == pytest.approx(100 * 0.11 / 2)
    assert 0 < soon < late / 3
    strict = scores(nab, file, START, 200)["reward_low_FP_rate"]
    assert alone["standard"] - strict == pytest.approx(2 * before)


def test_rows_of_probation_count_for_nothing(nab, file):
    assert file.n_probation == 150
    assert scores(nab, file, 10, 149, START) == scores(nab, file, START)
    long = nab.NABFile("a/c.csv", np.zeros(20_000), file.starts, file.ends)
    assert long.n_probation == 750


def test_files_are_read_with_their_windows(nab, tmp_path):
    times = pd.date_range("2020-01-01", periods=20, freq="h")
    (tmp_path / "data" / "a").mkdir(parents=True)
    frame = pd.DataFrame({"timestamp": times, "value": range(20)})
    frame.to_csv(tmp_path / "data" / "a" / "b.csv", index=False)
    window = [str(times[5]) + ".000000", str(times[9]) + ".000000"]
    (tmp_path / "labels").mkdir()
    labels = tmp_path / "labels" / "combined_windows.json"
    labels.write_text(json.dumps({"a/b.csv": [window]}))
    (found,) = nab.read_nab(tmp_path)
    assert (found.starts, found.ends) == ([5], [9])
    assert found.values.tolist() == list(range(20))


def test_detections_are_the_rows_in_which_alarms_open_or_get_worse(nab):
    detections = import_module("bench_nab").detections
    scores = -np.random.default_rng(0).uniform(size=3000)
    scores[2300:2310] = -2.0
    scores[2305] = -5.0
    # In the rest after the alarm, and no worse than it.
    scores[2400] = -3.0
    found = np.flatnonzero(detections(scores, n_train=200))
    assert 2300 in found and 2305 in found and 2400 not in found
    assert len(found) < 10
