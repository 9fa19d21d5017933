"""What is calmer than in training counts like an error; nothing in training is."""

import numpy as np
import pytest

from skseq._model.calm import CALM_FLOOR, Least, unusual_errors
from skseq.detectors import AutoencoderDetector, LSTMDetector

ACTIVE, UNIT = np.array([0, 2]), np.array([2.0, 3.0, 4.0])
MEDIAN = np.array([9.0, 9.0, 9.0, 1.0, 1.0])


def signals_of(n_rows=50, seed=0):
    """Errors of three columns, and the activities of two."""
    return np.random.RandomState(seed).uniform(1, 2, size=(n_rows, 5))


def least_of(signals, mask=None, causal=False):
    return Least.fit(signals, mask, ACTIVE, 0.0, causal=causal)


def test_nothing_in_training_is_too_calm():
    signals = signals_of()
    least = least_of(signals)
    np.testing.assert_array_equal(least.error[ACTIVE], signals[:, ACTIVE].min(axis=0))
    np.testing.assert_array_equal(least.activity[ACTIVE], signals[:, 3:].min(axis=0))
    assert least.error[1] == least.activity[1] == 0
    found = unusual_errors(signals, least, MEDIAN, ACTIVE, UNIT)
    np.testing.assert_array_equal(found, signals[:, :3])


@pytest.mark.parametrize("place", [0, 2, 3, 4])
def test_a_column_counts_by_its_calm_where_that_is_more_than_its_error(place):
    signals = signals_of()
    least = least_of(signals)
    signals[7, place] = 0.0
    found = unusual_errors(signals, least, MEDIAN, ACTIVE, UNIT)
    column = place if place < 3 else ACTIVE[place - 3]
    lowest = (least.error if place < 3 else least.activity)[column]
    assert found[7, column] == pytest.approx(UNIT[column] * lowest / CALM_FLOOR)
    found[7, column] = signals[7, column]
    np.testing.assert_array_equal(found, signals[:, :3])


def test_a_column_that_cannot_be_too_calm_never_is():
    signals = signals_of()
    least = least_of(signals)
    signals[:, 1] = 0.0
    found = unusual_errors(signals, least, MEDIAN, ACTIVE, UNIT)
    assert not found[:, 1].any()
    nothing = np.array([], int), UNIT
    none = unusual_errors(signals[:, :3] * 0, Least.none(3), MEDIAN[:3], *nothing)
    assert not none.any()


def test_rows_that_are_masked_are_not_the_least():
    signals, mask = signals_of(), np.ones((50, 5), bool)
    signals[:10], mask[:10] = 0.0, False
    mask[:, 2] = False
    least = least_of(signals, mask)
    expected = least_of(signals[10:])
    assert least.error.tolist() == [expected.error[0], 0, 0]
    np.testing.assert_array_equal(least.activity, expected.activity)


def test_the_least_falls_at_once_and_rises_slowly():
    old, new = (
        Least(np.full(3, 2.0), np.full(3, 2.0)),
        Least(np.array([1.0, 4.0, 1.0]), np.array([4.0, 1.0, 1.0])),
    )
    moved = old.moved(new, 0.25, np.array([True, True, False]))
    assert moved.error.tolist() == [1.0, 2.5, 2.0]
    assert moved.activity.tolist() == [2.5, 1.0, 2.0]


def scene(kind, rng, t):
    """A seasonal series with noise, in which 200 rows are calmer than the rest."""
    season, noise = np.sin(t * 2 * np.pi / 60), 0.3 * rng.normal(size=len(t))
    calm = slice(3500, 3700)
    x = noise / 0.3 if kind == "dead noise" else season + noise
    if kind == "no noise":
        x[calm] = season[calm]
    elif kind == "dried up":
        x[calm] *= 0.3
    else:
        x[calm] = x[calm.start - 1]
    return x


@pytest.mark.parametrize("kind", ["dead", "dead noise", "no noise", "dried up"])
@pytest.mark.parametrize("Detector", [AutoencoderDetector, LSTMDetector])
def test_what_is_calmer_than_normal_is_marked(Detector, kind):
    t = np.arange(5000)
    X = 40 + 7 * scene(kind, np.random.RandomState(1), t)[:, None]
    detector = Detector(random_state=0, max_iter=150).fit(X[:2500])
    marked = detector.predict(X) == -1
    assert marked[3550:3650].mean() > 0.9
    is_far = np.abs(t - 3600) > 100 + 2 * detector.smoothing_
    assert marked[is_far].mean() < 0.01
