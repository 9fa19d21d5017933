"""Keras on JAX: chosen once, before Keras is imported, and politely."""

from __future__ import annotations

import os
import sys
from functools import cache
from types import ModuleType


def import_keras() -> ModuleType:
    """Return Keras on its JAX backend, or raise ImportError where it has another."""
    asked = os.environ.get("KERAS_BACKEND")
    if "keras" not in sys.modules and asked not in (None, "", "jax"):
        raise ImportError(_advice(f"the environment sets KERAS_BACKEND={asked!r}"))
    if not asked:
        os.environ["KERAS_BACKEND"] = "jax"
    try:
        import keras
    finally:
        # Keras reads it once. Processes that are started later choose for themselves.
        if asked is None:
            os.environ.pop("KERAS_BACKEND", None)
        elif not asked:
            os.environ["KERAS_BACKEND"] = asked

    if keras.config.backend() != "jax":
        raise ImportError(
            _advice(f"Keras is already imported with {keras.config.backend()!r}")
        )
    return keras


@cache
def refuse_missing_devices() -> None:
    """Raise where JAX has none of the devices that it is told to use."""
    import jax

    try:
        jax.devices()
    # For "cuda" without the plugin of JAX it is an assertion without a word.
    except (RuntimeError, AssertionError) as error:
        asked = jax.config.jax_platforms  # pyright: ignore[reportAttributeAccessIssue]
        raise RuntimeError(
            f"JAX finds no device of JAX_PLATFORMS={asked!r}: set JAX_PLATFORMS=cpu, "
            "or install the plugin of JAX for this device."
        ) from error


def _advice(reason: str) -> str:
    """Return what is wrong and how to set it right."""
    return (
        f"skseq runs Keras on JAX, but {reason}: set KERAS_BACKEND=jax before Keras is "
        "first imported, or unset it and import skseq's detectors in a process where "
        "Keras has not been imported yet."
    )
