"""The options of ``predict_events``, checked."""

from __future__ import annotations

from numbers import Integral, Real

from skseq._model.alarms import AlarmPolicy


def alarm_policy(
    *, max_gap: int, min_length: int, release: float, rest: int, escalation: float
) -> AlarmPolicy:
    """Return the policy, or raise an error that names the option that is wrong."""
    n_rows = {"max_gap": (max_gap, 0), "min_length": (min_length, 1), "rest": (rest, 0)}
    for name, (value, minimum) in n_rows.items():
        if not isinstance(value, Integral) or value < minimum:
            raise ValueError(
                f"{name} must be an int of at least {minimum}, got {value!r}: give a "
                "number of rows."
            )
    if not isinstance(release, Real) or not 0 < release <= 1:
        raise ValueError(
            f"release must be above 0 and at most 1, got {release!r}: give a share of "
            "the threshold."
        )
    if not isinstance(escalation, Real) or not escalation >= 1:
        raise ValueError(
            f"escalation must be at least 1, got {escalation!r}: give a multiple of "
            "the lowest score of the event before."
        )
    return AlarmPolicy(max_gap, min_length, release, rest, escalation)
