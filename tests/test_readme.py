"""The README says what is true: its example runs, its commands and links exist."""

import re
import shlex
from pathlib import Path

import joblib
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import IsolationForest

from skseq._cli import main
from skseq.datasets import make_anomalous_series
from skseq.metrics import vus_pr_score

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text()


def code_blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


def test_example_runs_and_beats_single_rows(capsys):
    example, _ = code_blocks("python")
    names = {}
    exec(compile(example, "README.md", "exec"), names)
    printed = float(capsys.readouterr().out)
    X, y = names["X"], names["y"]
    assert set(np.unique(names["labels"])) == {-1, 1}
    assert np.argmin(names["scores"]) >= np.argmax(y) - 80
    rows = IsolationForest(random_state=0).fit(X[:2000]).score_samples(X[2000:])
    assert printed > vus_pr_score(y[2000:], -rows, buffer=80)


@pytest.fixture
def own_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    X, _ = make_anomalous_series(800, 2, n_anomalies=2, random_state=0)
    times = pd.date_range("2026-01-01", periods=len(X), freq="min", name="time")
    pd.DataFrame(X, index=times, columns=["flow", "heat"]).to_csv("series.csv")


def test_commands_for_an_own_file_run(own_file, tmp_path, capsys):
    (commands,) = code_blocks("shell")
    for command in commands.splitlines():
        program, *arguments = shlex.split(command)
        assert program == "skseq"
        assert main(arguments) == 0
    output = capsys.readouterr().out
    assert "severity" in output
    assert "expected" in output
    written = {path.name for path in tmp_path.iterdir()}
    assert written == {"series.csv", "events.json", "scores.png", "event.png"}


def test_own_file_is_read_scored_drawn_and_saved(own_file, tmp_path, capsys):
    _, example = code_blocks("python")
    names = {}
    exec(compile(example, "README.md", "exec"), names)
    plt.close("all")
    assert "peak_score" in capsys.readouterr().out
    assert (tmp_path / "scores.png").stat().st_size > 10_000
    loaded = joblib.load("detector.joblib")
    expected = names["detector"].score_samples(names["X"])
    np.testing.assert_array_equal(loaded.score_samples(names["X"]), expected)


@pytest.mark.parametrize("example", code_blocks("python"))
def test_example_is_short(example):
    lines = [line for line in example.splitlines() if line]
    assert len(lines) <= 10
    assert max(map(len, lines)) <= 88


def test_commands_are_one_line_each_and_keep_to_the_checkout():
    commands = code_blocks("sh")
    assert len(commands) == 2
    for command in commands:
        assert command.count("\n") == 1
        assert command.startswith("python3 -m venv .venv && .venv/bin/pip install")
    scripts = re.findall(r"\S+\.py", "".join(commands))
    assert scripts == ["examples/compare_detectors.py"]
    assert (ROOT / scripts[0]).is_file()


@pytest.mark.parametrize("link", re.findall(r"\]\(([^)]+)\)", README))
def test_links_lead_somewhere(link):
    assert (ROOT / link).exists()


def test_picture_is_small():
    (picture,) = re.findall(r"\]\((\S+\.png)\)", README)
    assert (ROOT / picture).stat().st_size < 150_000
