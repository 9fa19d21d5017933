"""What detectors decide: normal rows, unlabelled anomalies in training, shares."""

import numpy as np
import pytest
from tiny import DETECTORS, tiny

from skseq.datasets import inject_anomaly, make_anomalous_series
from skseq.thresholds import QuantileThreshold
from skseq.utils._checks.common import seasonal_series

PERIOD = 40
X = seasonal_series(600)
# Each of a kind of network, for what takes more than a few steps to learn.
NETWORKS = ["AutoencoderDetector", "LSTMDetector"]


def white_noise(n_rows, rng):
    return rng.normal(size=(n_rows, 1))


def noisy_sine(n_rows, rng):
    wave = np.sin(2 * np.pi * np.arange(n_rows) / PERIOD)
    return wave[:, None] + 0.1 * rng.normal(size=(n_rows, 1))


def correlated_columns(n_rows, rng):
    values = np.zeros((n_rows, 5))
    for row in range(1, n_rows):
        values[row] = 0.9 * values[row - 1] + rng.normal(size=5)
    return values


def normal_series(n_features=1):
    """A series without anomalies, half of it to train on."""
    X = make_anomalous_series(
        4000, n_features, period=PERIOD, waveform="sine", n_anomalies=0, random_state=1
    )[0]
    return X[:2000], X[2000:]


def with_anomalies(X, kind, starts, length=20):
    """Put anomalies of a kind into a series, and return their rows, too."""
    y = np.zeros(len(X), dtype=bool)
    for seed, start in enumerate(starts):
        X = inject_anomaly(
            X, kind, start, length, period=PERIOD, strength=3, random_state=seed
        )
        y[start : start + length] = True
    return X, y


def far_from(y, n_rows=2 * PERIOD):
    return ~np.convolve(y, np.ones(2 * n_rows + 1), "same").astype(bool)


@pytest.mark.parametrize("name", DETECTORS)
def test_auto_is_a_score_of_minus_one(fitted, name):
    detector = fitted(name)
    assert detector.offset_ == -1
    spiked = X.copy()
    spiked[300:310] += 8
    for rows in (X, spiked):
        scores = detector.score_samples(rows)
        np.testing.assert_array_equal(
            detector.predict(rows), np.where(scores < detector.offset_, -1, 1)
        )
        np.testing.assert_array_equal(detector.decision_function(rows), scores + 1)
    assert (detector.predict(spiked)[295:315] == -1).any()


@pytest.mark.parametrize("contamination", [0.01, 0.05, 0.3])
@pytest.mark.parametrize("name", NETWORKS)
def test_contamination_is_a_share_of_the_training_rows(name, contamination):
    detector = tiny(name, window_size=8, max_iter=5, contamination=contamination)
    found = detector.fit_predict(X) == -1
    assert np.mean(found) == pytest.approx(contamination, abs=1 / len(X))
    scores = detector.score_samples(X)
    assert detector.offset_ == QuantileThreshold(contamination).offset(scores)


@pytest.mark.parametrize("process", [white_noise, noisy_sine, correlated_columns])
@pytest.mark.parametrize("name", [*NETWORKS, "GRUDetector"])
def test_new_rows_of_a_normal_process_are_normal(name, process):
    for seed in range(2):
        rows = process(3000, np.random.RandomState(seed))
        detector = tiny(name, window_size=16, max_iter=100).fit(rows[:1000])
        assert np.mean(detector.predict(rows[1000:]) == -1) <= 0.02
        # It is not silent because nothing could be an anomaly.
        rows[2000:2100] += 30
        assert (detector.predict(rows[1000:])[1000:1100] == -1).any()


@pytest.mark.parametrize("share", [0.01, 0.02, 0.05])
@pytest.mark.parametrize("kind", ["level_shift", "variance_change"])
@pytest.mark.parametrize("n_features", [1, 5])
@pytest.mark.parametrize("name", NETWORKS)
def test_anomalies_in_training_hide_no_later_ones(name, n_features, kind, share):
    rows, later = normal_series(n_features)
    starts = np.linspace(200, 1700, int(share * 100), dtype=int)
    rows, _ = with_anomalies(rows, kind, starts)
    later, y = with_anomalies(later, kind, [400, 900, 1500])
    detector = tiny(name, window_size=PERIOD, smoothing=20).fit(rows)
    found = detector.predict(later) == -1
    n_hit = sum(found[start - 5 : start + 25].any() for start in (400, 900, 1500))
    assert n_hit >= 2
    assert np.mean(found[far_from(y)]) <= 0.02


@pytest.mark.parametrize("size", [10, 100])
@pytest.mark.parametrize("name", NETWORKS)
def test_one_huge_event_in_training_hides_none_of_its_size(name, size):
    rows, later = normal_series()
    rows, later = rows.copy(), later.copy()
    rows[500:510] += size
    later[400:410] += size
    later[1200:1210] += size / 2
    detector = tiny(name, window_size=16, max_iter=100, smoothing=20).fit(rows)
    found = detector.predict(later) == -1
    assert found[395:415].any() and found[1195:1215].any()
    far = np.ones(len(later), dtype=bool)
    far[350:460] = far[1150:1260] = False
    assert np.mean(found[far]) <= 0.02


@pytest.mark.parametrize("name", NETWORKS)
def test_a_sensor_that_starts_late_is_watched(name):
    rows, later = normal_series(2)
    rows, later = rows.copy(), later.copy()
    rows[:1400, 1] = np.nan
    detector = tiny(name, window_size=16, max_iter=100, smoothing=20).fit(rows)
    known = tiny(name, window_size=16, max_iter=100, smoothing=20).fit(rows[1400:])
    # Its unit is that of a sensor which is known throughout, or nearly.
    assert detector.error_scale_[1] < 2 * known.error_scale_[1]
    later[1000:1010, 1] += 10
    assert (detector.predict(later)[995:1015] == -1).any()
