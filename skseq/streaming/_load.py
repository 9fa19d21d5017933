"""Streams from files, in processes that need nothing but NumPy."""

from __future__ import annotations

import os

import numpy as np

from skseq.streaming._alarms import AlarmPolicy
from skseq.streaming._file import read_arrays, unpack, unpack_keys
from skseq.streaming._stream import Stream

# States of which a value may be missing.
MAY_LACK = "time", "fill/last", "counters/last", "kept/rows", "alarms/times"


def load_stream(path: str | os.PathLike[str]) -> Stream:
    """Read a stream from a file that :meth:`Stream.save` has written.

    It loads neither scikit-learn nor Keras nor JAX, and runs no code of the file.

    Parameters
    ----------
    path : path-like
        The file.

    Returns
    -------
    stream : Stream
        It goes on where the other one was saved, with the same bits.

    Raises
    ------
    ValueError
        If the file holds no stream, is damaged, or has another format.

    See Also
    --------
    Stream : Its method ``save`` writes the file.

    Examples
    --------
    >>> import numpy as np
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from skseq.detectors import GRUDetector
    >>> from skseq.streaming import load_stream
    >>> X = np.sin(np.arange(300.0) / 5)[:, None]
    >>> detector = GRUDetector(window_size=16, causal=True, max_iter=25, random_state=0)
    >>> stream = detector.fit(X).open_stream(X)
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "stream.npz"
    ...     stream.save(path)
    ...     other = load_stream(path)
    >>> other.push([[9.0]]) == stream.push([[9.0]])
    array([ True])
    """
    arrays = read_arrays(path)
    states = {
        name.removeprefix("states/"): array
        for name, array in arrays.items()
        if name.startswith("states/")
    }
    try:
        model, table, options = unpack(arrays)
        stream = Stream(
            model,
            table,
            late=options["late"],
            max_keys=options["max_keys"],
            keep_rows=options["keep_rows"],
            alarms=AlarmPolicy._of(options["alarms"]),
        )
        stream.set_states(unpack_keys(options["keys"]), states)
        stream._series.n_late = options["n_late"]
        _refuse_infinite(states)
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise ValueError(
            f"{os.fspath(path)} is damaged ({error}): read another copy, or open the "
            "stream anew, from the detector."
        ) from error
    return stream


def _refuse_infinite(states: dict[str, np.ndarray]) -> None:
    """Raise where what is carried is no number; only rows may lack values."""
    for name, array in states.items():
        may_lack = name in MAY_LACK or name.startswith("alarms/threshold/")
        if not may_lack and not np.isfinite(array).all():
            raise ValueError(f"the state {name!r} is not finite")
