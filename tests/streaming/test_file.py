"""Streams are saved without pickle, and go on in processes that load only NumPy."""

import json
import subprocess
import sys

import numpy as np
import pytest
from causal_detectors import causal, changed, with_gaps
from numpy.testing import assert_array_equal
from tiny import DETECTORS

from skseq.streaming import load_stream
from skseq.utils._checks.common import seasonal_series

FRESH = """
import sys
import numpy as np
from skseq.streaming import load_stream
stream = load_stream(sys.argv[1])
rows = np.load(sys.argv[2])
scores = np.concatenate([stream.push(row[None]) for row in rows])
heavy = {"sklearn", "scipy", "joblib", "keras", "jax", "pandas"} & sys.modules.keys()
assert not heavy, f"loaded: {heavy}"
stream.save(sys.argv[1])
np.save(sys.argv[2], scores)
"""


@pytest.fixture
def saved(tmp_path):
    """Return the path of a stream, and that stream."""
    stream = causal("GRUDetector").open_stream(seasonal_series(20))
    stream.save(tmp_path / "stream.npz")
    return tmp_path / "stream.npz", stream


@pytest.mark.parametrize("name", DETECTORS)
def test_loaded_streams_have_the_same_bits(name, tmp_path):
    detector = changed(causal(name), missing_score_="nan")
    X = with_gaps(seasonal_series(160, seed=1))
    expected = detector.open_stream().push(X)
    for split in (0, 1, 60, 102):
        detector.open_stream(X[:split] if split else None).save(tmp_path / "one")
        assert_array_equal(
            load_stream(tmp_path / "one").push(X[split:]), expected[split:]
        )


def test_fresh_processes_load_numpy_alone(saved, tmp_path):
    path, stream = saved
    X = with_gaps(seasonal_series(150, seed=1))
    np.save(tmp_path / "rows.npy", X)
    command = [sys.executable, "-c", FRESH, path, tmp_path / "rows.npy"]
    subprocess.run(command, check=True)
    assert_array_equal(np.load(tmp_path / "rows.npy"), stream.push(X))
    assert_array_equal(load_stream(path).push(X), stream.push(X))


def test_names_and_options_are_kept(tmp_path):
    stream = causal("GRUDetector").open_stream(late="drop", max_keys=9, keep_rows=4)
    names = ["a", 3, 2.5, True, ("x", 1)]
    X = seasonal_series(4)
    for name in names:
        groups = np.empty(4, dtype=object)
        groups[:] = [name] * 4
        stream.push(X, groups=groups)
    stream._series.n_late = 7
    stream.save(tmp_path / "stream.npz")
    other = load_stream(tmp_path / "stream.npz")
    assert (other.keys, other.n_late, other.offset) == (names, 7, stream.offset)
    stream.swap(causal("GRUDetector"))
    other.swap(causal("GRUDetector"))
    for name, state in stream.states().items():
        assert_array_equal(state, other.states()[name])
    groups = np.array([np.datetime64("2026-01-01"), None], dtype=object)[:1]
    stream.push(X[:1], groups=groups)
    with pytest.raises(ValueError, match="cannot be saved under a name of"):
        stream.save(tmp_path / "other.npz")
    assert not (tmp_path / "other.npz").exists()


def rewritten(path, **changes):
    """Write a file again with some of its arrays changed, or left out."""
    with np.load(path) as file:
        arrays = dict(file) | changes
    np.savez(path, **{name: x for name, x in arrays.items() if x is not None})


def test_other_files_are_refused(saved, tmp_path):
    path, _ = saved
    other = tmp_path / "other.npz"
    other.write_bytes(b"nothing of this kind")
    with pytest.raises(ValueError, match="no file of a stream"):
        load_stream(other)
    np.savez(other, a=1)
    with pytest.raises(ValueError, match="no file of a stream"):
        load_stream(other)
    np.savez(other, format=np.array([{}], dtype=object))
    with pytest.raises(ValueError, match="no file of a stream"):
        load_stream(other)
    rewritten(path, format=json.dumps({"format": 99, "skseq": "9.9"}))
    with pytest.raises(ValueError, match=r"skseq 9.9 in the format 99"):
        load_stream(path)
    with pytest.raises(FileNotFoundError):
        load_stream(tmp_path / "none.npz")


@pytest.mark.parametrize(
    ("name", "change"),
    {
        "columns/center": lambda x: x[:1],
        "median_signal": lambda x: x * np.nan,
        "weights/001": lambda x: None,
        "weights/000": lambda x: x[:1],
        "states/place": lambda x: x.astype(float),
        "states/decision/evidence": lambda x: x * np.inf,
        "states/errors/rows": lambda x: x[:, :1],
        "states/fill/last": lambda x: None,
    }.items(),
)
def test_damaged_files_are_refused(saved, name, change):
    path, _ = saved
    with np.load(path) as file:
        array = file[name]
    rewritten(path, **{name: change(array)})
    with pytest.raises(ValueError, match="is damaged"):
        load_stream(path)
