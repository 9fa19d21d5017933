"""Detectors of anomalies in series: one file, one architecture."""

from skseq.detectors._autoencoder import AutoencoderDetector
from skseq.detectors._gru import GRUDetector
from skseq.detectors._lstm import LSTMDetector
from skseq.detectors._lstm_autoencoder import LSTMAutoencoderDetector
from skseq.detectors._stacked_lstm import StackedLSTMDetector

__all__ = [
    "AutoencoderDetector",
    "GRUDetector",
    "LSTMAutoencoderDetector",
    "LSTMDetector",
    "StackedLSTMDetector",
]
