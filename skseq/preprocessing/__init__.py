"""Transformers that return one row for each row."""

from skseq.preprocessing._sliding_window import SlidingWindow

__all__ = ["SlidingWindow"]
