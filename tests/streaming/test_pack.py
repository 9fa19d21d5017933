"""States are bytes of each series, and go on with the same bits."""

import numpy as np
import pandas as pd
import pytest
from causal_detectors import causal, with_gaps
from numpy.testing import assert_array_equal

from skseq.streaming import pack_states, unpack_states
from skseq.utils._checks.common import seasonal_series


def test_packed_states_go_on_with_the_same_bits():
    detector = causal("GRUDetector")
    X = with_gaps(seasonal_series(160, seed=1))
    times = pd.date_range("2026-01-01", periods=160, freq="min")
    frame, groups = pd.DataFrame(X, index=times), np.tile(["a", "b"], 80)
    stream = detector.open_stream(frame[:120], groups=groups[:120])
    packed = pack_states(stream.states())
    assert [type(one) for one in packed] == [bytes, bytes]
    other = detector.open_stream()
    other.set_states(["a", "b"], unpack_states(packed))
    expected = stream.push(frame[120:], groups=groups[120:])
    assert_array_equal(other.push(frame[120:], groups=groups[120:]), expected)


def test_states_with_fewer_parts_are_set_one_at_a_time():
    detector = causal("GRUDetector")
    X = seasonal_series(60, seed=1)
    stream = detector.open_stream(X, groups=["a"] * 60)
    packed = pack_states(stream.states())
    X[:2] = np.nan
    stream.push(X, groups=["b"] * 60)
    packed += pack_states(stream.states(["b"]))
    with pytest.raises(ValueError, match=r"packed\[1\] holds other parts"):
        unpack_states(packed)
    other = detector.open_stream()
    for key, one in zip("ab", packed, strict=True):
        other.set_states([key], unpack_states([one]))
    groups = ["a", "b"]
    assert_array_equal(
        other.push(X[5:7], groups=groups), stream.push(X[5:7], groups=groups)
    )


def test_what_is_wrong_is_said():
    (packed,) = pack_states(causal("GRUDetector").open_stream([[0.0] * 2]).states())
    with pytest.raises(ValueError, match="packed is empty"):
        unpack_states([])
    with pytest.raises(ValueError, match="holds no states"):
        unpack_states([b"no states"])
    with pytest.raises(ValueError, match="is damaged"):
        unpack_states([packed[:-1]])
    with pytest.raises(ValueError, match="is damaged"):
        unpack_states([packed + b"more"])
    with pytest.raises(ValueError, match="holds no states"):
        unpack_states([packed.replace(b'"<f4"', b'"|O8"')])
