"""Compare anomaly detectors on one time series: fit, score, evaluate, search, draw.

Without arguments the series is a generated electrocardiogram with labelled anomalies.
``--data FILE`` reads your own series:

- a ``.npz`` file with the arrays ``X`` (n_timestamps, n_features) and, if you have
  them, ``y`` (1 = anomaly) and ``train_end`` (the number of training rows), or
- a ``.csv`` file with a header and one row per time step. ``--label COLUMN`` names the
  column of labels, ``--drop COLUMN`` a column to leave out, and ``--train-rows N`` sets
  the number of training rows (by default half of them). Empty values are missing.
"""

import argparse
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

try:
    from _picture import draw_comparison
except ImportError:
    sys.exit('The picture needs matplotlib: install "skseq[examples]".')
from _series_file import LabelledSeries, read_series
from sklearn.ensemble import IsolationForest
from sklearn.metrics import f1_score
from sklearn.model_selection import GridSearchCV, TimeSeriesSplit
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from skseq.datasets import make_anomalous_series
from skseq.detectors import (
    AutoencoderDetector,
    GRUDetector,
    LSTMAutoencoderDetector,
    LSTMDetector,
    StackedLSTMDetector,
)
from skseq.metrics import vus_pr_score
from skseq.model_selection import synthetic_anomaly_scorer
from skseq.preprocessing import SlidingWindow

DETECTORS = (
    LSTMDetector,
    GRUDetector,
    StackedLSTMDetector,
    AutoencoderDetector,
    LSTMAutoencoderDetector,
)
SEARCHED_WINDOW_SIZES = [16, 64]
# Fewer than the default: enough to tell good candidates from bad ones.
SEARCH_STEPS = 100


@dataclass(frozen=True)
class Result:
    """Scores of all rows (higher = more abnormal), what is alarmed, and metrics."""

    name: str
    scores: np.ndarray
    threshold: float  # Rows with a higher score are alarmed: predict is -1
    metrics: dict[str, float]


def make_pipelines(max_iter=None):
    """Return the pipelines to compare, which differ in their last steps."""
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
    return LabelledSeries("Generated electrocardiogram", X, y.astype(bool), 2400)


def evaluate(series, scores, threshold):
    """Return metrics of the rows after the training rows; nan without labels there."""
    labels = None if series.y is None else series.y[series.train_end :]
    if labels is None or labels.all() or not labels.any():
        return {"F1 of predict": np.nan, "VUS-PR": np.nan}
    X = filled(series.X)[series.train_end :]  # its period needs all values
    scores = scores[series.train_end :]
    return {
        "F1 of predict": f1_score(labels, scores > threshold, zero_division=0.0),
        "VUS-PR": vus_pr_score(labels, scores, buffer="auto", X=X),
    }


def compare(series, pipelines):
    """Fit and score each pipeline, print its line of the table, return the results."""
    heads = f"{'window':>6}{'fit s':>8}{'score s':>9}{'F1':>11}{'VUS-PR':>8}"
    print(f"{'':<33}{heads}")
    results = []
    for name, pipeline in pipelines.items():
        print(f"{name:<33}", end="", flush=True)
        start = time.perf_counter()
        pipeline.fit(series.X[: series.train_end])
        fitted = time.perf_counter()
        scores = -pipeline.score_samples(series.X)
        scored = time.perf_counter()
        threshold = -pipeline[-1].offset_
        metrics = evaluate(series, scores, threshold)
        result = Result(name, scores, threshold, metrics)
        f1, volume = (_number(value) for value in result.metrics.values())
        print(
            f"{_window_size(pipeline):>6}{fitted - start:>8.1f}{scored - fitted:>9.2f}"
            f"{f1:>11}{volume:>8}",
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
    ).fit(filled(series.X[: series.train_end]))  # anomalies are injected into values


def filled(X):
    """Return rows without missing values: a window of a single row fills them."""
    return SlidingWindow(1).fit_transform(X)


def _window_size(pipeline):
    """Return how many rows a fitted pipeline uses to score one."""
    return max(getattr(step, "window_size_", 1) for step in pipeline)


def _number(value):
    return "-" if np.isnan(value) else f"{value:.3f}"


def _parse_arguments(arguments):
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", metavar="FILE", help="a .npz or .csv file")
    parser.add_argument("--label", metavar="COLUMN", help="labels of a .csv file")
    parser.add_argument(
        "--drop",
        metavar="COLUMN",
        action="append",
        default=[],
        help="leave out this column of a .csv file (may be given more than once)",
    )
    parser.add_argument(
        "--train-rows", metavar="N", type=_positive, help="rows to train on"
    )
    parser.add_argument(
        "--max-iter",
        metavar="N",
        type=_positive,
        help="training steps: fewer are faster and worse",
    )
    parser.add_argument(
        "--picture",
        metavar="FILE",
        default="compare_detectors.png",
        help="the picture to write (default: %(default)s)",
    )
    options = parser.parse_args(arguments)
    picture = Path(options.picture)
    if picture.suffix != ".png" or not picture.absolute().parent.is_dir():
        parser.error(f"--picture {picture} must be a .png in a folder that exists.")
    if options.data is None:
        if options.label or options.train_rows or options.drop:
            parser.error("--label, --drop, --train-rows describe a file: give --data.")
        return options, generate_series()
    try:
        return options, read_series(
            options.data, options.label, options.train_rows, options.drop
        )
    except ValueError as error:
        parser.error(str(error))


def _positive(text):
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"must be at least 1, got {number}")
    return number


def main(arguments=None):
    """Run the comparison."""
    options, series = _parse_arguments(arguments)
    n_rows, n_features = series.X.shape
    print(
        f"{series.name}: {n_rows} rows x {n_features}, the first {series.train_end} to "
        "train on."
    )
    if series.columns:
        print(f"Columns: {', '.join(series.columns)}.")
    print(
        "F1 of predict and VUS-PR are computed on the rows after them. The time to\n"
        "fit includes compilation of the network, once in a process.\n"
    )
    results = compare(series, make_pipelines(options.max_iter))
    draw_comparison(options.picture, series, results)
    print(f"\nThe picture is {options.picture}.\n")
    print(
        "Grid search over detector and window size, on the training rows only and\n"
        "without labels: the score is the VUS-PR of injected anomalies."
    )
    _report(series, search(series, min(SEARCH_STEPS, options.max_iter or SEARCH_STEPS)))


def _report(series, found):
    detector = found.best_estimator_["detector"]
    print(
        f"\nBest: {type(detector).__name__}(window_size={detector.window_size}), "
        f"VUS-PR of injected anomalies {found.best_score_:.3f}."
    )
    scores = -found.best_estimator_.score_samples(series.X)
    metrics = evaluate(series, scores, -detector.offset_)
    if not np.isnan(metrics["VUS-PR"]):
        values = (f"{name} {value:.3f}" for name, value in metrics.items())
        print(f"On the rows after the training rows: {', '.join(values)}.")


if __name__ == "__main__":
    main()
