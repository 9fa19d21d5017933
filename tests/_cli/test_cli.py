"""The command line: what it reads, prints and writes, and the errors it ends with."""

import json
import re
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tiny import DETECTORS

from skseq._cli import commands, main
from skseq.datasets import make_anomalous_series
from skseq.detectors import AutoencoderDetector
from skseq.exceptions import SeriesWarning

ROOT = Path(__file__).resolve().parents[2]
N = 600


@pytest.fixture(scope="module")
def table():
    X, _ = make_anomalous_series(N, 2, period=20, n_anomalies=0, random_state=0)
    X[480:500, 1] += 9
    X[50:60, 0] = np.nan
    times = pd.date_range("2026-01-01", periods=N, freq="min", name="when")
    return pd.DataFrame(X, columns=["flow", "heat"], index=times)


@pytest.fixture
def write(tmp_path):
    def write_csv(table, **options):
        table.to_csv(tmp_path / "series.csv", **options)
        return str(tmp_path / "series.csv")

    return write_csv


def run(command, *arguments):
    """Run a command with a short training, and return its exit status."""
    return main([command, *arguments, "--max-iter", "50"])


def test_events_are_those_of_the_detector(table, write, tmp_path, capsys):
    events, picture = tmp_path / "events.json", tmp_path / "scores.png"
    outputs = "--events", str(events), "--plot", str(picture)
    assert run("detect", write(table), *outputs) == 0
    X = pd.read_csv(tmp_path / "series.csv", index_col=0, parse_dates=True)
    detector = AutoencoderDetector(max_iter=50, random_state=0).fit(X[: N // 2])
    expected = detector.predict_events(X, output="records")
    assert json.loads(events.read_text()) == expected
    assert expected
    output = capsys.readouterr()
    assert len(output.out.splitlines()) == 1 + len(expected)
    for event in expected:
        assert event["start"] in output.out
    assert "on the first 300 of 600 rows, columns flow, heat" in output.err
    assert picture.stat().st_size > 10_000


def test_explanation_names_the_column_and_the_row(table, write, tmp_path, capsys):
    picture = tmp_path / "event.png"
    assert run("explain", write(table), "--plot", str(picture)) == 0
    head, names, first, _ = capsys.readouterr().out.splitlines()
    assert re.match(r"event \d+: 2026-01-01T0\d:.*, \d+ rows, severity \d+", head)
    assert names.split() == ["column", "share", "value", "expected", "at"]
    column, share, value, _, *at = first.split()
    assert column == "heat"
    assert float(share) > 0.5
    row = table.index.get_loc(" ".join(at))
    assert 480 <= row < 500
    assert float(value) == pytest.approx(table["heat"].iloc[row], rel=1e-3)
    assert picture.stat().st_size > 10_000


def test_number_chooses_the_event(table, write, capsys):
    file = write(table)
    assert run("explain", file, "--event", "0") == 0
    assert capsys.readouterr().out.startswith("event 0: ")
    assert run("explain", file, "--event", "99") == 2
    assert "there is no event 99" in capsys.readouterr().err


def test_series_without_events_says_so(table, write, capsys):
    calm = table[:450]
    assert run("detect", write(calm), "--train-rows", "450") == 0
    assert capsys.readouterr().out == "no events in 450 rows\n"
    assert run("explain", write(calm), "--train-rows", "450") == 2
    assert "there are no events to explain" in capsys.readouterr().err


@pytest.mark.parametrize("name", DETECTORS)
def test_every_detector_has_a_short_name(name):
    assert commands.DETECTORS[name.removesuffix("Detector").lower()] is DETECTORS[name]


WAYS = {
    "times first": {},
    "semicolons": {"sep": ";"},
    "tabs": {"sep": "\t"},
    "byte order mark": {"encoding": "utf-8-sig"},
}


@pytest.mark.parametrize("way", WAYS)
def test_csv_is_read_in_many_ways(table, write, way):
    read = commands.read_file(Path(write(table, **WAYS[way])), None, [])
    pd.testing.assert_frame_equal(read, table, check_freq=False, check_names=False)


def test_parquet_is_read_with_or_without_an_index(table, tmp_path):
    path = tmp_path / "series.parquet"
    for written in (table, table.reset_index()):
        written.to_parquet(path)
        read = commands.read_file(path, None, [])
        pd.testing.assert_frame_equal(read, table, check_freq=False, check_names=False)


def test_times_may_be_another_column_or_missing(table, write):
    moved = table.reset_index()[["flow", "when", "heat"]]
    read = commands.read_file(Path(write(moved, index=False)), "when", ["heat"])
    assert read.columns.tolist() == ["flow"]
    assert read.index.equals(table.index)
    read = commands.read_file(Path(write(table, index=False)), None, [])
    assert read.shape == (N, 2)
    counted = table.reset_index(drop=True)
    read = commands.read_file(Path(write(counted)), None, [])
    assert read.columns.tolist() == ["flow", "heat"]


BAD = {
    "there is no file": (["absent.csv"], {}),
    "neither a .csv nor a .parquet": (["series.txt"], {}),
    "the column 'state' of .* holds 'on'": ([], {"state": "on"}),
    "has no column 'mood': it has when, flow": (["--drop", "mood"], {}),
    "has no column 'then'": (["--time", "then"], {}),
    "which is no time": (["--time", "state"], {"state": "on"}),
    "there is nothing to score": (["--drop", "flow", "--drop", "heat"], {}),
    "--train-rows is 601, but .* has 600": (["--train-rows", "601"], {}),
    "--plot is a.jpg": (["--plot", "a.jpg"], {}),
    "no folder absent": (["--plot", "absent/a.png"], {}),
    "Input X contains infinity": ([], {"flow": np.inf}),
}


@pytest.mark.parametrize("message", BAD)
def test_errors_are_one_sentence(message, table, write, capsys):
    arguments, changes = BAD[message]
    file = write(table.assign(**changes))
    if arguments and arguments[0].startswith(("absent", "series")):
        file, arguments = arguments[0], []
    assert run("detect", file, *arguments) == 2
    output = capsys.readouterr()
    last = output.err.splitlines()[-1]
    assert output.out == ""
    assert last.startswith("skseq: error: ")
    assert last.endswith(".")
    assert re.search(message, last)


@pytest.mark.parametrize("name", ["series.csv", "series.parquet"])
@pytest.mark.parametrize("content", [b"", b"no table"])
def test_other_files_are_refused_in_a_sentence(tmp_path, name, content, capsys):
    path = tmp_path / name
    path.write_bytes(content)
    assert run("detect", str(path)) == 2
    assert "skseq: error: " in capsys.readouterr().err


def test_warnings_are_a_sentence_and_the_result_stands_alone(table, write):
    """In a process of its own, where warnings are no errors."""
    file = write(table.iloc[np.r_[:100, 300:N]])
    done = subprocess.run(
        [sys.executable, "-m", "skseq", "detect", file, "--max-iter", "5", "--verbose"],
        capture_output=True,
        text=True,
        check=True,
    )
    (warning,) = {line for line in done.stderr.splitlines() if "warning" in line}
    assert warning.startswith("skseq: warning: the index of X")
    assert "loss" in done.stderr
    assert "loss" not in done.stdout


def test_warnings_are_errors_where_they_are_asked_to_be(table, write):
    file = write(table.iloc[np.r_[:100, 300:N]])
    with pytest.raises(SeriesWarning):
        run("detect", file)


def test_script_is_installed_by_its_name():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    module, name = settings["project"]["scripts"]["skseq"].split(":")
    assert getattr(import_module(module), name) is main
