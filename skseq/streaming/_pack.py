"""States as bytes, one for each series, for stores that know keys and values."""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Sequence
from typing import Any

import numpy as np

# Before the values stands a text that says what they are, and before it its length.
LENGTH = struct.Struct("<I")
# Kinds of numbers and times; others may be objects, or run code.
KINDS = "biufmM"


def pack_states(states: dict[str, np.ndarray]) -> list[bytes]:
    """Return the states of series as bytes, for a database or a broker.

    Parameters
    ----------
    states : dict of str to ndarray
        What :meth:`Stream.states` has returned.

    Returns
    -------
    packed : list of bytes
        Those of each series, in the same order.

    See Also
    --------
    unpack_states : Read them again.

    Examples
    --------
    >>> import numpy as np
    >>> from skseq.streaming import pack_states, unpack_states
    >>> packed = pack_states({"place": np.array([3, 4])})
    >>> unpack_states(packed[1:])
    {'place': array([4])}
    """
    layout = [[name, x.dtype.str, x.shape[1:]] for name, x in states.items()]
    text = json.dumps(layout).encode()
    head = LENGTH.pack(len(text)) + text
    n_series = len(next(iter(states.values()), ()))
    arrays = [np.ascontiguousarray(array) for array in states.values()]
    return [
        head + b"".join(array[number].tobytes() for array in arrays)
        for number in range(n_series)
    ]


def unpack_states(packed: Sequence[bytes]) -> dict[str, np.ndarray]:
    """Return the states that :func:`pack_states` has made bytes of.

    Parameters
    ----------
    packed : sequence of bytes
        Those of some series, at least one, which were packed alike: states have more
        parts once a value has been missing, or rows have times. Series that may differ
        are unpacked one at a time.

    Returns
    -------
    states : dict of str to ndarray
        Arrays for :meth:`Stream.set_states`, whose first axis are these series.

    Raises
    ------
    ValueError
        If the bytes are no states, or not packed alike.

    See Also
    --------
    pack_states : Make bytes of states.

    Examples
    --------
    >>> import numpy as np
    >>> from skseq.streaming import pack_states, unpack_states
    >>> states = {"place": np.array([3, 4]), "last": np.array([[0.5], [2.5]])}
    >>> unpack_states(pack_states(states))
    {'place': array([3, 4]), 'last': array([[0.5],
           [2.5]])}
    """
    if not len(packed):
        raise ValueError("packed is empty: give the states of at least one series.")
    try:
        (length,) = LENGTH.unpack_from(packed[0])
        begin = LENGTH.size + length
        layout = json.loads(packed[0][LENGTH.size : begin])
        parts = [(name, _dtype(kind), tuple(shape)) for name, kind, shape in layout]
    except (ValueError, TypeError, struct.error) as error:
        raise ValueError(
            "packed[0] holds no states: give bytes that pack_states has made."
        ) from error
    for number, one in enumerate(packed):
        if len(one) != len(packed[0]) or one[:begin] != packed[0][:begin]:
            raise ValueError(
                f"packed[{number}] holds other parts of states than packed[0]: unpack "
                "and set the states of these series one at a time."
            )
    values, states = b"".join(one[begin:] for one in packed), {}
    n_bytes, place = len(values) // len(packed), 0
    table = np.frombuffer(values, dtype=np.uint8).reshape(len(packed), n_bytes)
    for name, dtype, shape in parts:
        stop = place + dtype.itemsize * math.prod(shape)
        if stop > n_bytes:
            break
        some = np.ascontiguousarray(table[:, place:stop])
        states[name] = some.view(dtype).reshape(len(packed), *shape)
        place = stop
    if place != n_bytes or len(states) != len(parts):
        raise ValueError(
            f"packed[0] holds {n_bytes} bytes of values, but its states have another "
            "size: it is damaged, read another copy."
        )
    return states


def _dtype(kind: Any) -> np.dtype:
    """Return the type of numbers or times of this name."""
    dtype = np.dtype(kind)
    if dtype.kind not in KINDS:
        raise ValueError(f"states are no {dtype}")
    return dtype
