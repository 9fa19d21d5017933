"""Networks that see a window at once: dense layers, or an LSTM there and back."""

from __future__ import annotations

import numpy as np

from skseq._forward.activations import ACTIVATIONS
from skseq._forward.lstm import LSTMLayer


class DenseAutoencoder:
    """Dense layers from the values of a window to estimates of them.

    ``hidden`` are the layers with an activation; the others are linear.
    """

    def __init__(
        self, weights: list[np.ndarray], hidden: list[bool], activation: str, n: int
    ) -> None:
        self.n_features = n
        self.layers = [
            (weights[2 * i], weights[2 * i + 1], is_hidden)
            for i, is_hidden in enumerate(hidden)
        ]
        self.activation = activation

    def __call__(self, windows: np.ndarray) -> np.ndarray:
        """Return estimates of all rows, (batch, length, 1, n_features)."""
        kernel, bias, _ = self.layers[-1]
        values = self._encoded(windows) @ kernel + bias
        return values.reshape(len(windows), -1, 1, self.n_features)

    def last_row(self, windows: np.ndarray) -> np.ndarray:
        """Return estimates of the last row of each window, (batch, n_features)."""
        kernel, bias, _ = self.layers[-1]
        last = slice(-self.n_features, None)
        return self._encoded(windows) @ kernel[:, last] + bias[last]

    def _encoded(self, windows: np.ndarray) -> np.ndarray:
        """Return what the last layer reads."""
        values = windows.reshape(len(windows), -1)
        activation = ACTIVATIONS[self.activation]
        for kernel, bias, is_hidden in self.layers[:-1]:
            values = values @ kernel
            values += bias
            if is_hidden:
                values = activation(values)
        return values


class LSTMAutoencoder:
    """An LSTM that reads a window, and one that tells it from the last row back."""

    def __init__(self, weights: list[np.ndarray]) -> None:
        self.encoder, self.decoder = LSTMLayer(*weights[:3]), LSTMLayer(*weights[3:6])
        self.kernel, self.bias = weights[6:]
        self.n_features = len(self.bias)

    def __call__(self, windows: np.ndarray) -> np.ndarray:
        """Return estimates of all rows, (batch, length, 1, n_features)."""
        return self._decoded(windows, windows.shape[1])[:, ::-1]

    def last_row(self, windows: np.ndarray) -> np.ndarray:
        """Return estimates of the last row of each window, (batch, n_features)."""
        return self._decoded(windows, 1)[:, 0, 0]

    def _decoded(self, windows: np.ndarray, n_rows: int) -> np.ndarray:
        """Return estimates of the last rows, the last one first."""
        batch, length, n_features = windows.shape
        every = slice(None)
        state = self.encoder.init(batch)
        for place in range(length):
            self.encoder.step(state, every, place, windows[:, place])
        latent, state = state["h"], self.decoder.init(batch)
        states = [
            self.decoder.step(state, every, place, latent) for place in range(n_rows)
        ]
        flat = np.stack(states, axis=1).reshape(batch * n_rows, -1)
        found = flat @ self.kernel + self.bias
        return found.reshape(batch, n_rows, 1, n_features)
