"""How much is drawn: little with the suite, any multiple of it where asked for."""

import os

from hypothesis import HealthCheck, Phase, settings

# SKSEQ_FUZZ=100 draws 100 times as many examples, and others at each run.
EFFORT = int(os.environ.get("SKSEQ_FUZZ", "1"))


def examples(n_examples):
    """Return settings with so many examples, times the effort asked for."""
    return settings(
        max_examples=n_examples * EFFORT,
        derandomize=EFFORT == 1,
        database=None,
        deadline=None,
        # To find the smallest example of a failure may take minutes.
        phases=[Phase.generate, *([Phase.shrink] if EFFORT > 1 else [])],
        suppress_health_check=list(HealthCheck),
    )
