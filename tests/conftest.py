"""Shared fixtures: the real labelled series, where they are at hand."""

import os

# Read when scipy is imported: without it scikit-learn skips its array API check.
os.environ.setdefault("SCIPY_ARRAY_API", "1")

from functools import cache
from pathlib import Path

import numpy as np
import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


def shared_file(name):
    """Return the path of a shared file, or skip the test and say so."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"the shared file {name} is not beside this checkout")
    return path


@pytest.fixture
def real_series():
    """Return a loader: name of a file of shared/data -> (X, y, train_end)."""

    def load(name):
        with np.load(shared_file(f"data/{name}.npz")) as data:
            return data["X"], data["y"], int(data["train_end"])

    return load


@pytest.fixture(scope="session")
def fitted():
    """Return a small fitted detector by name; tests share it and leave it as it is."""
    from tiny import tiny

    from skseq.utils._checks.common import seasonal_series

    @cache
    def fit(name):
        return tiny(name, window_size=8, max_iter=5).fit(seasonal_series(200))

    return fit
