"""Programs: shared by networks of one shape, bounded in number, and forgotten."""

import subprocess
import sys
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

import jax
import numpy as np
import pytest
from networks import dense_network, weights_of
from sklearn.base import clone
from tiny import tiny

import skseq
from skseq._engine import Network, programs
from skseq._engine.programs import get_programs, weighted_loss

# Programs that are read from disk say nothing of those that are compiled.
pytestmark = pytest.mark.usefixtures("compiled_anew")
STATUS = Path("/proc/self/status")
# A network that was compiled anew at each fit would take about 30 MiB each time.
N_NETWORKS, MAX_MIB = 4, 60


@pytest.fixture
def own_cache(monkeypatch):
    """Give the test a cache of its own and count how often JAX's are cleared."""
    cleared = []
    monkeypatch.setattr(programs, "_programs", OrderedDict())
    monkeypatch.setattr(programs, "_shapes", set())
    monkeypatch.setattr(programs, "MAX_PROGRAMS", 4)
    monkeypatch.setattr(programs, "MAX_SHAPES", 8)
    monkeypatch.setattr(programs.jax, "clear_caches", lambda: cleared.append(True))
    return cleared


def test_equal_networks_share_programs(own_cache):
    first = get_programs(dense_network(units=3), 5)
    assert get_programs(dense_network(units=3), 5) is first
    others = [
        get_programs(dense_network(units=4), 5),
        get_programs(dense_network(n_features=1), 5),
        get_programs(dense_network(units=3), 6),
    ]
    assert len({id(first), *map(id, others)}) == 4


def test_threads_get_the_same_programs(own_cache):
    with ThreadPoolExecutor(4) as threads:
        found = threads.map(lambda _: get_programs(dense_network(), 5), range(8))
    assert len(set(map(id, found))) == 1


def test_cache_is_bounded_and_keeps_what_was_used_last(own_cache):
    kept = get_programs(dense_network(units=1), 3)
    for units in range(2, 12):
        get_programs(dense_network(units=units), 3)
        assert len(programs._programs) <= 4
        assert get_programs(dense_network(units=1), 3) is kept
    # Only clearing JAX's own caches gives memory back.
    assert own_cache


def test_shapes_of_batches_are_bounded_too(own_cache):
    network = dense_network()
    kept = get_programs(network, 5)
    weights = weights_of(network.model(5, seed=0))
    for size in range(1, 13):
        shared = get_programs(network, 5)
        assert shared is kept
        for _ in range(2):  # A shape that was compiled before counts once.
            shared.estimate(weights, np.zeros((size, 5, 2), "f4"))
        assert len(own_cache) == (size > 8)


CLEAR = """
import numpy as np, skseq
from skseq.detectors import AutoencoderDetector

def mib():
    lines = open("/proc/self/status").read().splitlines()
    return next(int(x.split()[1]) for x in lines if x.startswith("VmRSS")) / 1024

X = np.sin(np.arange(100.0))[:, None]
for size in range(1, 7):
    AutoencoderDetector(window_size=8, max_iter=1, batch_size=size).fit(X)
before = mib()
skseq.clear_caches()
print(before - mib())
"""


@pytest.mark.skipif(not STATUS.exists(), reason="only Linux shows memory there")
def test_clear_caches_gives_memory_back_to_the_system():
    done = subprocess.run(
        [sys.executable, "-c", CLEAR], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    # Each of the six batch sizes took about 10 MiB.
    assert float(done.stdout) > 30


def test_clear_caches_forgets_everything_and_changes_no_score():
    X = np.random.RandomState(0).normal(size=(60, 2))
    detector = tiny("AutoencoderDetector", window_size=4, max_iter=3).fit(X)
    expected = detector.score_samples(X)
    assert programs._programs
    skseq.clear_caches()
    assert not programs._programs
    np.testing.assert_array_equal(detector.score_samples(X), expected)
    refitted = clone(detector).fit(X)
    np.testing.assert_array_equal(refitted.score_samples(X), expected)


def test_weights_go_in_and_out_in_the_order_of_keras():
    network = dense_network()
    model = network.model(5, seed=7)
    shared = get_programs(network, 5)
    weights = shared.weights_of(shared.initial_state(model))
    for ours, theirs in zip(weights, weights_of(model), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_loss_is_the_mean_over_estimates_that_carry_weight():
    rng = np.random.RandomState(0)
    segments = rng.normal(size=(3, 4, 2)).astype("f4")
    estimates = rng.normal(size=(3, 4, 2, 2)).astype("f4")
    weights = np.zeros((3, 4, 2, 1), dtype="f4")
    weights[1, 2:, 0] = 1
    errors = (segments[:, :, None] - estimates) ** 2
    loss = float(weighted_loss(segments, estimates, weights))
    assert loss == pytest.approx(errors[1, 2:, 0].mean(), rel=1e-5)
    estimates[0] = estimates[:, :, 1] = 1e6
    assert float(weighted_loss(segments, estimates, weights)) == loss
    by_column = weights * np.array([1, 0], dtype="f4")
    loss = float(weighted_loss(segments, estimates, by_column))
    assert loss == pytest.approx(errors[1, 2:, 0, 0].mean(), rel=1e-5)
    assert float(weighted_loss(segments, estimates, 0 * weights)) == 0


def test_noise_is_new_at_every_step_and_absent_from_estimates():
    network, length = dense_network(noise=0.5), 5
    shared = get_programs(network, length)
    state = shared.initial_state(network.model(length, seed=1))
    rows = np.random.RandomState(0).normal(size=(1, 4, length, 2)).astype("f4")
    weights, rates = np.ones((1, 4, length, 1, 1), "f4"), np.zeros(1, "f4")
    losses = []
    for _ in range(3):
        # At a learning rate of zero only the noise can change the loss.
        state, loss = shared.train(state, 1, rows, weights, rates)
        losses.append(float(loss))
    assert len(set(losses)) == 3
    network_weights = shared.weights_of(state)
    one, other = (shared.estimate(network_weights, rows[0])[0] for _ in range(2))
    np.testing.assert_array_equal(one, other)


def build_penalized(n_features, length, *, penalty, seed):
    """Build a network that adds a multiple of its mean square to the loss."""
    import keras

    class Penalty(keras.layers.Layer):
        def call(self, values):
            if penalty is not None:
                self.add_loss(penalty * keras.ops.mean(values**2))
            return values

    rows = keras.Input((length, n_features))
    values = keras.layers.Dense(n_features, kernel_initializer="ones")(rows)
    return keras.Model(rows, keras.ops.expand_dims(Penalty()(values), axis=2))


def penalized(penalty):
    """Return the programs of such a network, its state, rows and their weights."""
    network = Network(build_penalized, 2, (("penalty", penalty),))
    shared = get_programs(network, 5)
    rows = np.random.RandomState(0).normal(size=(4, 5, 2)).astype("f4")
    state = shared.initial_state(network.model(5, seed=0))
    return shared, state, rows, np.ones((4, 5, 1, 1), "f4")


def trained_once(penalty):
    """Return the loss of one step of training and the weights after it."""
    shared, state, rows, weights = penalized(penalty)
    state, loss = shared.train(state, 1, rows[None], weights[None], np.ones(1, "f4"))
    return float(loss), shared.weights_of(state)


def test_losses_of_layers_are_added_in_training_only():
    shared, state, rows, weights = penalized(0.5)
    network_weights = shared.weights_of(state)
    estimates = np.asarray(shared.estimate(network_weights, rows))
    errors = np.mean((rows[:, :, None] - estimates) ** 2)
    loss, pulled = trained_once(0.5)
    assert loss == pytest.approx(errors + 0.5 * np.mean(estimates**2), rel=1e-5)
    # Validation looks at what scores are made of.
    validation = float(shared.loss(network_weights, rows, weights))
    assert validation == pytest.approx(errors, rel=1e-5)
    _, free = trained_once(None)
    assert np.abs(pulled[0]).sum() < np.abs(free[0]).sum()


def test_networks_that_add_no_loss_compute_what_they_always_did():
    shared, (trained, others, _), rows, weights = penalized(None)

    def plain(trained, others, segments, weights):
        estimates, others = shared._model.stateless_call(
            trained, others, segments, training=True
        )
        return weighted_loss(segments, estimates, weights), others

    arguments = trained, others, rows, weights
    found, expected = (
        jax.make_jaxpr(loss)(*arguments) for loss in (shared._training_loss, plain)
    )
    assert str(found) == str(expected)


def test_threads_that_compile_at_once_keep_the_losses_of_layers(monkeypatch):
    shared, (trained, others, _), rows, weights = penalized(0.5)
    network_weights = shared.weights_of((trained, others, None))
    expected = float(shared._training_loss(trained, others, rows, weights)[0])
    layer = next(x for x in shared._model.layers if type(x).__name__ == "Penalty")
    add_loss, threads = layer.add_loss, ThreadPoolExecutor(1)

    def add_and_be_disturbed(loss):
        add_loss(loss)
        # Keras forgets what a layer has added whenever it is called again.
        other = threads.submit(shared._run, network_weights, rows)
        wait([other], timeout=0.5)

    monkeypatch.setattr(layer, "add_loss", add_and_be_disturbed)
    found = float(shared._training_loss(trained, others, rows, weights)[0])
    threads.shutdown()
    assert found == expected


def memory_mib():
    lines = STATUS.read_text().splitlines()
    return next(int(x.split()[1]) for x in lines if x.startswith("VmRSS")) / 1024


@pytest.mark.skipif(not STATUS.exists(), reason="only Linux shows memory there")
def test_further_fits_of_the_same_networks_need_no_more_memory():
    X = np.random.RandomState(0).normal(size=(100, 1))
    detector = tiny("AutoencoderDetector", window_size=4, max_iter=2)

    def fit_all(n_fits):
        for number in range(n_fits):
            other = clone(detector).set_params(
                latent_size=1 + number % N_NETWORKS,
                learning_rate=1e-3 / (1 + number),
                random_state=number,
            )
            other.fit(X[number % 7 :])

    fit_all(N_NETWORKS)
    before = memory_mib()
    fit_all(40)
    assert memory_mib() - before < MAX_MIB


FORK = """
import multiprocessing, warnings
import numpy as np
from skseq.detectors import AutoencoderDetector
warnings.simplefilter("ignore")  # of JAX and of Python 3.12, that threads are lost

X = np.sin(np.arange(100.0))[:, None]
unused = AutoencoderDetector(window_size=8, max_iter=1, random_state=0)

def ask(queue):
    try:
        queue.put(len(unused.fit(X).predict(X)))
    except RuntimeError as error:
        queue.put(str(error))

def fork():
    context = multiprocessing.get_context("fork")
    queue = context.SimpleQueue()
    process = context.Process(target=ask, args=(queue,), daemon=True)
    process.start()
    process.join(60)
    return "it hangs" if process.is_alive() else queue.get()

if FIRST:
    unused.fit(X)
print(fork())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not fork")
@pytest.mark.parametrize(
    ("first", "answer"), [(False, "100"), (True, "Keras would hang in it: start")]
)
def test_a_fork_fits_or_says_at_once_why_not(first, answer):
    code = FORK.replace("FIRST", str(first))
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert answer in done.stdout
