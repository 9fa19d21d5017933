"""Few rows are scored without Keras and JAX, and forked processes score at all."""

import io
import pickle
import subprocess
import sys

import numpy as np
import pytest
from numpy.testing import assert_allclose
from tiny import DETECTORS

from skseq._forward import estimates, segments, should_run
from skseq._model.scorer import MIN_ROWS_PER_CHUNK
from skseq._series.plans import scoring_plan
from skseq.utils._checks.common import seasonal_series

FRESH = """
import pickle, sys
import numpy as np
X = np.load(sys.argv[2])
for detector in pickle.load(open(sys.argv[1], "rb")):
    np.save(sys.stdout.buffer, detector.score_samples(X))
heavy = {"keras", "jax", "jaxlib"} & sys.modules.keys()
assert not heavy, f"loaded: {heavy}"
"""
FORK = """
import multiprocessing, warnings
import numpy as np
from skseq.detectors import GRUDetector
warnings.simplefilter("ignore")  # of JAX and of Python 3.12, that threads are lost

X = np.sin(np.arange(100.0))[:, None]
detector = GRUDetector(window_size=8, units=4, max_iter=1, random_state=0).fit(X)
scores = detector.score_samples(X)

def ask(queue):
    queue.put(np.abs(detector.score_samples(X) - scores).max() < 1e-5)

context = multiprocessing.get_context("fork")
queue = context.SimpleQueue()
process = context.Process(target=ask, args=(queue,), daemon=True)
process.start()
process.join(60)
print("it hangs" if process.is_alive() else queue.get())
"""


LONG = """
import pickle, sys
import numpy as np
detector, X = pickle.load(sys.stdin.buffer)
assert "jax" not in sys.modules
np.save(sys.stdout.buffer, detector.score_samples(X))
assert "jax" in sys.modules
"""


def test_all_chunks_of_a_long_series_are_computed_by_jax(fitted):
    detector = fitted("GRUDetector")
    # The last of them reads few rows.
    X = seasonal_series(2 * MIN_ROWS_PER_CHUNK + 100, seed=1)
    given = pickle.dumps((detector, X))
    done = subprocess.run(
        [sys.executable, "-c", LONG], input=given, capture_output=True, check=True
    )
    scores = np.load(io.BytesIO(done.stdout))
    np.testing.assert_array_equal(scores, detector.score_samples(X))


def test_few_rows_are_scored_without_keras_and_jax(fitted, tmp_path):
    detectors = [fitted(name) for name in DETECTORS]
    X = seasonal_series(150, seed=1)
    (tmp_path / "fitted").write_bytes(pickle.dumps(detectors))
    np.save(tmp_path / "rows.npy", X)
    command = [sys.executable, "-c", FRESH, tmp_path / "fitted", tmp_path / "rows.npy"]
    done = subprocess.run(command, capture_output=True, check=True)
    stream = io.BytesIO(done.stdout)
    for detector in detectors:
        scores = np.load(stream)
        assert_allclose(scores, detector.score_samples(X), rtol=1e-5, atol=1e-5)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not fork")
def test_scores_in_a_fork_are_those_of_its_parent():
    command = [sys.executable, "-c", FORK]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.stdout == "True\n", done.stderr


def test_jax_runs_where_it_is_imported_or_rows_are_many(monkeypatch):
    plan = scoring_plan("block", 8)
    many = np.array([0, segments.FEW_ROWS_READ])
    monkeypatch.setitem(sys.modules, "jax", sys)
    assert not should_run(plan, np.array([0, 10]))
    monkeypatch.delitem(sys.modules, "jax")
    assert should_run(plan, np.array([0, 10]))
    assert not should_run(plan, many)
    monkeypatch.setattr(segments, "has_lost_keras", lambda: True)
    assert should_run(plan, many)


@pytest.mark.parametrize("name", DETECTORS)
def test_estimates_do_not_change_with_the_batch(name, fitted, monkeypatch):
    estimator = fitted(name)._model().estimator
    rows = np.random.RandomState(0).normal(size=(300, estimator.forward.n_features))
    rows = rows.astype(np.float32)

    def run():
        found = estimates(
            estimator.forward, estimator.plan, rows.__getitem__, np.array([0, 120, 300])
        )
        return [np.concatenate(parts) for parts in list(zip(*found, strict=True))[1:]]

    at_once = run()
    monkeypatch.setattr(segments, "VALUES_PER_BATCH", 1)
    for together, apart in zip(at_once, run(), strict=True):
        np.testing.assert_array_equal(together, apart)
