"""A folder of programs that is broken, full or shared costs time, and nothing else."""

import sys
import time

import numpy as np
import pytest
from faults.fresh import scores, start
from tiny import tiny

import skseq
from skseq.utils._checks.common import seasonal_series

# No file may have more than 1000 bytes: programs have, and few cannot be written.
FULL = """
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
"""


@pytest.fixture(scope="module")
def expected():
    """Return the scores without a folder."""
    return scores(start(0))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_fit_that_is_killed_leaves_a_folder_to_go_on_with(tmp_path, expected):
    killed = start(tmp_path)
    deadline = time.monotonic() + 120
    while not any(tmp_path.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.01)
    killed.kill()
    killed.communicate()
    assert killed.returncode == -9 and any(tmp_path.iterdir())
    np.testing.assert_allclose(scores(start(tmp_path)), expected, rtol=1e-3)


def test_two_processes_write_at_once(tmp_path, expected):
    both = [start(tmp_path), start(tmp_path)]
    for process in both:
        np.testing.assert_allclose(scores(process), expected, rtol=1e-3)
    assert any(tmp_path.iterdir())


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_full_disk(tmp_path, expected):
    np.testing.assert_allclose(scores(start(tmp_path, FULL)), expected, rtol=1e-3)
    # Nor does what was half written harm those who find it.
    np.testing.assert_allclose(scores(start(tmp_path)), expected, rtol=1e-3)


def test_files_that_were_cut_short_are_made_again(tmp_path, monkeypatch):
    monkeypatch.setenv("SKSEQ_COMPILE_CACHE", str(tmp_path))
    detector = tiny("AutoencoderDetector", window_size=3, max_iter=2)
    X = seasonal_series(40)
    try:
        skseq.clear_caches()
        wanted = detector.fit(X).score_samples(X)
        for number, path in enumerate(sorted(tmp_path.iterdir())):
            content = path.read_bytes()
            path.write_bytes(content[: (0, 7, len(content) // 2)[number % 3]])
        skseq.clear_caches()
        np.testing.assert_allclose(detector.fit(X).score_samples(X), wanted, rtol=1e-3)
    finally:
        monkeypatch.setenv("SKSEQ_COMPILE_CACHE", "0")
        skseq.clear_caches()
        detector.fit(X)  # JAX takes note that there is no folder any more.
