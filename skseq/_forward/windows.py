"""Networks that see a window at once: dense layers, or an LSTM there and back."""

from __future__ import annotations

import numpy as np

from skseq._forward.activations import ACTIVATIONS
from skseq._forward.lstm import LSTMLayer


class DenseAutoencoder:
    """Dense layers from the values of a window to estimates of them.

    ``hidden`` are the layers with an activation; the others are linear: the first of
    them gives out the latent numbers.
    """

    def __init__(
        self, weights: list[np.ndarray], hidden: list[bool], activation: str, n: int
    ) -> None:
        self.n_features = n
        self.layers = [
            (weights[2 * i], weights[2 * i + 1], is_hidden)
            for i, is_hidden in enumerate(hidden)
        ]
        self.n_encoding = hidden.index(False) + 1
        self.n_latent = len(self.layers[self.n_encoding - 1][1])
        self.activation = activation
        # With two axes, as rows have: else NumPy takes longer for a single one.
        self._rows = [(w, bias[None], hidden) for w, bias, hidden in self.layers]
        kernel, bias, _ = self._rows[-1]
        self._last_row = np.ascontiguousarray(kernel[:, -n:]), bias[:, -n:]

    def __call__(self, windows: np.ndarray) -> np.ndarray:
        """Return estimates of all rows, (batch, length, 1, n_features)."""
        kernel, bias, _ = self.layers[-1]
        values = self._before_the_last(windows) @ kernel + bias
        return values.reshape(len(windows), -1, 1, self.n_features)

    def last_row(self, windows: np.ndarray) -> np.ndarray:
        """Return estimates of the last row of each window, (batch, n_features)."""
        return self._last(self._before_the_last(windows))

    def encode(self, windows: np.ndarray) -> np.ndarray:
        """Return the latent numbers of each window, (batch, 1, n_latent)."""
        values = windows.reshape(len(windows), -1)
        return self._run(values, self._rows[: self.n_encoding])[:, None]

    def decode(self, latent: np.ndarray) -> np.ndarray:
        """Return estimates of the last row of windows, (batch, n_features)."""
        return self._last(self._run(latent, self._rows[self.n_encoding : -1]))

    def _before_the_last(self, windows: np.ndarray) -> np.ndarray:
        """Return what the last layer reads."""
        return self._run(windows.reshape(len(windows), -1), self._rows[:-1])

    def _last(self, values: np.ndarray) -> np.ndarray:
        """Return what the last layer makes of the last row."""
        kernel, bias = self._last_row
        return values @ kernel + bias

    def _run(
        self, values: np.ndarray, layers: list[tuple[np.ndarray, np.ndarray, bool]]
    ) -> np.ndarray:
        """Return what some layers give out."""
        activation = ACTIVATIONS[self.activation]
        for kernel, bias, is_hidden in layers:
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
        self.n_features, self.n_latent = len(self.bias), self.encoder.units

    def __call__(self, windows: np.ndarray) -> np.ndarray:
        """Return estimates of all rows, (batch, length, 1, n_features)."""
        return self._told(self._read(windows), windows.shape[1])[:, ::-1]

    def last_row(self, windows: np.ndarray) -> np.ndarray:
        """Return estimates of the last row of each window, (batch, n_features)."""
        return self.decode(self._read(windows))

    def encode(self, windows: np.ndarray) -> np.ndarray:
        """Return the latent numbers of each window, (batch, 1, n_latent)."""
        return self._read(windows)[:, None]

    def decode(self, latent: np.ndarray) -> np.ndarray:
        """Return estimates of the last row of windows, (batch, n_features)."""
        return self._told(latent, 1)[:, 0, 0]

    def _read(self, windows: np.ndarray) -> np.ndarray:
        """Return the state of the encoder after each window."""
        state, every = self.encoder.init(len(windows)), slice(None)
        for place in range(windows.shape[1]):
            self.encoder.step(state, every, place, windows[:, place])
        return state["h"]

    def _told(self, latent: np.ndarray, n_rows: int) -> np.ndarray:
        """Return estimates of the last rows, the last one first."""
        batch, every = len(latent), slice(None)
        state = self.decoder.init(batch)
        states = [
            self.decoder.step(state, every, place, latent) for place in range(n_rows)
        ]
        flat = np.stack(states, axis=1).reshape(batch * n_rows, -1)
        found = flat @ self.kernel + self.bias
        return found.reshape(batch, n_rows, 1, self.n_features)
