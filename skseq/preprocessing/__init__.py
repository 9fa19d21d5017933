"""Transformers that keep one row per time step."""

from skseq.preprocessing._sliding_window import SlidingWindow

__all__ = ["SlidingWindow"]
