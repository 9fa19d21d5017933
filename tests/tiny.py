"""Small settings of every detector that discovery finds.

All tests take them from here: compiling a network takes longer than training a small
one, and networks of the same shapes share their programs.
"""

import inspect

import pytest

from skseq.utils import all_estimators

DETECTORS = dict(all_estimators("outlier_detector"))
# One for each way to cut series, for what stands below the networks.
NETWORKS = ["AutoencoderDetector", "GRUDetector"]
# Names for a test that the others repeat: these with the suite, the others by -m slow.
OTHERS_SLOW = [
    pytest.param(name, marks=[] if name in NETWORKS else pytest.mark.slow)
    for name in DETECTORS
]

# By the name of the parameter, so that a new architecture needs no entry of its own.
_SMALL = {
    "units": 8,
    "hidden_layer_sizes": (16,),
    "latent_size": 3,
    "batch_size": 16,
    "max_iter": 300,
    "random_state": 0,
}


def tiny(name, **params):
    """Return a small detector of this name."""
    cls = DETECTORS[name]
    defaults = inspect.signature(cls).parameters
    small = {key: value for key, value in _SMALL.items() if key in defaults}
    if isinstance(small.get("units"), int) and isinstance(
        defaults["units"].default, tuple
    ):
        small["units"] = (8, 4)
    return cls(**{**small, **params})


def tiny_detectors(**params):
    """Return a small one of every detector."""
    return [tiny(name, **params) for name in DETECTORS]
