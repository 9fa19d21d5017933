"""The libraries of ONNX, which are loaded when they are needed."""

from __future__ import annotations

from typing import Any


def import_onnx() -> Any:
    """Return ``onnx``, or say how to install it."""
    try:
        import onnx  # pyright: ignore[reportMissingImports]
    except ImportError as error:
        raise ImportError(
            "skseq.onnx.export writes files with onnx, which is not installed: "
            'pip install "skseq[onnx]".'
        ) from error
    return onnx


def import_onnxruntime() -> Any:
    """Return ``onnxruntime``, or say how to install it."""
    try:
        import onnxruntime  # pyright: ignore[reportMissingImports]
    except ImportError as error:
        raise ImportError(
            "skseq.onnx.load runs networks with onnxruntime, which is not installed: "
            'pip install "skseq[onnx]".'
        ) from error
    return onnxruntime
