"""Whole networks as graphs: from segments of rows to estimates of them."""

from __future__ import annotations

from functools import singledispatch
from typing import Any

from skseq._forward import RowNetwork, WindowNetwork
from skseq._forward.windows import DenseAutoencoder, LSTMAutoencoder
from skseq.onnx._graph import Graph
from skseq.onnx._libraries import import_onnx

# What is written: old enough for most runtimes, and it has all operators needed.
OPSET, IR = 17, 8
SEGMENTS, ESTIMATES = "segments", "estimates"
# Where a slice to the end of an axis stops.
END = 2**31 - 1


def model_of(
    network: RowNetwork | WindowNetwork, length: int, metadata: dict[str, str]
) -> Any:
    """Return a network as a model of ONNX, with texts beside it.

    It maps ``segments`` (batch, length, n_features) to ``estimates`` (batch, length,
    n_estimates, n_features). A network that reads row by row takes any length.
    """
    onnx, graph = import_onnx(), Graph()
    found = estimates(network, graph, SEGMENTS, length)
    graph.nodes.append(onnx.helper.make_node("Identity", [found], [ESTIMATES]))
    reads_rows, n_features = isinstance(network, RowNetwork), network.n_features
    rows = ["batch", "length" if reads_rows else length]
    n_estimates = len(network.lags) if isinstance(network, RowNetwork) else 1

    def described(name: str, shape: list[Any]) -> Any:
        kind = onnx.TensorProto.FLOAT
        return onnx.helper.make_tensor_value_info(name, kind, shape)

    made = onnx.helper.make_graph(
        graph.nodes,
        "network",
        [described(SEGMENTS, [*rows, n_features])],
        [described(ESTIMATES, [*rows, n_estimates, n_features])],
        graph.arrays,
    )
    model = onnx.helper.make_model(
        made,
        opset_imports=[onnx.helper.make_opsetid("", OPSET)],
        ir_version=IR,
        producer_name="skseq",
    )
    onnx.helper.set_model_props(model, metadata)
    return model


@singledispatch
def estimates(network: Any, graph: Graph, segments: str, length: int) -> str:
    """Add a network to a graph and return the name of its estimates."""
    raise TypeError(
        f"skseq.onnx cannot write a network of the type {type(network).__name__}: add "
        "it to skseq/onnx/_networks.py."
    )


@estimates.register
def _(network: RowNetwork, graph: Graph, segments: str, length: int) -> str:
    before, after = network.n_before, max(0, *network.lags)
    rows = _padded(graph, segments, 3, before, 0)
    for layer in network.layers.values():
        rows = graph.layer(layer, rows)
    for kernel, bias in network.heads:
        rows = graph.affine(rows, kernel, bias)
    shape = graph.numbers(0, -1, len(network.lags), network.n_features)
    # Zeros stand where there is no state to make an estimate of.
    made = _padded(graph, graph.add("Reshape", rows, shape), 4, 0, after)
    found = []
    for number, lag in enumerate(network.lags):
        first = graph.numbers(before + lag, number)
        stop = graph.numbers(lag - after or END, number + 1)
        found.append(graph.add("Slice", made, first, stop, graph.numbers(1, 2)))
    return graph.add("Concat", *found, axis=2)


@estimates.register
def _(network: DenseAutoencoder, graph: Graph, segments: str, length: int) -> str:
    n_features = network.n_features
    values = graph.add("Reshape", segments, graph.numbers(-1, length * n_features))
    for kernel, bias, is_hidden in network.layers:
        values = graph.affine(values, kernel, bias)
        if is_hidden:
            values = graph.activated(values, network.activation)
    return graph.add("Reshape", values, graph.numbers(-1, length, 1, n_features))


@estimates.register
def _(network: LSTMAutoencoder, graph: Graph, segments: str, length: int) -> str:
    _, latent = graph.lstm(network.encoder, graph.swapped(segments))
    read = graph.add("Expand", latent, graph.numbers(length, 1, 1))
    states, _ = graph.lstm(network.decoder, read)
    found = graph.affine(graph.swapped(states), network.kernel, network.bias)
    # The decoder tells the last row first.
    start, stop, axis, step = (graph.numbers(n) for n in (-1, -END, 1, -1))
    found = graph.add("Slice", found, start, stop, axis, step)
    return graph.add("Unsqueeze", found, graph.numbers(2))


def _padded(graph: Graph, values: str, n_axes: int, before: int, after: int) -> str:
    """Return values with so many zeros before and after them along the second axis."""
    if not before + after:
        return values
    pads = [0] * (2 * n_axes)
    pads[1], pads[n_axes + 1] = before, after
    return graph.add("Pad", values, graph.numbers(*pads))
