"""Trained networks as ONNX files, and scores of rows through onnxruntime.

Writing a file needs onnx, reading one onnxruntime: ``pip install "skseq[onnx]"``.
Neither needs Keras or JAX.
"""

from skseq._utils.public import publish
from skseq.onnx._detector import OnnxDetector, load
from skseq.onnx._export import export

__all__ = ["OnnxDetector", "export", "load"]

publish(globals())
