"""Rows that are scored as they arrive: states of series, in NumPy alone.

Importing it loads neither scikit-learn nor Keras nor JAX.
"""

from skseq._utils.public import publish
from skseq.streaming._alarms import AlarmPolicy
from skseq.streaming._load import load_stream
from skseq.streaming._pack import pack_states, unpack_states
from skseq.streaming._rolling_pot import RollingPOTThreshold
from skseq.streaming._rolling_rank import RollingRankThreshold
from skseq.streaming._stream import Stream

__all__ = [
    "AlarmPolicy",
    "RollingPOTThreshold",
    "RollingRankThreshold",
    "Stream",
    "load_stream",
    "pack_states",
    "unpack_states",
]

publish(globals())
