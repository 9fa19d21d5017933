"""A small fit in a fresh process, whose programs are kept in a folder."""

import os
import subprocess
import sys

FIT = """
import numpy as np
from skseq.detectors import AutoencoderDetector
X = np.sin(np.arange(100.0))[:, None]
detector = AutoencoderDetector(
    8, hidden_layer_sizes=(4,), latent_size=2, max_iter=2, random_state=0
)
print(detector.fit(X).score_samples(X).tolist())
"""


def start(folder, before=""):
    """Start a process that prints its scores; programs are kept in the folder."""
    return subprocess.Popen(
        [sys.executable, "-c", before + FIT],
        env=os.environ | {"SKSEQ_COMPILE_CACHE": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def scores(process):
    """Return what a process prints, at its end."""
    out, errors = process.communicate(timeout=180)
    assert process.returncode == 0, errors
    return eval(out)
