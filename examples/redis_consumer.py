"""
Score the rows of a Redis stream: none is lost, none counts twice
=================================================================

It takes rows in micro-batches from the stream ``rows``, of fields ``machine`` and
``values`` (float64 as bytes), and appends their scores to the stream ``scores`` and
what changes in alarms to ``alarms``. Scores, the states of the machines and the place
that has been reached are written in one transaction (MULTI/EXEC). If the process dies
anywhere, the next one goes on from the last transaction: the rows after it are read
again, and nothing of theirs has been written.

Save a stream once, ``detector.open_stream(X_before).save("stream.npz")``, and start ::

    python examples/redis_consumer.py stream.npz redis://localhost

It needs the client (``pip install redis``) and NumPy, and neither Keras nor JAX nor
scikit-learn. Redis itself has to keep what it was told: set ``appendonly yes``.
"""

import argparse
import json

import numpy as np
import redis

from skseq.streaming import load_stream, pack_states, unpack_states

BEGINNING = b"0"


class AnotherConsumerError(Exception):
    """Another process has scored rows since this one has read the states."""


def restore(server, stream):
    """Give a stream the states of all machines, and return the place reached."""
    with server.pipeline(transaction=True) as reading:
        reading.get("place").hgetall("states")
        place, states = reading.execute()
    for machine, packed in states.items():
        # One at a time: those that have never lacked a value have fewer parts.
        stream.set_states([machine.decode()], unpack_states([packed]))
    return place or BEGINNING


def score(stream, entries):
    """Return the machine and the score of each row; the stream moves on."""
    machines = [fields[b"machine"].decode() for _, fields in entries]
    rows = np.stack([np.frombuffer(fields[b"values"]) for _, fields in entries])
    return machines, stream.push(rows, groups=machines)


def commit(server, stream, place, entries, machines, scores):
    """Write scores, alarms, states and the place, all of them or nothing."""
    seen = list(dict.fromkeys(machines))
    with server.pipeline(transaction=True) as writing:
        writing.watch("place")  # EXEC fails if another process writes it
        if (writing.get("place") or BEGINNING) != place:
            raise AnotherConsumerError(f"the place is no longer {place.decode()}.")
        writing.multi()
        for (row, _), machine, value in zip(entries, machines, scores, strict=True):
            found = {"row": row, "machine": machine, "score": repr(float(value))}
            writing.xadd("scores", found)
        for change in stream.alarm_changes:
            writing.xadd("alarms", {"alarm": json.dumps(change, default=str)})
        states = zip(seen, pack_states(stream.states(seen)), strict=True)
        writing.hset("states", mapping=dict(states))
        writing.set("place", entries[-1][0])
        try:
            writing.execute()
        except redis.WatchError as error:
            raise AnotherConsumerError("it has written just now.") from error
    return entries[-1][0]


def consume(server, stream, batch, *, until_empty):
    """Score rows as they arrive, as many at a time as there are, up to a batch."""
    place = restore(server, stream)
    while True:
        found = server.xread({"rows": place}, count=batch, block=1000)
        if found:
            entries = found[0][1]
            machines, scores = score(stream, entries)
            place = commit(server, stream, place, entries, machines, scores)
        elif until_empty:
            return


def main():
    """Read the arguments, and consume."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("stream", help="file that Stream.save has written")
    parser.add_argument("url", help="of the server, such as redis://localhost")
    parser.add_argument("--batch", type=int, default=1000, help="most rows at once")
    parser.add_argument("--until-empty", action="store_true", help="then stop")
    arguments = parser.parse_args()
    with redis.from_url(arguments.url) as server:
        stream = load_stream(arguments.stream)
        consume(server, stream, arguments.batch, until_empty=arguments.until_empty)


if __name__ == "__main__":
    main()
