"""Detectors as ONNX files: the same networks and the same scores."""

import json
import pickle
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from causal_detectors import causal, with_gaps
from networks import weights_of
from numpy.testing import assert_allclose, assert_array_equal
from pages import run_page
from sklearn.base import is_outlier_detector
from sklearn.exceptions import NotFittedError
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from tiny import DETECTORS, tiny

import skseq.onnx
from skseq._forward import RowNetwork, make_network, network_name
from skseq._model.scorer import MIN_ROWS_PER_CHUNK
from skseq.exceptions import SeriesWarning
from skseq.onnx._detector import OnnxNetwork, _session
from skseq.onnx._graph import Graph
from skseq.onnx._networks import estimates, model_of
from skseq.utils._checks.common import seasonal_series

onnx = pytest.importorskip(
    "onnx", reason='onnx is not installed: pip install "skseq[onnx]"'
)
onnxruntime = pytest.importorskip(
    "onnxruntime", reason='onnxruntime is not installed: pip install "skseq[onnx]"'
)

LENGTH = 8
CHANGES = {
    "default": {},
    "forecasts": {"lags": (-3, -1, 0, 2)},
    "no latent space": {"latent_size": None, "lags": (0,)},
    "one layer": {"units": (8,)},
    "short kernels": {"kernel_size": 2},
    "reads one row": {"kernel_size": 2, "window_size": 1, "lags": (0,)},
    **{
        name: {"activation": name}
        for name in ("relu", "tanh", "elu", "gelu", "silu", "linear")
    },
}
CASES = [
    (name, change)
    for name in DETECTORS
    for change, params in CHANGES.items()
    if params.keys() <= tiny(name).get_params().keys()
    and not ("latent_size" in params and "lags" not in tiny(name).get_params())
    and not (change == "one layer" and name != "StackedLSTMDetector")
]


def roundtrip(detector, folder, **options):
    """Return a detector written and read again."""
    path = folder / "detector.onnx"
    skseq.onnx.export(detector, path)
    onnx.checker.check_model(onnx.load(path), full_check=True)
    return skseq.onnx.load(path, **options)


def assert_equal_scores(loaded, detector, X, **given):
    """Assert that scores are the same to 1e-6, and labels the same."""
    scores = detector.score_samples(X, **given)
    found = loaded.score_samples(X, **given)
    assert found.dtype == np.float64
    assert_array_equal(np.isnan(found), np.isnan(scores))
    difference = np.abs(found - scores) / np.maximum(1, np.abs(scores))
    assert np.nanmax(difference) <= 1e-6
    assert_array_equal(loaded.predict(X, **given), detector.predict(X, **given))
    assert_array_equal(loaded.decision_function(X, **given), found - detector.offset_)


def eventful(n_features, n_rows=300):
    """Return rows of which some are unusual."""
    X = seasonal_series(n_rows, n_features, seed=1)
    X[150:170] += 4
    X[220:250, 0] = X[220, 0]
    return X


@pytest.mark.parametrize("n_features", [1, 3])
@pytest.mark.parametrize(("name", "change"), CASES)
def test_graph_computes_what_numpy_computes(name, change, n_features, fitted):
    params = fitted(name).network_params_ | CHANGES[change]
    build = DETECTORS[name].build_network
    weights = weights_of(build(n_features, LENGTH, seed=0, **params))
    network = make_network(network_name(build), params, weights, n_features)
    model = model_of(network, LENGTH, {})
    onnx.checker.check_model(model, full_check=True)
    found = OnnxNetwork(_session(model.SerializeToString(), ("CPUExecutionProvider",)))
    assert found.n_features == n_features
    rng = np.random.RandomState(0)
    for batch, length in ((5, LENGTH), (1, LENGTH), (2, 3), (2, 1)):
        if isinstance(network, RowNetwork) or length == LENGTH:
            rows = rng.normal(size=(batch, length, n_features)).astype(np.float32)
            assert_allclose(found(rows), network(rows), rtol=2e-6, atol=2e-6)


@pytest.mark.parametrize("name", DETECTORS)
def test_scores_are_those_of_the_detector(name, fitted, tmp_path):
    for detector in (fitted(name), causal(name)):
        loaded = roundtrip(detector, tmp_path)
        X = eventful(2, 500)
        assert_equal_scores(loaded, detector, X)
        assert_equal_scores(loaded, detector, with_gaps(X))
        groups = np.repeat(["a", "b"], [220, 280])
        assert_equal_scores(loaded, detector, X, groups=groups)
        with pytest.warns(SeriesWarning, match=r"X has 8 row\(s\)"):
            assert_equal_scores(loaded, detector, X[:LENGTH])
        assert loaded.context_ == detector.context_
        newest = loaded.score_samples(X, last=3)
        assert_array_equal(newest, loaded.score_samples(X)[-3:])


@pytest.mark.parametrize("name", ["AutoencoderDetector", "GRUDetector"])
def test_constant_and_unknown_columns_are_read_as_by_the_detector(name, tmp_path):
    X = np.hstack([seasonal_series(200), np.full((200, 2), 5.0)])
    X[:, 3] = np.nan
    params = {"window_size": 8, "max_iter": 5, "missing_score": "nan"}
    detector = tiny(name, **params).fit(X)
    loaded, rows = roundtrip(detector, tmp_path), X[:150].copy()
    rows[100:104, 2], rows[120] = 9.0, np.nan
    assert np.isnan(loaded.score_samples(rows)[120])
    assert_equal_scores(loaded, detector, rows)


def test_one_column(tmp_path):
    detector = tiny("VAEDetector", window_size=8, max_iter=5)
    detector.fit(seasonal_series(200, 1))
    assert_equal_scores(roundtrip(detector, tmp_path), detector, eventful(1))


def test_times_and_names_are_read_as_by_the_detector(fitted, tmp_path):
    pd = pytest.importorskip("pandas")
    index = pd.date_range("2026-01-01", periods=200, freq="min")
    X = pd.DataFrame(seasonal_series(200), index, columns=["load", "heat"])
    params = {"window_size": 8, "max_iter": 5}
    detector = tiny("GRUDetector", max_gap_factor=3, **params).fit(X)
    loaded = roundtrip(detector, tmp_path)
    assert list(loaded.feature_names_in_) == ["load", "heat"]
    assert_equal_scores(loaded, detector, pd.concat([X[:80], X[120:]]))
    for wrong in (X.rename(columns={"heat": "cold"}), X[["load"]]):
        with pytest.raises(ValueError) as expected:
            detector.predict(wrong)
        with pytest.raises(ValueError) as found:
            loaded.predict(wrong)
        name = type(detector).__name__
        assert str(found.value).replace("OnnxDetector", name) == str(expected.value)

    times = X.rename_axis("time").reset_index()
    detector = tiny("GRUDetector", time_column="time", **params).fit(times)
    assert_equal_scores(roundtrip(detector, tmp_path), detector, times)


@pytest.mark.parametrize(
    "max_gap",
    [None, 2.5, np.nan, np.timedelta64(90, "s"), np.timedelta64(7, "25s")],
    ids=str,
)
def test_longest_gap_is_kept(max_gap):
    from skseq.onnx._metadata import _gap, _packed, _packed_gap

    found = _gap(json.loads(json.dumps(_packed(_packed_gap(max_gap)))))
    assert type(found) is type(max_gap)
    np.testing.assert_equal(found, max_gap)
    if isinstance(max_gap, np.timedelta64):
        assert found.dtype == max_gap.dtype


def test_metadata_is_plain_json_with_plan_units_and_threshold(fitted, tmp_path):
    detector = fitted("LSTMDetector")
    roundtrip(detector, tmp_path)
    session = onnxruntime.InferenceSession(tmp_path / "detector.onnx")
    text = session.get_modelmeta().custom_metadata_map["skseq"]
    found = json.loads(text, parse_constant=lambda name: pytest.fail(name))
    assert found["offset"] == detector.offset_
    assert found["columns"]["center"] == detector.center_.tolist()
    assert found["units"]["decision"]["threshold"] == detector.error_threshold_
    assert found["plan"]["lags"] == list(detector.lags_)


def test_detector_goes_to_other_processes(fitted, tmp_path):
    detector = fitted("GRUDetector")
    loaded = roundtrip(detector, tmp_path, providers=["CPUExecutionProvider"])
    assert is_outlier_detector(loaded)
    again, X = pickle.loads(pickle.dumps(loaded)), eventful(2)
    assert_array_equal(again.score_samples(X), loaded.score_samples(X))


LONG = """
import sys
import numpy as np
import skseq.onnx
X = np.load(sys.argv[2])
np.save(sys.argv[2], skseq.onnx.load(sys.argv[1]).score_samples(X))
heavy = {"keras", "jax", "jaxlib", "onnx"} & sys.modules.keys()
assert not heavy, f"loaded: {heavy}"
"""


def test_long_series_are_scored_without_keras_and_jax(fitted, tmp_path):
    detector, X = fitted("GRUDetector"), seasonal_series(2 * MIN_ROWS_PER_CHUNK + 100)
    model, rows = tmp_path / "detector.onnx", tmp_path / "rows.npy"
    skseq.onnx.export(detector, model)
    np.save(rows, X)
    subprocess.run([sys.executable, "-c", LONG, model, rows], check=True)
    assert_allclose(np.load(rows), detector.score_samples(X), rtol=1e-6, atol=1e-6)


def test_only_fitted_detectors_are_written(fitted, tmp_path):
    path = tmp_path / "detector.onnx"
    with pytest.raises(NotFittedError):
        skseq.onnx.export(tiny("GRUDetector"), path)
    pipeline = make_pipeline(StandardScaler(), fitted("GRUDetector"))
    with pytest.raises(TypeError, match="got Pipeline: of a pipeline, give the last"):
        skseq.onnx.export(pipeline, path)

    class Other(DETECTORS["GRUDetector"]):
        @staticmethod
        def build_network(n_features, length, *, units, seed):
            """Build something else."""

    other = Other()
    other.__setstate__(fitted("GRUDetector").__getstate__())
    with pytest.raises(ValueError, match="network of Other is known to Keras alone"):
        skseq.onnx.export(other, path)
    assert not path.exists()


def test_layers_and_networks_that_are_not_known_are_named():
    with pytest.raises(TypeError, match="cannot write a layer of the type int"):
        Graph().layer(1, "rows")
    with pytest.raises(TypeError, match="cannot write a network of the type int"):
        estimates(1, Graph(), "segments", LENGTH)


def test_other_files_are_refused(fitted, tmp_path):
    path = tmp_path / "detector.onnx"
    path.write_bytes(b"no network")
    with pytest.raises(ValueError, match=r"detector.onnx cannot be read"):
        skseq.onnx.load(path)
    detector = fitted("GRUDetector")
    estimator = detector._model().estimator
    for metadata, problem in (
        ({}, "skseq.onnx.export has not written it"),
        ({"skseq": '{"format": 1}'}, "n_features|plan"),
        ({"skseq": '{"format": 0, "skseq": "0.0.1"}'}, "by skseq 0.0.1 in the format"),
    ):
        made = model_of(estimator.forward, estimator.plan.length, metadata)
        path.write_bytes(made.SerializeToString())
        with pytest.raises(ValueError, match=problem):
            skseq.onnx.load(path)


@pytest.mark.parametrize("providers", [["CUDA"], []], ids=str)
def test_devices_that_are_not_there_are_named(fitted, tmp_path, providers):
    with pytest.raises(ValueError, match=r"name some of .*'CPUExecutionProvider'"):
        roundtrip(fitted("GRUDetector"), tmp_path, providers=providers)


@pytest.mark.parametrize("library", ["onnx", "onnxruntime"])
def test_missing_libraries_are_named(fitted, tmp_path, monkeypatch, library):
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(ImportError, match=f"{library}, which is not installed: pip"):
        roundtrip(fitted("GRUDetector"), tmp_path)


def test_a_runtime_takes_the_place_of_numpy_and_jax(fitted):
    estimator = fitted("GRUDetector")._model().estimator
    forward = estimator.forward
    called = []

    class Counted:
        n_features = forward.n_features

        def __call__(self, segments):
            called.append(len(segments))
            return forward(segments)

    other = replace(estimator, runtime=Counted(), weights=[])
    series = fitted("GRUDetector")._series(seasonal_series(100), None)
    assert_allclose(other.errors(series)[0], estimator.errors(series)[0], atol=1e-5)
    assert called


def test_page(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = run_page("onnx")
    assert names["estimates"].shape[:2] == (5, 8)
    assert_allclose(names["scores"], names["detector"].score_samples(names["X"]))
