"""The layers of the detectors, written in NumPy from the equations in their docs."""

import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def lstm(rows, kernel, recurrent_kernel, bias):
    """Return the sequence h_t of an LSTM: (batch, length, units)."""
    units = len(recurrent_kernel)
    W = dict(zip("ifco", np.split(kernel, 4, axis=1), strict=True))
    U = dict(zip("ifco", np.split(recurrent_kernel, 4, axis=1), strict=True))
    b = dict(zip("ifco", np.split(bias, 4), strict=True))
    h = c = np.zeros((len(rows), units))
    states = []
    for x in np.moveaxis(rows, 1, 0):
        i = sigmoid(x @ W["i"] + h @ U["i"] + b["i"])
        f = sigmoid(x @ W["f"] + h @ U["f"] + b["f"])
        o = sigmoid(x @ W["o"] + h @ U["o"] + b["o"])
        c = f * c + i * np.tanh(x @ W["c"] + h @ U["c"] + b["c"])
        h = o * np.tanh(c)
        states.append(h)
    return np.stack(states, axis=1)


def gru(rows, kernel, recurrent_kernel, biases):
    """Return the sequence h_t of a GRU: (batch, length, units)."""
    W = dict(zip("zrh", np.split(kernel, 3, axis=1), strict=True))
    U = dict(zip("zrh", np.split(recurrent_kernel, 3, axis=1), strict=True))
    b = dict(zip("zrh", np.split(biases[0], 3), strict=True))
    d = dict(zip("zrh", np.split(biases[1], 3), strict=True))
    h = np.zeros((len(rows), len(recurrent_kernel)))
    states = []
    for x in np.moveaxis(rows, 1, 0):
        z = sigmoid(x @ W["z"] + h @ U["z"] + b["z"] + d["z"])
        r = sigmoid(x @ W["r"] + h @ U["r"] + b["r"] + d["r"])
        candidate = np.tanh(x @ W["h"] + r * (h @ U["h"] + d["h"]) + b["h"])
        h = z * h + (1 - z) * candidate
        states.append(h)
    return np.stack(states, axis=1)


def estimates(rows, recurrent_layers, lags, latent, heads):
    """Return the estimate V_k (B h_{t+k} + b) + a_k of every row t at every lag k.

    The shape is (batch, length, n_lags, n_features). Zeros stand before the rows;
    there is nan where a row has no state any more.
    """
    length, n_features = rows.shape[1:]
    n_before = max(0, *(-k for k in lags))
    states = np.pad(rows, ((0, 0), (n_before, 0), (0, 0)))
    for layer in recurrent_layers:
        states = layer(states)
    (B, b), (V, a) = latent, heads
    columns = np.arange(len(lags) * n_features).reshape(len(lags), n_features)
    result = np.full((*rows.shape[:2], len(lags), n_features), np.nan)
    for number, k in enumerate(lags):
        for t in range(min(length, length - k)):
            compressed = states[:, n_before + t + k] @ B + b
            head = V[:, columns[number]], a[columns[number]]
            result[:, t, number] = compressed @ head[0] + head[1]
    return result


def assert_estimates(found, expected):
    """Assert that estimates are the expected ones where a row has a state."""
    inside = np.isfinite(expected)
    np.testing.assert_allclose(np.asarray(found)[inside], expected[inside], atol=1e-5)
