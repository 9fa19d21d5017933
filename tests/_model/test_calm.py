"""What is calmer than in training counts like an error; nothing in training is."""

import numpy as np
import pytest
from tiny import NETWORKS, tiny

from skseq._model.calm import CALM_FLOOR, MIN_AVERAGES, Least, calm_levels, calm_of
from skseq.detectors import AutoencoderDetector, LSTMDetector

ACTIVE = np.array([0, 2])
MEDIAN = np.array([9.0, 9.0, 9.0, 1.0, 1.0])


def signals_of(n_rows=50, seed=0):
    """Errors of three columns, and the activities of two."""
    return np.random.RandomState(seed).uniform(1, 2, size=(n_rows, 5))


def least_of(signals, mask=None, causal=False):
    return Least.fit(signals, mask, ACTIVE, 3, 0.0, causal=causal)


def test_nothing_in_training_is_too_calm():
    signals = signals_of()
    least = least_of(signals)
    np.testing.assert_array_equal(least.error[ACTIVE], signals[:, ACTIVE].min(axis=0))
    np.testing.assert_array_equal(least.activity[ACTIVE], signals[:, 3:].min(axis=0))
    assert least.error[1] == least.activity[1] == 0
    assert not calm_of(signals, least, MEDIAN, ACTIVE).any()


@pytest.mark.parametrize("place", [0, 2, 3, 4])
def test_calm_is_by_how_many_times_a_signal_is_below_its_least(place):
    signals = signals_of()
    least = least_of(signals)
    signals[7, place] = 0.0
    found = calm_of(signals, least, MEDIAN, ACTIVE)
    column = ACTIVE.tolist().index(place) if place < 3 else place - 3
    lowest = (least.error if place < 3 else least.activity)[ACTIVE[column]]
    assert found[7, column] == pytest.approx(lowest / CALM_FLOOR)
    found[7, column] = 0.0
    assert not found.any()


@pytest.mark.parametrize("n_averages", [MIN_AVERAGES - 1, MIN_AVERAGES])
def test_too_few_rows_do_not_tell_what_is_calm(n_averages):
    X = np.random.RandomState(0).normal(size=(n_averages * 20, 2))
    detector = tiny("GRUDetector", window_size=8, smoothing=20, max_iter=2).fit(X)
    assert (detector.least_error_ > 0).all() == (n_averages == MIN_AVERAGES)


def test_rows_that_are_masked_are_not_the_least():
    signals, mask = signals_of(), np.ones((50, 5), bool)
    signals[:10], mask[:10] = 0.0, False
    mask[:, 2] = False
    least = least_of(signals, mask)
    expected = least_of(signals[10:])
    assert least.error.tolist() == [expected.error[0], 0, 0]
    np.testing.assert_array_equal(least.activity, expected.activity)


def test_few_rows_are_no_calmer_than_what_is_usual_in_their_place():
    signals, known = np.zeros((3, 5)), np.array([[0.25], [0.75], [1.0]])
    levels = calm_levels(signals, MEDIAN, known)
    np.testing.assert_array_equal(levels, (1 - known) * MEDIAN)
    assert not signals.any()


@pytest.mark.filterwarnings("ignore::skseq.exceptions.SeriesWarning")
@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize("name", NETWORKS)
def test_few_rows_alone_are_not_too_calm(name, causal):
    X = 40 + 7 * scene("no noise", np.random.RandomState(1), np.arange(3000))[:, None]
    detector = tiny(name, max_iter=60, causal=causal).fit(X[:1000])
    lengths = [1, 2, 3, 5, 8, 13, 21, 34, 55, 89]
    rows = np.concatenate([np.arange(n) + 1100 for n in lengths])
    groups = np.repeat(lengths, lengths)
    assert (detector.predict(X[rows], groups=groups) == 1).all()
    assert (detector.predict(X[1100:1101]) == 1).all()


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
