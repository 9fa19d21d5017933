"""Rows as they arrive: what is carried from row to row, and one step of it."""

from skseq._streaming.model import StreamModel
from skseq._streaming.pipeline import Pipeline, Scored

__all__ = ["Pipeline", "Scored", "StreamModel"]
