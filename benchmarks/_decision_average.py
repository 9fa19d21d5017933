"""Averages of detectors, by their names: no detector is fitted twice for them."""

from collections.abc import Mapping

# "AutoencoderDetector & LSTMDetector" is the average of both.
AND = " & "
# Name and seed of a detector.
Run = tuple[str, int]


def is_average(name: str) -> bool:
    """Tell whether a name is that of an average."""
    return AND in name


def members_of(name: str, seed: int) -> list[Run]:
    """Return the detectors of an average; one that is named again has the next seed."""
    names = name.split(AND)
    return [(one, seed + names[:n].count(one)) for n, one in enumerate(names)]


def seconds_of(name: str, seed: int, seconds: Mapping[Run, float]) -> float:
    """Return how long the members of an average took that were fitted before it."""
    if not is_average(name):
        return 0.0
    return sum(seconds.get(run, 0.0) for run in members_of(name, seed))
