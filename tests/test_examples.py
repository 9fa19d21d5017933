"""The example: what it reads, what it prints, what it draws, what it refuses."""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from skseq.datasets import make_anomalous_series
from skseq.detectors import AutoencoderDetector, LSTMDetector

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"


@pytest.fixture(scope="module")
def example():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "path", [str(EXAMPLES), *sys.path])
        import _picture
        import _series_file
        import compare_detectors

        # The detectors have their own tests: two are enough to compare.
        patch.setattr(
            compare_detectors, "DETECTORS", (AutoencoderDetector, LSTMDetector)
        )
        patch.setattr(compare_detectors, "SEARCHED_WINDOW_SIZES", [4, 8])
        compare_detectors.picture = _picture
        compare_detectors.files = _series_file
        yield compare_detectors


@pytest.fixture
def table():
    X, y = make_anomalous_series(600, 2, period=20, n_anomalies=3, random_state=0)
    frame = pd.DataFrame(X, columns=["flow", "heat"])
    frame.insert(0, "when", pd.date_range("2024-03-01", periods=len(X), freq="min"))
    return frame.assign(anomaly=y)


@pytest.fixture
def write(tmp_path):
    def write_csv(frame, **options):
        path = tmp_path / "series.csv"
        frame.to_csv(path, index=False, **options)
        return path

    return write_csv


@pytest.mark.parametrize("gap", [0, 40])
def test_run_from_file_to_picture(example, table, write, gap, tmp_path, capsys):
    table.loc[100 : 100 + gap, "flow"] = np.nan
    table.loc[400 : 400 + gap, ["flow", "heat"]] = np.nan
    data, picture = write(table, sep=";"), tmp_path / "picture.png"
    arguments = f"--data {data} --label anomaly --train-rows 300 --max-iter 5"
    example.main([*arguments.split(), "--picture", str(picture)])
    printed = capsys.readouterr().out
    assert "600 rows x 2, the first 300 to train on." in printed
    assert "Columns: flow, heat." in printed
    for name in example.make_pipelines():
        (line,) = [line for line in printed.splitlines() if line.startswith(f"{name} ")]
        figures = line.removeprefix(name).split()
        assert len(figures) == 5
        assert all(0 <= float(figure) <= 1 for figure in figures[3:])
    assert printed.count("[CV ") == 8
    assert "\nBest: " in printed
    assert "\nOn the rows after the training rows: F1 of predict 0." in printed
    assert picture.stat().st_size < 150_000


def test_series_without_labels_has_no_metrics(example, table):
    series = example.files.LabelledSeries("s", table[["flow"]].to_numpy(), None, 300)
    values = example.evaluate(series, np.arange(600.0), 500.0).values()
    assert np.isnan(list(values)).all()


def test_generated_series_trains_on_normal_rows(example):
    series = example.generate_series()
    assert not series.y[: series.train_end].any()
    assert series.y[series.train_end :].any()


def test_csv_and_npz_of_the_same_series_are_the_same(example, table, write, tmp_path):
    npz = tmp_path / "series.npz"
    X, y = table[["flow", "heat"]].to_numpy(), table["anomaly"].to_numpy()
    np.savez(npz, X=X, y=y, train_end=200)
    from_npz = example.read_series(npz)
    from_csv = example.read_series(write(table), label="anomaly", train_rows=200)
    np.testing.assert_allclose(from_csv.X, from_npz.X)
    np.testing.assert_array_equal(from_csv.y, from_npz.y)
    assert from_csv.train_end == from_npz.train_end == 200


@pytest.mark.parametrize("marks", [(0, 1), (0.0, 1.0), (False, True), (1, -1)], ids=str)
def test_ways_to_mark_anomalies(example, table, write, marks):
    y = table["anomaly"].to_numpy() == 1
    marked = table.assign(anomaly=np.where(y, marks[1], marks[0]))
    np.testing.assert_array_equal(example.read_series(write(marked), "anomaly").y, y)


def test_row_numbers_and_times_are_no_features(example, table, tmp_path):
    path = tmp_path / "series.csv"
    table.drop(columns="when").assign(time=range(600)).to_csv(path)
    series = example.read_series(path, label="anomaly")
    assert series.columns == ("flow", "heat")
    assert series.train_end == 300


def test_real_files_are_read(example, real_series):
    name = "SKAB_valve1_0"
    X, y, train_end = real_series(name)  # skips where the file is not at hand
    data = EXAMPLES.parents[1] / "shared" / "data"
    series = example.read_series(data / f"{name}.npz")
    np.testing.assert_array_equal(series.X, X)
    np.testing.assert_array_equal(series.y, y == 1)
    assert series.train_end == train_end


BAD_TABLES = {
    "no column 'flaw'": ({}, {"label": "flaw"}),
    "no column 'state'": ({}, {"drop": ["state"]}),
    "do not increase": ({"when": ["2024-03-01", "2024-03-02", "2024-02-01"] * 200}, {}),
    "neither numbers nor times": ({"state": "on"}, {}),
    "row 0 (counted from 0), column 'flow'": ({"flow": np.inf}, {}),
    "the labels 'heat' hold": ({}, {"label": "heat"}),
    "19 rows to train on are not possible": ({}, {"train_rows": 19}),
    "600 rows to train on are not possible": ({}, {"train_rows": 600}),
    "no column of numbers": ({}, {"drop": ["flow", "heat", "anomaly"]}),
}


@pytest.mark.parametrize("message", BAD_TABLES)
def test_bad_tables_are_refused_in_a_sentence(example, table, write, message):
    changes, options = BAD_TABLES[message]
    with pytest.raises(ValueError, match=r"^[^\n]*\.$") as caught:
        example.read_series(write(table.assign(**changes)), **options)
    assert message in str(caught.value)


BAD_ARRAYS = {
    "no array X": {"Y": np.zeros((50, 1))},
    "shape (50,)": {"X": np.zeros(50)},
    "dtype <U": {"X": np.full((50, 1), "a")},
    "one label per row": {"X": np.zeros((50, 1)), "y": np.zeros(49)},
}


@pytest.mark.parametrize("message", BAD_ARRAYS)
def test_bad_arrays_are_refused_in_a_sentence(example, tmp_path, message):
    path = tmp_path / "series.npz"
    np.savez(path, **BAD_ARRAYS[message])
    with pytest.raises(ValueError, match=r"^[^\n]*\.$") as caught:
        example.read_series(path)
    assert message in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"no archive"])
@pytest.mark.parametrize("suffix", [".npz", ".csv", ".txt"])
def test_other_files_are_refused_in_a_sentence(example, tmp_path, suffix, content):
    path = tmp_path / f"series{suffix}"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"^[^\n]*\.$"):
        example.read_series(path)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--label", "anomaly"],
        ["--max-iter", "0"],
        ["--data", "absent.csv"],
        ["--picture", "picture.jpg"],
        ["--picture", "absent/picture.png"],
    ],
    ids=" ".join,
)
def test_bad_arguments_end_the_run_before_it_begins(example, arguments, capsys):
    with pytest.raises(SystemExit) as caught:
        example.main(arguments)
    assert caught.value.code == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert "error: " in output.err.splitlines()[-1]


@pytest.mark.parametrize("n_rows", [10, 5000])
def test_decimation_keeps_what_stands_out(example, n_rows):
    values = np.random.default_rng(0).normal(size=n_rows)
    values[n_rows // 3] = 99
    values[n_rows // 2] = -99
    rows, drawn = example.picture.decimate(values, n_bins=100)
    assert len(rows) == len(drawn) <= 200
    assert (np.diff(rows) >= 0).all()
    assert drawn.max() == 99
    assert drawn.min() == -99
    assert abs(rows[drawn.argmax()] - n_rows // 3) <= n_rows / 100


def test_scores_are_drawn_relative_to_the_training_rows(example):
    scores = np.arange(1101) / 1000
    relative = example.picture.relative_to_training(scores, 0.99, 1001)
    assert relative[500] == 0
    assert relative[990] == pytest.approx(1)
    assert (np.diff(relative) > 0).all()
    tenfold = example.picture.relative_to_training(10 * scores, 9.9, 1001)
    assert tenfold == pytest.approx(relative)
    beyond = np.append(scores, 0.5 + 10 * 0.49)
    relative = example.picture.relative_to_training(beyond, 0.99, 1001)
    assert relative[-1] == pytest.approx(2)


def test_picture_shows_events_shorter_than_a_pixel(example, tmp_path):
    n_rows = 200_000
    y = np.zeros(n_rows, dtype=bool)
    pixels = {}
    for name, rows in {"without": [], "with": [150_000]}.items():
        y[rows] = True
        series = example.files.LabelledSeries(
            "long", np.zeros((n_rows, 1)), y.copy(), 100_000
        )
        result = example.Result("flat", np.zeros(n_rows), 0.0, {"VUS-PR": np.nan})
        path = tmp_path / f"{name}.png"
        example.picture.draw_comparison(path, series, [result])
        image = np.asarray(Image.open(path).convert("RGB")).astype(int)
        pixels[name] = image[200:]  # below the heading, whose key is always there
    assert (pixels["with"] != pixels["without"]).any(axis=2).sum() > 50
