"""
How do I use it without writing code?
=====================================

``skseq detect FILE`` trains a detector on the first half of a ``.csv`` or ``.parquet``
file and prints the events of the whole. ``skseq explain FILE`` prints what one of them
is made of. ``python -m skseq`` is the same.
"""

# %%
import subprocess
import sys
import tempfile
from pathlib import Path

import pandas as pd

from skseq.datasets import make_anomalous_series

X, _ = make_anomalous_series(4000, 2, n_anomalies=4, random_state=0)
times = pd.date_range("2026-01-01", periods=len(X), freq="min", name="time")
table = pd.DataFrame(X, index=times, columns=["flow", "heat"]).round(3)
table.iloc[100:120, 0] = None  # Values may be missing
folder = Path(tempfile.mkdtemp())
table.to_csv(folder / "series.csv")
table.head(3)


def run(command):
    """Print what a command prints."""
    program = [sys.executable, "-m", *command.split()]
    done = subprocess.run(program, cwd=folder, capture_output=True, text=True)
    print(done.stdout + done.stderr)


# %%
# Events
# ------
run("skseq detect series.csv --events events.json --plot scores.png")

# %%
# The severity is 50 at the threshold and 100 at most. ``events.json`` holds all fields
# of :meth:`~skseq.detectors.AutoencoderDetector.predict_events`:
pd.read_json(folder / "events.json")

# %%
# One event
# ---------
#
# Without ``--event`` it is the worst one. For each column the share in the error, and
# the value that is farthest from what was expected:
run("skseq explain series.csv --event 1")

# %%
# Options
# -------
#
# The first rows should be mostly normal; ``--train-rows`` says how many there are.
# The first column is taken for times, and not for values, if it holds times. Each
# command trains anew, always in the same way, so the numbers of events agree. To train
# once and score often, write Python: see :doc:`start`.
run("skseq detect --help")

# %%
# Errors end with the status 2 and one sentence:
run("skseq detect series.csv --train-rows 9999")
