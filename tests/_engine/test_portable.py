"""Training in Keras' own loop: what compiled programs do, on any backend."""

import os
import pickle
import subprocess
import sys
from importlib.util import find_spec

import joblib
import numpy as np
import pytest
from networks import dense_network, reader
from numpy.testing import assert_allclose
from sklearn.base import clone
from tiny import DETECTORS, tiny

from skseq._engine import Training, train
from skseq._engine import loop as engine_loop
from skseq._engine.portable import PortablePrograms
from skseq._engine.programs import Programs
from skseq._series.plans import training_plan
from skseq.utils._checks.common import seasonal_series

OTHERS = [
    pytest.param(
        name,
        marks=pytest.mark.skipif(
            find_spec(name) is None, reason=f"{name} is not installed: pip install it"
        ),
    )
    for name in ("torch", "tensorflow")
]
# Detectors whose networks add noise in training.
NOISY = "AutoencoderDetector", "VAEDetector"


@pytest.fixture
def batches():
    """Return segments, weights and learning rates of three steps."""
    rng = np.random.RandomState(0)
    segments = rng.normal(size=(3, 4, 5, 2)).astype(np.float32)
    weights = rng.uniform(size=(3, 4, 5, 1, 2)).astype(np.float32)
    return segments, weights, np.array([0.1, 0.05, 0.01], dtype=np.float32)


def both():
    network = dense_network()
    return Programs(network, 5), PortablePrograms(network, 5), network.model(5, seed=1)


def test_training_takes_the_same_steps(batches):
    compiled, portable, model = both()
    segments, weights, rates = batches
    state, total = compiled.train(compiled.initial_state(model), 3, *batches)
    found, found_total = portable.train(portable.initial_state(model), 3, *batches)
    assert found_total == pytest.approx(float(total), rel=1e-5)
    for some, expected in zip(found, state, strict=True):
        for value, other in zip(some, expected, strict=True):
            assert isinstance(value, np.ndarray)
            assert_allclose(value, other, rtol=1e-4, atol=1e-6)
    # Fewer steps than are given, and one weight for all columns.
    batch = segments, weights[..., :1], rates
    state, total = compiled.train(state, 1, *batch)
    found, found_total = portable.train(found, 1, *batch)
    assert found_total == pytest.approx(float(total), rel=1e-4)


def test_a_state_is_left_as_it_was(batches):
    _, portable, model = both()
    state = portable.initial_state(model)
    before = pickle.dumps(state)
    first, _ = portable.train(state, 3, *batches)
    assert pickle.dumps(state) == before
    kept = pickle.dumps(first)
    again, _ = portable.train(state, 3, *batches)
    assert pickle.dumps(again) == kept == pickle.dumps(first)


def test_estimates_and_losses_are_the_same(batches):
    compiled, portable, model = both()
    segments, weights, _ = batches
    network_weights = compiled.weights_of(compiled.initial_state(model))
    expected = compiled.estimate(network_weights, segments[0])
    found = portable.estimate(network_weights, segments[0])
    assert_allclose(found, expected, atol=1e-6)
    for some in (weights[0], np.zeros_like(weights[0])):
        loss = float(compiled.loss(network_weights, segments[0], some))
        found = portable.loss(network_weights, segments[0], some)
        assert found == pytest.approx(loss, rel=1e-5)


def test_a_whole_training_is_the_same(monkeypatch):
    X = np.random.RandomState(0).normal(size=(80, 2))
    training = Training(30, 4, 0.01, seed=3, validation_fraction=0.2)
    plan = training_plan("window", 5)

    def trained():
        return train(dense_network(), plan, reader(X), np.array([0, 80]), training)

    expected = trained()
    monkeypatch.setattr(engine_loop, "get_programs", PortablePrograms)
    found = trained()
    assert_allclose(found.loss_curve, expected.loss_curve, rtol=1e-4)
    assert_allclose(
        found.validation_loss_curve, expected.validation_loss_curve, rtol=1e-4
    )
    for value, other in zip(found.weights, expected.weights, strict=True):
        assert_allclose(value, other, rtol=1e-3, atol=1e-5)


FIT = """
import os, sys
import joblib
# What libraries set for themselves as they are imported is theirs.
import jax, keras, sklearn
before = dict(os.environ)
folder, backend = sys.argv[1:]
assert keras.config.backend() == backend, keras.config.backend()
fitted_elsewhere, unfitted, X = joblib.load(f"{folder}/given")
scores = [detector.score_samples(X) for detector in fitted_elsewhere]
fits = [detector.fit(X[:200]) for detector in unfitted]
for detector in fits:
    weights = [weight.numpy() for weight in detector.network_.weights]
    assert all((a == b).all() for a, b in zip(detector.weights_, weights, strict=True))
assert dict(os.environ) == before
joblib.dump((scores, fits, [fit.score_samples(X) for fit in fits]), f"{folder}/found")
"""


@pytest.mark.parametrize("backend", OTHERS)
def test_detectors_go_from_one_backend_to_another(backend, tmp_path):
    X = seasonal_series(300)
    small = {"window_size": 8, "max_iter": 30, "warm_start": True}
    fits = [tiny(name, **small).fit(X[:200]) for name in DETECTORS]
    joblib.dump((fits, [clone(fit) for fit in fits], X), tmp_path / "given")
    done = subprocess.run(
        [sys.executable, "-c", FIT, str(tmp_path), backend],
        env=os.environ | {"KERAS_BACKEND": backend},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    for here, scores, there, scores_there in zip(
        fits, *joblib.load(tmp_path / "found"), strict=True
    ):
        # Fitted here, scored there; and fitted there, scored here.
        assert_allclose(scores, here.score_samples(X), rtol=1e-5, atol=1e-5)
        assert_allclose(there.score_samples(X), scores_there, rtol=1e-5, atol=1e-5)
        # Weights and batches are drawn alike; noise in training is that of the backend.
        rtol = 0.05 if type(here).__name__ in NOISY else 1e-4
        assert_allclose(there.loss_curve_, here.loss_curve_, rtol=rtol)
        # The training goes on here, with the state of the optimizer from there.
        assert there.fit(X[:200]).n_iter_ == 60
