"""Compare anomaly detectors on one time series: fit, score, measure, search, draw.

Without arguments the series is a generated electrocardiogram with labelled anomalies.
``--data FILE`` takes a series of yours:

- a ``.npz`` file with the arrays ``X`` (n_timestamps, n_features) and, if you have
  them, ``y`` (1 = anomaly) and ``train_end`` (rows before it are to train on), or
- a ``.csv`` file with a header and one row per time step; ``--label COLUMN`` says which
  column marks anomalies and ``--train-rows N`` how many rows to train on.
"""

import argparse
import sys
import time
from dataclasses import dataclass

import numpy as np

try:
    from _picture import draw_comparison
except ImportError:
    sys.exit('The picture needs matplotlib: install "skseq[examples]".')
from _series_file import Series, read_series
from sklearn.ensemble import IsolationForest
from sklearn.metrics import average_precision_score
from sklearn.model_selection import GridSearchCV, TimeSeriesSplit
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from skseq.datasets import make_anomalous_series
from skseq.detectors import (
    AutoencoderDetector,
    GRUDetector,
    LSTMDetector,
    StackedLSTMDetector,
)
from skseq.metrics import vus_pr_score
from skseq.model_selection import synthetic_anomaly_scorer
from skseq.preprocessing import SlidingWindow

DETECTORS = (LSTMDetector, GRUDetector, StackedLSTMDetector, AutoencoderDetector)
SEARCHED_WINDOW_SIZES = [16, 64]
# Fewer than by default: enough to tell good candidates from bad ones.
SEARCH_STEPS = 100


@dataclass(frozen=True)
class Result:
    """What came out for one detector; scores of all rows, higher = more abnormal."""

    name: str
    scores: np.ndarray
    measures: dict[str, float]


def make_pipelines(max_iter=None):
    """Return the pipelines to compare: only the last step tells them apart."""
    steps = {} if max_iter is None else {"max_iter": max_iter}
    context = SlidingWindow("auto", copy=False)
    return {
        "IsolationForest": make_pipeline(
            StandardScaler(), IsolationForest(random_state=0)
        ),
        "SlidingWindow + IsolationForest": make_pipeline(
            StandardScaler(), context, IsolationForest(random_state=0)
        ),
        **{
            detector.__name__: make_pipeline(
                StandardScaler(), detector(random_state=0, **steps)
            )
            for detector in DETECTORS
        },
    }


def generate_series():
    """Return a generated electrocardiogram: 40 normal beats, then 40 with anomalies."""
    X, y = make_anomalous_series(4800, period=60, train_size=0.5, random_state=0)
    return Series("Generated electrocardiogram", X, y.astype(bool), 2400)


def measure(series, scores):
    """Measure scores on the rows after the training rows; nan without labels there."""
    labels = None if series.y is None else series.y[series.train_end :]
    if labels is None or labels.all() or not labels.any():
        return {"average precision": np.nan, "VUS-PR": np.nan}
    X, scores = series.X[series.train_end :], scores[series.train_end :]
    return {
        "average precision": average_precision_score(labels, scores),
        "VUS-PR": vus_pr_score(labels, scores, buffer="auto", X=X),
    }


def compare(series, pipelines):
    """Fit and score each pipeline, print its line of the table, return the results."""
    print(f"{'':<32}{'fit s':>8}{'score s':>9}{'avg. precision':>16}{'VUS-PR':>8}")
    results = []
    for name, pipeline in pipelines.items():
        print(f"{name:<32}", end="", flush=True)
        start = time.perf_counter()
        pipeline.fit(series.X[: series.train_end])
        fitted = time.perf_counter()
        scores = -pipeline.score_samples(series.X)
        scored = time.perf_counter()
        result = Result(name, scores, measure(series, scores))
        precision, volume = (_number(value) for value in result.measures.values())
        print(
            f"{fitted - start:>8.1f}{scored - fitted:>9.2f}{precision:>16}{volume:>8}",
            flush=True,
        )
        results.append(result)
    return results


def search(series, max_iter=SEARCH_STEPS):
    """Choose detector and window size together, by a grid search without labels."""
    pipeline = Pipeline([("scaler", StandardScaler()), ("detector", LSTMDetector())])
    grid = {
        "detector": [kind(max_iter=max_iter, random_state=0) for kind in DETECTORS],
        "detector__window_size": SEARCHED_WINDOW_SIZES,
    }
    return GridSearchCV(
        pipeline,
        grid,
        scoring=synthetic_anomaly_scorer(),
        cv=TimeSeriesSplit(n_splits=2),
        verbose=3,
    ).fit(series.X[: series.train_end])


def _number(value):
    return "-" if np.isnan(value) else f"{value:.3f}"


def _parse_arguments(arguments):
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", metavar="FILE", help="a .npz or .csv file")
    parser.add_argument("--label", metavar="COLUMN", help="labels of a .csv file")
    parser.add_argument("--train-rows", metavar="N", type=int, help="rows to train on")
    parser.add_argument(
        "--max-iter", metavar="N", type=int, help="train for fewer steps: faster, worse"
    )
    parser.add_argument(
        "--picture",
        metavar="FILE",
        default="compare_detectors.png",
        help="the picture to write (default: %(default)s)",
    )
    options = parser.parse_args(arguments)
    if options.data is None and (options.label or options.train_rows):
        parser.error("--label and --train-rows describe a file: give --data as well.")
    try:
        if options.data is None:
            return options, generate_series()
        return options, read_series(options.data, options.label, options.train_rows)
    except ValueError as error:
        parser.error(str(error))


def main(arguments=None):
    """Run the comparison."""
    options, series = _parse_arguments(arguments)
    n_rows, n_features = series.X.shape
    print(
        f"{series.name}: {n_rows} rows x {n_features}, the first {series.train_end} to "
        "train on.\nMeasures are of the rows after those; the first fit of a detector "
        "compiles its network.\n"
    )
    results = compare(series, make_pipelines(options.max_iter))
    draw_comparison(options.picture, series, results)
    print(f"\nThe picture is {options.picture}.\n")
    print(
        "Grid search over detector and window size, on the training rows alone. No "
        "labels\nare used: the score is the VUS-PR of anomalies injected into held-out "
        "rows."
    )
    found = search(series, min(SEARCH_STEPS, options.max_iter or SEARCH_STEPS))
    detector = found.best_estimator_["detector"]
    measures = measure(series, -found.best_estimator_.score_samples(series.X))
    print(
        f"\nBest: {type(detector).__name__}(window_size={detector.window_size}), "
        f"VUS-PR of injected anomalies {found.best_score_:.3f}.\nOn the rows after the "
        "training rows: "
        + ", ".join(f"{name} {_number(value)}" for name, value in measures.items())
        + "."
    )


if __name__ == "__main__":
    main()
