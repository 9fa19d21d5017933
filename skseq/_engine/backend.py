"""The backend of Keras: chosen once, before Keras is imported, and politely."""

from __future__ import annotations

import os
from functools import cache
from types import ModuleType

# Those that can train. JAX has programs of its own, the others share one loop.
BACKENDS = "jax", "torch", "tensorflow"


def import_keras() -> ModuleType:
    """Return Keras on the backend that it has or is told to have, by default JAX.

    Raise ImportError where that is not installed, or cannot train.
    """
    asked = os.environ.get("KERAS_BACKEND")
    if not asked:
        os.environ["KERAS_BACKEND"] = "jax"
    try:
        import keras
    except ImportError as error:
        raise ImportError(_advice(f"{asked or 'jax'!r}: {error}")) from error
    finally:
        # Keras reads it once. Processes that are started later choose for themselves.
        if asked is None:
            os.environ.pop("KERAS_BACKEND", None)
        elif not asked:
            os.environ["KERAS_BACKEND"] = asked

    if keras.config.backend() not in BACKENDS:
        raise ImportError(_advice(f"{keras.config.backend()!r}, which cannot train"))
    return keras


def runs_on_jax() -> bool:
    """Tell whether Keras runs on JAX, for which there are compiled programs."""
    return import_keras().config.backend() == "jax"


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


def _advice(found: str) -> str:
    """Return what is wrong and how to set it right."""
    return (
        f"skseq cannot run Keras on {found}: before Keras is first imported set "
        f"KERAS_BACKEND to one of {', '.join(BACKENDS)} that is installed, or unset it "
        "for JAX."
    )
