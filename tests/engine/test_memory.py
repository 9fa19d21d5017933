"""Memory: fits of networks that are known already leave nothing behind."""

from pathlib import Path

import numpy as np
import pytest
from sklearn.base import clone
from tiny import tiny

STATUS = Path("/proc/self/status")
# A network that was compiled anew at each fit would take about 30 MiB each time.
N_NETWORKS, MOST_MIB = 4, 60


def memory_mib():
    lines = STATUS.read_text().splitlines()
    return next(int(x.split()[1]) for x in lines if x.startswith("VmRSS")) / 1024


@pytest.mark.skipif(not STATUS.exists(), reason="only Linux tells of memory so")
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
    assert memory_mib() - before < MOST_MIB
