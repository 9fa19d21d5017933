"""Keras on the backend that it has, or one clear sentence, each in a new process."""

import os
import subprocess
import sys

import pytest

FIT = """
import numpy as np
from skseq import LSTMDetector
X = np.zeros((20, 1))
detector = LSTMDetector(window_size=4, units=2, max_iter=1)
try:
    detector.fit(X)
except (ImportError, RuntimeError) as error:
    print(error)
    assert not [name for name in vars(detector) if name.endswith("_")]
else:
    raise AssertionError("the fit did not fail")
"""
NONE = """
import sys
sys.modules["tensorflow"] = None
"""
CHOOSE = """
import os
from skseq._engine.backend import import_keras
print(import_keras().config.backend(), os.environ.get("KERAS_BACKEND"))
print(import_keras().config.backend())
"""

USE = """
import os
import jax, sklearn  # Both set variables of their own.

def settings():
    names = [name for name in dir(jax.config) if name.startswith("jax_")]
    return dict(os.environ) | {name: str(getattr(jax.config, name)) for name in names}

before = settings()
import numpy as np
import skseq
X = np.sin(np.arange(60.0))[:, None]
detector = skseq.GRUDetector(window_size=4, units=2, max_iter=1).fit(X)
detector.predict(X)
detector.network_
skseq.clear_caches()
after = settings()
assert "jax_default_prng_impl" in after
# Modules of JAX that are imported later have settings of their own.
known = {name for name in before | after if name in before or name[:4] != "jax_"}
print({name for name in known if before.get(name) != after.get(name)})
"""


def printed(code, backend, **variables):
    environment = {k: v for k, v in os.environ.items() if k != "KERAS_BACKEND"}
    environment |= variables
    if backend is not None:
        environment["KERAS_BACKEND"] = backend
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize(
    ("code", "backend", "reason"),
    [
        (NONE + FIT, "tensorflow", "cannot run Keras on 'tensorflow': "),
        (FIT, "numpy", "'numpy', which cannot train"),
        ("import keras\n" + FIT, "numpy", "'numpy', which cannot train"),
    ],
)
def test_backends_that_cannot_train_are_refused_with_both_ways_out(
    code, backend, reason
):
    message = printed(code, backend)
    assert reason in message
    assert "set KERAS_BACKEND to one of jax, torch, tensorflow that is" in message
    assert "\n" not in message


def test_jax_is_chosen_where_nothing_is_set():
    # The environment stays as it was.
    assert printed(CHOOSE, None) == "jax None\njax"
    assert printed(CHOOSE, "") == "jax \njax"
    assert printed(CHOOSE, "jax") == "jax jax\njax"


def test_neither_the_environment_nor_a_setting_of_jax_changes():
    # Another library may import Keras later, in this process or in one that it starts.
    of_keras = {"TF_FORCE_GPU_ALLOW_GROWTH": "true"}
    assert printed(USE, None, SKSEQ_COMPILE_CACHE="0", **of_keras) == "set()"


@pytest.mark.parametrize("platform", ["cuda", "metal"])
def test_devices_that_are_not_there_are_named(platform):
    message = printed(FIT, None, JAX_PLATFORMS=platform)
    assert f"no device of JAX_PLATFORMS='{platform}': set JAX_PLATFORMS=cpu" in message
    assert "\n" not in message
