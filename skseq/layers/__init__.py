"""Keras layers of the networks: import it before Keras loads a saved ``network_``.

It loads Keras and JAX, as no other public module does.
"""

from skseq._layers.gru import GRU
from skseq._layers.latent import Latent
from skseq._layers.lstm import LSTM

__all__ = ["GRU", "LSTM", "Latent"]
