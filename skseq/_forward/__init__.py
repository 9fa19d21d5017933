"""Trained networks in NumPy alone: whole segments, or row by row with a state."""

from skseq._forward.network import (
    DECODED,
    RowNetwork,
    SegmentNetwork,
    WindowNetwork,
    make_network,
    network_name,
    runs_as,
)
from skseq._forward.segments import encodings, estimates, should_run

__all__ = [
    "DECODED",
    "RowNetwork",
    "SegmentNetwork",
    "WindowNetwork",
    "encodings",
    "estimates",
    "make_network",
    "network_name",
    "runs_as",
    "should_run",
]
