"""Transformers that return one row for each row."""

from skseq._utils.public import publish
from skseq.preprocessing._deseasonalizer import Deseasonalizer
from skseq.preprocessing._sequence_encoder import SequenceEncoder
from skseq.preprocessing._sliding_window import SlidingWindow

__all__ = ["Deseasonalizer", "SequenceEncoder", "SlidingWindow"]

publish(globals())
