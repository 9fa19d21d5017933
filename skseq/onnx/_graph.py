"""Operators of ONNX under construction, and the layers of networks as such operators.

What a layer reads and returns is named; its shape is (batch, length, units).
"""

from __future__ import annotations

from functools import singledispatchmethod
from typing import Any

import numpy as np

from skseq._forward.convolution import Convolution, ResidualBlock
from skseq._forward.gru import GRULayer
from skseq._forward.lstm import LSTMLayer
from skseq.onnx._libraries import import_onnx

# Gates of an LSTM stand in the order of their names: in Keras i, f, c, o.
KERAS_GATES, ONNX_GATES = "ifco", "iofc"


class Graph:
    """Operators in their order, each with a name for its output, and their arrays."""

    def __init__(self) -> None:
        self._helpers = import_onnx()
        self.nodes: list[Any] = []
        self.arrays: list[Any] = []

    def array(self, values: Any, dtype: type = np.float32) -> str:
        """Return the name of an array that the graph holds."""
        name = f"array_{len(self.arrays)}"
        values = np.ascontiguousarray(values, dtype=dtype)
        self.arrays.append(self._helpers.numpy_helper.from_array(values, name))
        return name

    def numbers(self, *values: int) -> str:
        """Return the name of an array of whole numbers: sizes, places, axes."""
        return self.array(values, np.int64)

    def outputs(self, n: int, operator: str, *inputs: str, **options: Any) -> list[str]:
        """Add an operator and return the names of its outputs."""
        names = [f"{operator}_{len(self.nodes)}_{number}" for number in range(n)]
        make = self._helpers.helper.make_node
        self.nodes.append(make(operator, inputs, names, **options))
        return names

    def add(self, operator: str, *inputs: str, **options: Any) -> str:
        """Add an operator and return the name of its only output."""
        return self.outputs(1, operator, *inputs, **options)[0]

    def affine(self, values: str, kernel: np.ndarray, bias: np.ndarray) -> str:
        """Return values times a kernel, plus a bias."""
        product = self.add("MatMul", values, self.array(kernel))
        return self.add("Add", product, self.array(bias))

    def swapped(self, values: str) -> str:
        """Return values of three axes with the first two in the other order."""
        return self.add("Transpose", values, perm=[1, 0, 2])

    def lstm(self, layer: LSTMLayer, rows: str) -> tuple[str, str]:
        """Return all states and the last one; the length comes before the batch."""
        kernel, recurrent_kernel, bias = (_onnx_gates(w) for w in layer.weights)
        states, last = self.outputs(
            2,
            "LSTM",
            rows,
            self.array(kernel.T[None]),
            self.array(recurrent_kernel.T[None]),
            self.array(np.concatenate([bias, np.zeros_like(bias)])[None]),
            hidden_size=layer.units,
        )
        return self.add("Squeeze", states, self.numbers(1)), last

    @singledispatchmethod
    def layer(self, layer: Any, rows: str) -> str:
        """Return what a layer gives out after each row."""
        raise TypeError(
            f"skseq.onnx cannot write a layer of the type {type(layer).__name__}: add "
            "it to Graph.layer in skseq/onnx/_graph.py."
        )

    @layer.register
    def _(self, layer: LSTMLayer, rows: str) -> str:
        states, _ = self.lstm(layer, self.swapped(rows))
        return self.swapped(states)

    @layer.register
    def _(self, layer: GRULayer, rows: str) -> str:
        kernel, recurrent_kernel, biases = layer.weights
        states = self.add(
            "GRU",
            self.swapped(rows),
            self.array(kernel.T[None]),
            self.array(recurrent_kernel.T[None]),
            self.array(biases.reshape(1, -1)),
            hidden_size=layer.units,
            linear_before_reset=1,
        )
        return self.swapped(self.add("Squeeze", states, self.numbers(1)))

    @layer.register
    def _(self, layer: Convolution, rows: str) -> str:
        taps = layer.kernel.reshape(layer.size, -1, layer.units)
        found = self.add(
            "Conv",
            self.add("Transpose", rows, perm=[0, 2, 1]),
            self.array(taps.transpose(2, 1, 0)),
            self.array(layer.bias),
            dilations=[layer.dilation],
            pads=[layer.memory, 0],
        )
        return self.add("Transpose", found, perm=[0, 2, 1])

    @layer.register
    def _(self, layer: ResidualBlock, rows: str) -> str:
        found = self.add("Relu", self.layer(layer.first, rows))
        found = self.add("Relu", self.layer(layer.second, found))
        return self.add("Relu", self.add("Add", found, rows))

    def activated(self, values: str, name: str) -> str:
        """Return values after an activation with a name of Keras."""
        if name == "linear":
            return values
        if name == "silu":
            return self.add("Mul", values, self.add("Sigmoid", values))
        if name == "gelu":
            root = self.array(np.sqrt(0.5))
            erf = self.add("Erf", self.add("Mul", values, root))
            share = self.add("Add", erf, self.array(1.0))
            half = self.add("Mul", values, self.array(0.5))
            return self.add("Mul", half, share)
        return self.add({"relu": "Relu", "tanh": "Tanh", "elu": "Elu"}[name], values)


def _onnx_gates(weights: np.ndarray) -> np.ndarray:
    """Return weights of an LSTM with its gates in the order of ONNX."""
    gates = dict(zip(KERAS_GATES, np.split(weights, 4, axis=-1), strict=True))
    return np.concatenate([gates[gate] for gate in ONNX_GATES], axis=-1)
