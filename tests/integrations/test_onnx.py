"""The page of ONNX, and that the network of every detector can be written as ONNX."""

import numpy as np
import pytest
from pages import run_page
from tiny import DETECTORS

jax2onnx = pytest.importorskip(
    "jax2onnx", reason='jax2onnx is not installed: pip install -e ".[integrations]"'
)
pytestmark = pytest.mark.filterwarnings("ignore")  # jax2onnx and its libraries warn


def test_page(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = run_page("onnx")
    assert names["given"].shape[0] == "batch"
    np.testing.assert_allclose(names["estimates"], names["expected"], atol=1e-5)


@pytest.mark.parametrize("name", DETECTORS)
def test_networks_are_the_same_in_onnx(fitted, name, segments, tmp_path):
    import onnxruntime

    network = fitted(name).network_
    rows = segments(network)
    expected = np.asarray(network(rows))
    path = str(tmp_path / "network.onnx")
    network.export(path, format="onnx", verbose=False)
    session = onnxruntime.InferenceSession(path)
    for n in (1, len(rows)):
        (found,) = session.run(None, {session.get_inputs()[0].name: rows[:n]})
        np.testing.assert_allclose(found, expected[:n], atol=1e-5)
