"""The scenes of faults: what they hold, and that they are run, kept and drawn."""

import json
import sys
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"


@pytest.fixture
def folder(monkeypatch):
    """Let modules of the folder be imported, and forget them afterwards."""
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    yield
    for path in BENCHMARKS.glob("*.py"):
        sys.modules.pop(path.stem, None)


@pytest.fixture
def bench(folder):
    return import_module("bench_scenes")


def test_scenes_have_their_faults_after_the_training_rows(folder):
    scenes = import_module("_scenes").scenes
    made, others = scenes(), scenes(seed=1)
    assert len({scene.name for scene in made}) == len(made) == 19
    for scene, other in zip(made, others, strict=True):
        X = np.asarray(scene.X)
        assert len(X) == len(scene.y) >= 2 * scene.n_train
        assert np.isfinite(X).all()
        assert not scene.y[: scene.n_train].any()
        n_events = np.count_nonzero(np.diff(scene.y) == 1)
        assert n_events >= 2, scene.name
        assert np.any(scene.y != other.y)
    with pytest.raises(SystemExit, match="There is no scene"):
        scenes(["rain"])


def test_scenes_are_what_their_names_say(folder):
    scenes = {scene.name: scene for scene in import_module("_scenes").scenes()}
    train = {name: np.asarray(s.X)[: s.n_train] for name, s in scenes.items()}
    assert np.ptp(train["trend"]) > 50
    assert np.ptp(train["levels"]) > 45
    n_falls = np.count_nonzero(np.diff(train["counter"][:, 0]) < 0)
    assert 1 <= n_falls <= 5
    assert np.ptp(train["constant column"][:, 1]) == 0
    assert np.ptp(scenes["constant column"].X[:, 1]) > 0
    assert train["large offset"].dtype == np.float32
    assert train["large offset"].std() < 0.1
    counts = train["skewed counts"]
    assert np.all(counts == counts.round())
    assert np.mean(counts == 0) > 0.2
    assert counts.max() > 5 * counts.mean()


def test_results_are_kept_and_pictures_drawn(bench, tmp_path, capsys):
    pytest.importorskip("matplotlib")
    results, pictures = tmp_path / "scenes.json", tmp_path / "pictures"
    given = ["--detectors", "last value", "IsolationForest"]
    given += ["--scenes", "calendar", "trend", "--results", str(results)]
    bench.main(given)
    text = results.read_text()
    assert "| trend | 0." in capsys.readouterr().out
    runs = json.loads(text)["runs"]
    assert len(runs) == 4
    for run in runs.values():
        assert 0 < run["average_precision"] < 1
        assert 0 <= run["event_f1"] <= 1
    # What is known is not run again, unless it is to be drawn.
    bench.main(given)
    assert results.read_text() == text
    bench.main([*given, "--draw", str(pictures)])
    drawn = sorted(path.name for path in pictures.iterdir())
    assert drawn == ["calendar_0.png", "trend_0.png"]


def test_a_detector_of_the_package_is_run(bench, monkeypatch, tmp_path):
    scene = import_module("_scenes").scenes(["dead sensor"])[0]
    make = bench.make_detector

    def tiny(name, seed, settings):
        return make(name, seed, settings).set_params(max_iter=5)

    monkeypatch.setattr(bench, "make_detector", tiny)
    record, alarms = bench.run(scene, "AutoencoderDetector", 0)
    assert 0 < record["average_precision"] <= 1
    assert alarms.badness.shape == alarms.alarms.shape == (6000,)


def test_tables_hold_means_over_seeds(bench):
    def record(seed, value):
        figures = {"average_precision": value, "event_f1": value / 2}
        return {"scene": "trend", "detector": "A", "seed": seed, **figures}

    runs = {"one": record(0, 0.2), "two": record(1, 0.6)}
    table = bench.table(runs, ["trend", "levels"]).splitlines()
    assert table[0] == "| AP, event F1 | A |"
    assert table[2:] == ["| trend | 0.40, 0.20 |", "| levels | - |"]


def test_detectors_must_be_known(bench, capsys):
    with pytest.raises(SystemExit):
        bench.main(["--detectors", "LSTM"])
    assert "there is no detector 'LSTM': choose among" in capsys.readouterr().err
