"""The benchmarks start, what they import of skseq exists, and decisions are judged."""

import ast
import sys
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"
FILES = sorted(path.stem for path in BENCHMARKS.glob("*.py"))


@pytest.fixture
def folder(monkeypatch):
    """Let modules of the folder be imported, and forget them afterwards."""
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    yield
    for name in FILES:
        sys.modules.pop(name, None)


@pytest.mark.parametrize("name", [name for name in FILES if name.startswith("bench_")])
def test_benchmark_tells_what_it_measures(name, folder, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", [name, "--help"])
    with pytest.raises(SystemExit) as caught:
        import_module(name).main()
    assert caught.value.code == 0
    summary = import_module(name).__doc__.splitlines()[0]
    assert " ".join(summary.split()) in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize("name", FILES)
def test_imported_names_exist(name):
    tree = ast.parse((BENCHMARKS / f"{name}.py").read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module.startswith("skseq"):
            module = import_module(node.module)
            for alias in node.names:
                assert hasattr(module, alias.name), f"{node.module}.{alias.name}"


def test_every_benchmark_is_described():
    text = (BENCHMARKS / "README.md").read_text(encoding="utf-8")
    missing = [f for f in FILES if f.startswith("bench_") and f"`{f}.py`" not in text]
    assert missing == []


@pytest.fixture
def judged(folder):
    """Return a maker of short series: rows labelled, after 200 rows of training."""
    made = import_module("_decision_series").JudgedSeries

    def make(*events, name="short", group="generated"):
        rng = np.random.RandomState(0)
        X = np.sin(np.arange(500) / 5)[:, None] + 0.1 * rng.normal(size=(500, 1))
        y = np.zeros(500, dtype=int)
        for start, stop in events:
            y[start:stop] = 1
            X[start:stop] += 2
        return made(name, "source", group, X, y, 200)

    return make


@pytest.fixture
def running(folder):
    return import_module("_decision_run")


@pytest.fixture
def settings(running, tmp_path):
    """Return a maker of settings whose results go to a temporary file."""

    def make(*detectors, seeds=(0,), **options):
        path = tmp_path / "results.jsonl"
        return running.Settings(path, detectors, seeds, **options)

    return make


def test_alarms_are_judged_in_the_rows_after_training(judged, running):
    series = judged((100, 120), (300, 310), (320, 330), (400, 420))
    alarmed = np.zeros(500, dtype=bool)
    # Rows of training do not count, one alarm merges two events, and one is false.
    alarmed[[*range(90, 130), *range(298, 331), *range(450, 455)]] = True
    figures = running.decision_figures(series, alarmed)
    assert figures["n_events"] == 3
    assert figures["merged"] == 1
    assert figures["edge_errors"] == [2, 22, 21, 1]
    assert figures["early"] == [2, 22]
    assert figures["delays"] == [0, 0]
    expected = {
        "f1": 2 * 20 / (40 + 38),
        "event_f1": 2 * (1 / 2) * (2 / 3) / (1 / 2 + 2 / 3),
        "hit": 2 / 3,
        "length_ratio": 38 / 40,
        "alarmed": 18 / 260,
        "false_events": 10_000 / 260,
    }
    assert_allclose([figures[name] for name in expected], [*expected.values()])


def test_scores_are_judged_by_the_best_threshold(judged, running):
    series = judged((300, 310))
    # The scores of rows of training are larger, and do not count.
    scores = np.where(np.arange(500) < 200, 9.0, 0.0)
    scores[300:320] = 1.0
    figures = running.score_figures(series, scores)
    assert_allclose(figures["best_f1"], 2 / 3)
    assert_allclose(figures["average_precision"], 1 / 2)
    assert 0 < figures["vus_pr"] < 0.5


def test_nothing_but_false_alarms_is_known_of_normal_series(judged, running):
    series = judged((100, 120))
    alarmed = np.arange(500) >= 470
    figures = running.decision_figures(series, alarmed)
    assert set(figures) == {"alarmed", "false_events"}
    assert_allclose([*figures.values()], [0.1, 10_000 / 300])
    assert running.score_figures(series, np.zeros(500)) == {}


def test_runs_that_are_known_are_not_made_again(judged, running, settings):
    names = "alarm nothing", "IsolationForest"
    several = [judged((300, 310)), judged((400, 420), name="other")]
    assert running.run_all(several[:1], settings(*names, seeds=(0, 1)), 1) == 0
    path = settings().results
    # Baselines without random numbers run once.
    assert len(running.load(path)) == 3
    with path.open("a") as lines:
        lines.write('{"detector": "IsolationF')
    known = path.read_text()
    running.run_all(several[:1], settings(*names, seeds=(0, 1)), 1)
    assert path.read_text() == known
    running.run_all(several, settings(*names), 1)
    assert path.read_text().startswith(known + "\n")
    assert len(running.load(path)) == 5


def test_averages_fit_no_member_again(judged, running, settings, monkeypatch):
    fits = []
    forest = running.DECISION_BASELINES["IsolationForest"]

    def counted(seed, causal):
        fits.append(seed)
        return forest(seed, causal)

    monkeypatch.setitem(running.DECISION_BASELINES, "IsolationForest", counted)
    windows = "SlidingWindow + IsolationForest"
    averages = f"IsolationForest & {windows}", "IsolationForest & IsolationForest"
    chosen = settings("IsolationForest", windows, *averages)
    assert running.run_all([judged((300, 310))], chosen, 1) == 0
    # The second seed of the last average alone was not there.
    assert fits == [0, 1]
    forests, on_windows, both, seeds = running.load(chosen.results)
    assert both["detector"] == averages[0]
    alone = [record["figures"]["vus_pr"] for record in (forests, on_windows)]
    assert both["figures"]["vus_pr"] not in alone
    assert both["fit_seconds"] >= forests["fit_seconds"] + on_windows["fit_seconds"]
    assert seeds["figures"]["vus_pr"] != alone[0]


def test_runs_without_rules_are_made_again_for_them(judged, running, settings):
    series = [judged((300, 310))]
    running.run_all(series, settings("alarm nothing"), 1)
    running.run_all(series, settings("alarm nothing", rules=True), 1)
    running.run_all(series, settings("alarm nothing"), 1)
    path = settings().results
    assert len(path.read_text().splitlines()) == 2
    assert [record["has_rules"] for record in running.load(path)] == [True]


def test_a_run_that_fails_stops_no_other(
    judged, running, settings, monkeypatch, capsys
):
    def fail(seed, causal):
        raise ValueError("as it should")

    monkeypatch.setitem(running.DECISION_BASELINES, "failing", fail)
    chosen = settings("failing", "alarm everything", seeds=(0, 1))
    assert running.run_all([judged((300, 310))], chosen, 1) == 2
    assert "short failing 1 failed" in capsys.readouterr().out
    assert [r["detector"] for r in running.load(chosen.results)] == ["alarm everything"]


def test_all_rules_are_judged_from_one_fit(judged, running, settings):
    chosen = settings("AutoencoderDetector", rules=True, max_iter=5)
    record = running.run(judged((300, 310)), "AutoencoderDetector", 0, chosen)
    assert set(record["rules"]) == {*running.rules(), running.BY_SHARE}
    # The unit of scores is the threshold that predict goes by.
    fixed = record["rules"]["FixedThreshold"]
    assert fixed == {name: record["figures"][name] for name in fixed}
    assert record["rules"][running.BY_LABELS]["f1"] >= fixed["f1"]
    alarmed = {name: f["alarmed"] for name, f in record["rules"].items() if f}
    assert len(set(alarmed.values())) > 1


def test_rules_name_what_the_package_has(running):
    from skseq import thresholds

    listed = {*running.rules()} - {running.BY_LABELS} | {"LabelThreshold"}
    assert listed == {*thresholds.__all__} - {"ThresholdRule"}


@pytest.fixture
def record():
    """Return a maker of records of runs."""

    def make(detector, seed, series, group="one", source="source", **figures):
        return {
            "detector": detector,
            "seed": seed,
            "series": series,
            "source": source,
            "group": group,
            "causal": False,
            "max_iter": None,
            "has_rules": False,
            "fit_seconds": 1.0,
            "figures": {"alarmed": 0.0, "false_events": 0.0} | figures,
        }

    return make


def test_tables_hold_means_over_series_of_means_over_seeds(folder, record):
    found = {"merged": 0, "n_events": 1}
    records = [
        record("A", 0, "one", f1=0.2, edge_errors=[1.0, 9.0], merged=1, n_events=3),
        record("A", 1, "one", f1=0.4, edge_errors=[2.0], merged=0, n_events=3),
        record("A", 0, "two", source="other", f1=0.9, edge_errors=[2.0], **found),
        record("last value", 0, "one", f1=0.1, edge_errors=[], **found),
    ]
    lines = import_module("_decision_tables").tables(records).splitlines()
    assert "2 series, seeds 0, 1." in lines[2]
    start = lines.index("## TSB-AD's series, one column")
    table = [line.strip("| ").split(" | ") for line in lines[start + 2 : start + 6]]
    rows = [dict(zip(["", *table[0]], row, strict=True)) for row in table[2:]]
    assert [row[""] for row in rows] == ["A", "last value"]
    assert rows[0]["series"] == "2"
    assert rows[0]["F1"] == "0.600"
    assert rows[0]["edges, rows"] == "2.0"
    assert rows[0]["merged"] == "0.5 of 4"
    assert rows[1]["edges, rows"] == rows[1]["AP"] == "-"
    # Each source has a table, too.
    assert "## TSB-AD's series, one column: other" in lines


def test_tables_do_not_mix_parameters(folder, record):
    records = [
        record("A", 0, "one", f1=0.5),
        record("A", 0, "one", f1=0.1) | {"max_iter": 5},
        record("A", 0, "one", average_precision=0.3, delays=[4.0]) | {"causal": True},
    ]
    text = import_module("_decision_tables").tables(records)
    titles = [line for line in text.splitlines() if line.startswith("# ")]
    assert titles == [
        "# Detectors with their defaults",
        "# Detectors with `causal=True`",
        "# Detectors with `max_iter=5`",
    ]
    causal = text.split("# Detectors")[2]
    assert "| delay, rows |" in causal
    assert "| A | 1 | 0.300 | - | - | - | 4.0 |" in causal


def test_the_worst_normal_process_stands_in_bold(folder, record):
    shares = {("sine", 1000): (0.0, 0.02), ("sine", 3000): (0.1, 0.3)}
    shares[("white_noise", 1000)] = (0.15, 0.15)
    records = [
        record("A", seed, f"{kind}_{size}", "normal", kind, alarmed=share)
        for (kind, size), both in shares.items()
        for seed, share in enumerate(both)
    ]
    text = import_module("_decision_tables").tables(records)
    assert "| A | 1.0 / 20.0 | 15.0 / - | **20.0** (sine_3000) | 30.0 |" in text


def test_rules_have_tables_beside_the_default(folder, record):
    run = record("A", 0, "one", f1=0.5, best_f1=0.7)
    run["rules"] = {"MADThreshold": None, "SigmaThreshold": {"f1": 0.4}}
    run["rules"]["SigmaThreshold"]["alarmed"] = 0.25
    text = import_module("_decision_tables").tables([run])
    table = text.split("rules for A\n")[1]
    assert '| contamination="auto" | 1 | 0.500 | 0.700 |' in table
    assert "| SigmaThreshold | 1 | 0.400 | 0.700 | - | 25.0% |" in table
    assert "MADThreshold" not in table


@pytest.fixture
def deciding(folder):
    return import_module("bench_decision")


def test_results_become_tables_without_a_fit(
    deciding, running, record, tmp_path, capsys
):
    path = tmp_path / "results.jsonl"
    running.append(path, {"machine": {}})
    running.append(path, record("A", 0, "one", f1=0.5))
    known = path.read_bytes()
    assert deciding.main(["--table", str(path)]) == 0
    assert "| A | 1 | 0.500 |" in capsys.readouterr().out
    assert path.read_bytes() == known
    with pytest.raises(SystemExit, match="There is no"):
        deciding.main(["--table", str(tmp_path / "other.jsonl")])


def test_detectors_must_be_known(deciding, capsys):
    with pytest.raises(SystemExit):
        deciding.main(["--detectors", "LSTM"])
    assert "there is no detector 'LSTM': choose among" in capsys.readouterr().err


def test_series_are_run_and_drawn(deciding, running, tmp_path):
    pytest.importorskip("matplotlib")
    path, folder = tmp_path / "results.jsonl", tmp_path / "pictures"
    chosen = ["--detectors", "last value", "--baselines", "--sources", "generated"]
    chosen += ["--series", "generated_1", "--results", str(path)]
    assert deciding.main(chosen) == 0
    assert deciding.main([*chosen, "--draw", str(folder)]) == 0
    assert [record["series"] for record in running.load(path)] == ["generated_1"]
    assert [picture.name for picture in folder.iterdir()] == ["last_value_0.png"]


def test_made_series_need_no_files(folder, tmp_path):
    judged_series = import_module("_decision_series").judged_series
    normal = judged_series(["normal"], data=tmp_path)
    assert len(normal) == len({series.name for series in normal}) == 15
    assert not any(series.y.any() for series in normal)
    assert {len(series.X) - series.n_train for series in normal} == {5000}
    # Any first part holds as much of each process.
    assert len({series.source for series in normal[:5]}) == 5
    with pytest.raises(SystemExit, match="benchmarks need the labelled series"):
        judged_series(["UCR"], data=tmp_path)
    with pytest.raises(SystemExit, match="no series"):
        judged_series(["normal"], ["generated_0"], tmp_path)


@pytest.mark.parametrize("n_rows", [1, 4, 5])
def test_forecasts_are_means_of_the_rows_before(folder, n_rows):
    make = import_module("_baselines").MeanForecaster
    X = np.random.RandomState(0).normal(size=(300, 2))
    detector = make(n_rows).fit(X)
    detector.smoothing_ = 1  # Neither average spreads errors.
    _, narrow = detector._averages(X)
    z = (X - X.mean(axis=0)) / X.std(axis=0)
    means = [z[t - n_rows : t].mean(axis=0) for t in range(n_rows, 300)]
    assert_allclose(narrow[n_rows:], np.square(z[n_rows:] - means))


def test_forecasts_alarm_what_jumps_and_not_normal_rows(judged, folder):
    make = import_module("_baselines").MeanForecaster
    X = judged().X.copy()
    X[400:420:2] += 5
    predicted = make().fit(X[:200]).predict(X)
    assert np.all(predicted[405:415] == -1)
    assert np.all(predicted[:350] == 1)


def test_causal_forecasts_see_nothing_of_later_rows(judged, folder):
    make = import_module("_baselines").MeanForecaster
    X = judged((300, 310)).X
    changed = X.copy()
    changed[310:] += 5
    for causal in (False, True):
        detector = make(causal=causal).fit(X[:200])
        both = [detector.score_samples(rows)[:310] for rows in (X, changed)]
        assert np.array_equal(*both) is causal
