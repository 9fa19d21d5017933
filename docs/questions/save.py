"""
How do I save a model?
======================

With joblib or pickle, as any scikit-learn estimator: a fitted detector holds NumPy
arrays and plain Python values, no network. It is small, loads in a process that has
never seen Keras, and scores the same there.
"""

# %%
import pickle
import subprocess
import sys
import tempfile
from pathlib import Path

import joblib
import numpy as np
import pandas as pd

from skseq.datasets import make_anomalous_series
from skseq.detectors import AutoencoderDetector

X, y = make_anomalous_series(3000, random_state=0)
detector = AutoencoderDetector(max_iter=200, random_state=0).fit(X[:1500])

folder = Path(tempfile.mkdtemp())
joblib.dump(detector, folder / "detector.joblib", compress=3)
np.save(folder / "X.npy", X)

# %%
# In another process
# ------------------
program = """
import sys, joblib, numpy
folder = sys.argv[1]
detector = joblib.load(folder + "/detector.joblib")
X = numpy.load(folder + "/X.npy")
numpy.save(folder + "/scores.npy", detector.score_samples(X))
"""
subprocess.run([sys.executable, "-c", program, str(folder)], check=True)
np.array_equal(np.load(folder / "scores.npy"), detector.score_samples(X))

# %%
# The scores are equal to the last bit. What takes the room:
sizes = {
    "pickle": len(pickle.dumps(detector)),
    "joblib, compressed": (folder / "detector.joblib").stat().st_size,
    "its weights alone": sum(weight.nbytes for weight in detector.weights_),
    "the training rows (not kept)": X[:1500].nbytes,
}
pd.Series(sizes, name="bytes").to_frame()

# %%
# What to keep beside it
# ----------------------
#
# - The whole pipeline, not the detector alone, if anything stands before it.
# - The versions of skseq and scikit-learn: pickles are for the versions that wrote
#   them.
# - The names of the columns: fit on a frame, and ``feature_names_in_`` keeps them, and
#   a frame with others is refused.
#
# A pickle runs code when it is loaded: load none from a source that you do not trust.
#
# The network itself
# ------------------
#
# ``network_`` makes a Keras model of the weights, to look at or to export. It is a
# copy: changing it changes nothing in the detector.
detector.network_.summary(line_length=70)
