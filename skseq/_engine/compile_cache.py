"""Compiled programs kept on disk, for the next process that needs them."""

from __future__ import annotations

from typing import Any

import jax
from jax.experimental.compilation_cache import compilation_cache

from skseq._config import compile_cache_folder

# Its options are declared at run time: type checkers do not see them.
_config: Any = jax.config
# Small programs, too: a fit compiles some twenty of them.
_KEEP_ALL = {
    "jax_persistent_cache_min_compile_time_secs": 0.0,
    "jax_persistent_cache_min_entry_size_bytes": -1,
}
# The folder that was last given to JAX here; None where it was none of ours.
_given: str | None = None
# What JAX kept before.
_before: dict[str, Any] = {}


def follow_config() -> None:
    """Give JAX the folder of the configuration, or take it away again.

    A folder that JAX was given by anyone else stays.
    """
    global _given
    folder = compile_cache_folder()
    present = _config.jax_compilation_cache_dir
    if folder == present or present != _given:
        return
    _config.update("jax_compilation_cache_dir", folder)
    if _given is None:
        _before.update({name: getattr(_config, name) for name in _KEEP_ALL})
    for name, value in (_before if folder is None else _KEEP_ALL).items():
        _config.update(name, value)
    # JAX looks at the folder once, when it first compiles.
    compilation_cache.reset_cache()
    _given = folder
