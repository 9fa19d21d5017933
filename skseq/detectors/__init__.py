"""Detectors of anomalies in series: one file, one architecture, one line here."""

from skseq._utils.public import publish
from skseq.detectors._autoencoder import AutoencoderDetector as AutoencoderDetector
from skseq.detectors._gru import GRUDetector as GRUDetector
from skseq.detectors._lstm import LSTMDetector as LSTMDetector
from skseq.detectors._lstm_autoencoder import (
    LSTMAutoencoderDetector as LSTMAutoencoderDetector,
)
from skseq.detectors._stacked_lstm import StackedLSTMDetector as StackedLSTMDetector
from skseq.detectors._tcn import TCNDetector as TCNDetector
from skseq.detectors._vae import VAEDetector as VAEDetector

__all__ = [  # pyright: ignore[reportUnsupportedDunderAll]
    name for name in dir() if name.endswith("Detector")
]

publish(globals())
