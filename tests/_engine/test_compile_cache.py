"""Compiled programs on disk: found again, in the folder of whoever gave one first."""

import jax
import numpy as np
import pytest
from jax import monitoring
from tiny import tiny

import skseq
from skseq._engine.compile_cache import follow_config


@pytest.fixture(autouse=True)
def restored(monkeypatch):
    monkeypatch.setenv("SKSEQ_COMPILE_CACHE", "")
    follow_config()
    least = jax.config.jax_persistent_cache_min_compile_time_secs
    yield
    monkeypatch.setenv("SKSEQ_COMPILE_CACHE", "")
    follow_config()
    assert jax.config.jax_compilation_cache_dir is None
    assert jax.config.jax_persistent_cache_min_compile_time_secs == least


def test_programs_are_found_again(tmp_path):
    hits = []
    monitoring.register_event_listener(
        lambda event, **_: hits.append(event) if event.endswith("/cache_hits") else None
    )
    X = np.random.RandomState(0).normal(size=(40, 1))
    detector = tiny("AutoencoderDetector", window_size=3, latent_size=7, max_iter=2)
    skseq.set_config(compile_cache=tmp_path)
    skseq.clear_caches()
    expected = detector.fit(X).score_samples(X)
    n_files = len(list(tmp_path.iterdir()))
    assert n_files
    skseq.clear_caches()
    hits.clear()
    # JAX 0.6 rounds otherwise in programs that come from disk.
    np.testing.assert_allclose(detector.fit(X).score_samples(X), expected, rtol=1e-3)
    assert hits
    assert len(list(tmp_path.iterdir())) == n_files
    skseq.set_config(compile_cache=False)
    skseq.clear_caches()
    hits.clear()
    detector.fit(X)
    assert not hits


def test_folder_given_to_jax_by_others_stays(tmp_path):
    own = str(tmp_path / "own")
    jax.config.update("jax_compilation_cache_dir", own)
    try:
        skseq.set_config(compile_cache=tmp_path / "ours")
        follow_config()
        assert jax.config.jax_compilation_cache_dir == own
    finally:
        jax.config.update("jax_compilation_cache_dir", None)
