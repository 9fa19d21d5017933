"""Fit and score one detector of PyOD, as it comes, on one series.

Reads a file with X and n_train, writes the scores of all rows, and prints the seconds
of importing, fitting and scoring as JSON.
"""

import json
import sys
import time

import numpy as np


def make(name):
    """Return a detector with its defaults."""
    if name == "LSTMAD":
        from pyod.models.ts_lstm import LSTMAD

        return LSTMAD()
    from pyod.models.auto_encoder import AutoEncoder
    from pyod.models.ts_od import TimeSeriesOD

    return TimeSeriesOD(AutoEncoder(verbose=0))


def main():
    name, source, target = sys.argv[1:]
    with np.load(source) as data:
        X, n_train = data["X"].astype(np.float64), int(data["n_train"])
    times = [time.perf_counter()]
    detector = make(name)
    times.append(time.perf_counter())
    detector.fit(X[:n_train])
    times.append(time.perf_counter())
    scores = detector.decision_function(X)
    times.append(time.perf_counter())
    np.save(target, scores)
    record = dict(zip(("import", "fit", "score"), np.diff(times), strict=True))
    print(json.dumps(record | {"fit_cpu": time.process_time()}))


if __name__ == "__main__":
    main()
