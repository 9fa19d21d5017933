"""On a real series every detector finds what rows alone do not show."""

import numpy as np
import pytest
from sklearn.ensemble import IsolationForest
from sklearn.metrics import average_precision_score
from tiny import DETECTORS, OTHERS_SLOW

UCR = "UCR_128_GP711MarkerLFM5z2_5000_7175_7388"


def average_precision(detector, X, y, train_end):
    detector.fit(X[:train_end])
    return average_precision_score(
        y[train_end:], -detector.score_samples(X[train_end:])
    )


# Each trains three networks at full size.
@pytest.mark.parametrize("name", OTHERS_SLOW)
def test_five_times_the_average_precision_of_isolation_forest(real_series, name):
    series = real_series(UCR)
    forest = average_precision(IsolationForest(random_state=0), *series)
    # The middle of three, since what a network learns depends on its first weights.
    ours = [
        average_precision(DETECTORS[name](random_state=seed), *series)
        for seed in range(3)
    ]
    assert np.median(ours) > 5 * forest


@pytest.mark.parametrize(
    "file", ["NAB_nyc_taxi", "SMD_machine-2-7", "SKAB_valve1_0", UCR]
)
def test_series_of_every_collection_are_scored(real_series, file):
    X, y, train_end = real_series(file)
    X = X.reshape(len(X), -1)
    # The window is given since some have a day of 1 440 rows, of which "auto" warns.
    detector = DETECTORS["AutoencoderDetector"](
        window_size=32, max_iter=50, random_state=0
    )
    scores = detector.fit(X[:train_end]).score_samples(X)
    assert scores.shape == y.shape
    assert np.isfinite(scores).all()
    # The largest error in training is the unit.
    assert (scores[:train_end] >= -1).all()
