"""Rows without time: latent numbers beside PCA, and AP on tables beside others.

Both parts have ``window_size=1`` and default parameters. The first one encodes
scikit-learn's digits in 2, 8 and 16 numbers and decodes every fourth of them, which was
not trained on: mean squared error of a standardized pixel, mean over the seeds. In the
second one detectors are trained on two thirds of the normal rows, and find the others
among all anomalous ones: average precision, mean over the seeds. Held out as anomalous
are each digit in turn, the malignant tumours and each cultivar of wine in turn.
"""

import argparse
from statistics import mean

import numpy as np
from _baselines import PCAReconstruction
from _machine import write_results
from sklearn.datasets import load_breast_cancer, load_digits, load_wine
from sklearn.decomposition import PCA
from sklearn.ensemble import IsolationForest
from sklearn.metrics import average_precision_score
from sklearn.neighbors import LocalOutlierFactor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from skseq.detectors import AutoencoderDetector
from skseq.preprocessing import SequenceEncoder

SIZES = 2, 8, 16
DETECTORS = {
    "AutoencoderDetector": lambda seed: AutoencoderDetector(
        window_size=1, random_state=seed
    ),
    "IsolationForest": lambda seed: IsolationForest(random_state=seed),
    "LocalOutlierFactor": lambda seed: LocalOutlierFactor(novelty=True),
    "PCA reconstruction": lambda seed: PCAReconstruction(random_state=seed),
}


def encoders(size, seed):
    """Return what encodes rows in so many numbers, by name."""
    detector = AutoencoderDetector(window_size=1, latent_size=size, random_state=seed)
    return {
        "PCA": PCA(size, random_state=seed),
        "SequenceEncoder": SequenceEncoder(detector),
    }


def reconstruction(seeds):
    """Return the error of new rows by name and number of latent numbers."""
    X = StandardScaler().fit_transform(load_digits().data)
    is_new = np.arange(len(X)) % 4 == 3
    train, test = X[~is_new], X[is_new]
    found = {}
    for size in SIZES:
        for seed in seeds:
            for name, encoder in encoders(size, seed).items():
                latent = encoder.fit(train).transform(test)
                error = np.square(test - encoder.inverse_transform(latent)).mean()
                by_size = found.setdefault(name, {}).setdefault(str(size), [])
                by_size.append(float(error))
                print(f"{size:>3} {seed} {name:<16} {error:.3f}", flush=True)
    return {name: {n: mean(x) for n, x in by.items()} for name, by in found.items()}


def tables(digits):
    """Yield name, rows, and which of them are anomalous."""
    X, digit = load_digits(return_X_y=True)
    for held_out in digits:
        yield "digits", X, digit == held_out
    X, is_benign = load_breast_cancer(return_X_y=True)
    yield "breast cancer", X, is_benign == 0
    X, cultivar = load_wine(return_X_y=True)
    for held_out in range(3):
        yield "wine", X, cultivar == held_out


def detection(seeds, digits):
    """Return the average precision by name of detector and table."""
    found = {}
    for table, X, is_anomalous in tables(digits):
        normal = X[~is_anomalous]
        is_new = np.arange(len(normal)) % 3 == 2
        test = np.concatenate([normal[is_new], X[is_anomalous]])
        y = np.arange(len(test)) >= is_new.sum()
        for name, make in DETECTORS.items():
            for seed in seeds:
                detector = make_pipeline(StandardScaler(), make(seed))
                scores = detector.fit(normal[~is_new]).score_samples(test)
                score = average_precision_score(y, -scores)
                by_table = found.setdefault(name, {}).setdefault(table, [])
                by_table.append(float(score))
                print(f"{table:<14} {name:<20} {score:.3f}", flush=True)
    return {name: {t: mean(x) for t, x in by.items()} for name, by in found.items()}


def main():
    """Print both tables, and write them to results/tables.json."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--digits", type=int, nargs="+", default=list(range(10)))
    parser.add_argument("--only", choices=["reconstruction", "detection"])
    options = parser.parse_args()
    results = {}
    if options.only != "detection":
        results["reconstruction"] = reconstruction(options.seeds)
    if options.only != "reconstruction":
        results["detection"] = detection(options.seeds, options.digits)
    for table in results.values():
        for name, row in table.items():
            print("| " + " | ".join([name, *(f"{x:.3f}" for x in row.values())]) + " |")
    if options.only is None:
        write_results("tables", results)


if __name__ == "__main__":
    main()
