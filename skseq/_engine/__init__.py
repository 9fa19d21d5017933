"""Trains and runs networks; has never heard of anomalies."""

from skseq._engine.jax_settings import default_settings
from skseq._engine.loop import Trained, Training, train
from skseq._engine.network import Network
from skseq._engine.programs import clear_caches
from skseq._engine.scoring import estimates

__all__ = [
    "Network",
    "Trained",
    "Training",
    "clear_caches",
    "default_settings",
    "estimates",
    "train",
]
