"""Every detector's network in NumPy computes what Keras computes."""

import numpy as np
import pytest
from networks import weights_of
from numpy.testing import assert_allclose
from tiny import DETECTORS, tiny

from skseq._engine import Network
from skseq._forward import make_network, network_name

CHANGES = {
    "default": {},
    "causal": {"causal": True},
    "single rows": {"window_size": 1},
    "forecasts": {"lags": (-3, -1, 0, 2)},
    "no latent space": {"latent_size": None, "lags": (0,)},
    "one layer": {"units": (8,)},
    "short kernels": {"kernel_size": 2},
    **{name: {"activation": name} for name in ("tanh", "elu", "gelu", "silu")},
}
CASES = [
    (name, change)
    for name in DETECTORS
    for change, params in CHANGES.items()
    if params.keys() <= tiny(name).get_params().keys()
    and not ("latent_size" in params and "lags" not in tiny(name).get_params())
    and not (change == "one layer" and name != "StackedLSTMDetector")
]


@pytest.mark.parametrize(("name", "change"), CASES)
def test_network_computes_what_keras_computes(name, change, segments):
    params = {"window_size": 8} | CHANGES[change]
    architecture = tiny(name, **params)._architecture(params["window_size"])
    params, build = dict(architecture.params), architecture.build
    length = architecture.scoring_plan.length
    network = Network(build, 2, architecture.params).model(length, seed=0)
    # As if trained: a bias that stays zero would count nowhere.
    rng = np.random.RandomState(1)
    weights = [w + 0.1 * rng.normal(size=w.shape) for w in weights_of(network)]
    network.set_weights([weight.astype("f4") for weight in weights])
    rows = 3 * segments(network, n_segments=5)
    made = make_network(network_name(build), params, weights_of(network), 2)
    found = made(rows)
    assert found.dtype == np.float32
    assert_allclose(found, np.asarray(network(rows)), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("name", DETECTORS)
def test_all_detectors_have_a_network(name, fitted):
    build = DETECTORS[name].build_network
    detector = fitted(name)
    n_features = len(detector._model().estimator.columns.in_network)
    made = make_network(
        network_name(build), detector.network_params_, detector.weights_, n_features
    )
    assert made.n_features == n_features


def test_another_network_is_not_taken_for_that_of_its_base():
    class Other(DETECTORS["GRUDetector"]):
        @staticmethod
        def build_network(n_features, length, *, units, seed):
            """Build something else."""

    class Same(DETECTORS["GRUDetector"]):
        pass

    assert network_name(Other.build_network) is None
    assert network_name(Same.build_network) == "gru"
