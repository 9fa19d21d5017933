"""
How do I save a model?
======================

Use joblib or pickle, as for any scikit-learn estimator. A fitted detector holds NumPy
arrays and plain Python values, not a network. The file is small, loads in any process,
and gives the same scores there.
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
# The scores are bit-equal. Processes are best started by the methods ``"spawn"`` or
# ``"forkserver"``, as joblib does. One that is *forked* after a fit or a score cannot
# use JAX: it scores in NumPy, which is slower for long series, but a fit raises an
# error. So the workers of a web server (``gunicorn --preload``) can score.
#
# The file knows the version of skseq that wrote it. Another version reads it with a
# warning.
#
# The sizes in bytes:
sizes = {
    "pickle": len(pickle.dumps(detector)),
    "joblib, compressed": (folder / "detector.joblib").stat().st_size,
    "its weights alone": sum(weight.nbytes for weight in detector.weights_),
    "the training rows (not kept)": X[:1500].nbytes,
}
pd.Series(sizes, name="bytes").to_frame()

# %%
# What to save with it
# --------------------
#
# - The whole pipeline, not only the detector, if there are steps before it.
# - The versions of skseq and scikit-learn: only they can load the pickle reliably.
# - The names of the columns: fit on a frame, and ``feature_names_in_`` has them. A
#   frame with other columns then raises an error.
#
# Loading a pickle runs code: load it only from a source that you trust. Files of skops
# run none, see :doc:`/use_with/files`.
#
# The network itself
# ------------------
#
# ``network_`` makes a Keras model from the weights, for inspection or export. It is a
# copy: changing it does not change the detector.
detector.network_.summary(line_length=70)
