"""Dead sensors are found on any ground, and columns that never moved before."""

import numpy as np
import pytest
from sklearn.metrics import average_precision_score
from tiny import DETECTORS, tiny

# Many tests have networks of this window and of two columns: they share programs.
WINDOW, N_TRAIN, N_ROWS = 8, 1500, 2100
FAULT = slice(1800, 1900)
# Each of a kind of network, for what needs programs of its own.
NETWORKS = ["AutoencoderDetector", "LSTMDetector"]
IN_FAULT = np.isin(np.arange(N_ROWS), np.r_[FAULT])


def sine(noise, seed=0, n_rows=N_ROWS):
    wave = np.sin(2 * np.pi * np.arange(n_rows) / WINDOW + seed)
    return wave + noise * np.random.RandomState(seed).normal(size=n_rows)


def dead(column, fault):
    """Let a sensor repeat its last value."""
    column = column.copy()
    column[fault] = column[fault.start - 1]
    return column


def on(ground, fault=FAULT):
    """A sensor that dies on such a ground, beside one that works."""
    t = np.arange(N_ROWS)
    rng = np.random.RandomState(5)
    sensor = {
        "noise": lambda: sine(0.3),
        "nothing but noise": lambda: rng.normal(size=N_ROWS),
        "a trend": lambda: sine(0.1) - 0.1 * t,
        "two levels": lambda: sine(0.1) + 50 * ((t > 200) & (t < 400)),
        "a random walk": lambda: sine(0.1) + rng.normal(0, 0.3, N_ROWS).cumsum(),
        "a large offset": lambda: 101_325 + 0.07 * sine(0.3),
        "a counter": lambda: 1e6 * np.cumsum(1.5 + sine(0.1)),
        "a counter that wraps": lambda: np.cumsum(1.5 + sine(0.1)),
    }[ground]()
    X = np.column_stack([dead(sensor, fault), 1e6 * sine(0.3, seed=1)])
    if ground == "a counter that wraps":
        X[:, 0] %= 700
    return X.astype(np.float32) if ground == "a large offset" else X


def fit(name, X, **options):
    params = {"window_size": WINDOW, "max_iter": 100} | options
    return tiny(name, **params).fit(X[:N_TRAIN])


def check_found(detector, X, y=IN_FAULT, least=0.6, **groups):
    """Assert that the rows of the fault are those that are abnormal."""
    new = slice(N_TRAIN, None)
    scores = detector.score_samples(X, **groups)[new]
    alarms = detector.predict(X, **groups)[new] == -1
    y = y[new]
    assert average_precision_score(y, -scores) >= least
    assert scores[y].mean() < scores[~y].mean()
    assert alarms[y].mean() >= 0.35
    assert alarms[~y].mean() <= 0.06


@pytest.mark.parametrize(
    "ground",
    ["noise", "nothing but noise", "a trend", "two levels", "a random walk"]
    + ["a large offset"],
)
@pytest.mark.parametrize("name", DETECTORS)
def test_a_dead_sensor_is_found_on_any_ground(name, ground):
    X = on(ground)
    check_found(fit(name, X), X)


@pytest.mark.parametrize("ground", ["a counter", "a counter that wraps"])
@pytest.mark.parametrize("name", NETWORKS)
def test_a_dead_counter_is_found(name, ground):
    # Where it goes on, a counter grows by much at once: this must not hide the rest.
    fault = slice(1800, 1960)
    X = on(ground, fault)
    y = np.isin(np.arange(N_ROWS), np.r_[fault])
    check_found(fit(name, X, max_iter=200), X, y)


@pytest.mark.parametrize("name", DETECTORS)
def test_a_sensor_that_dies_in_one_of_several_series_is_found(name):
    X, groups = on("noise"), np.repeat([0, 1, 2, 3], [800, 700, 200, 400])
    params = {"window_size": WINDOW, "max_iter": 100}
    detector = tiny(name, **params).fit(X[:N_TRAIN], groups=groups[:N_TRAIN])
    check_found(detector, X, groups=groups)


@pytest.mark.parametrize("noise", [0.1, 0.3])
@pytest.mark.parametrize("name", NETWORKS)
def test_a_sensor_that_is_dead_for_good_raises_alarms_as_rows_arrive(name, noise):
    X = np.column_stack([sine(noise, seed, 3300) for seed in (0, 1)])
    X[1800:, 0] = X[1799, 0]
    alarms = fit(name, X, causal=True).predict(X) == -1
    assert not alarms[N_TRAIN:1800].any()
    assert alarms[1800:].sum() >= 100
    assert alarms[1800:].argmax() <= 150


@pytest.mark.parametrize("name", DETECTORS)
def test_any_move_of_what_never_moved_is_an_event(name):
    both = np.column_stack([sine(0.1), sine(0.1, seed=1)])
    still = np.tile([0.0, 101_325.0, -7e-9], (N_ROWS, 1))
    detector = fit(name, np.column_stack([both, still]))
    usual = detector.score_samples(np.column_stack([both, still]))
    for column, unit in ((0, 1e-9), (0, -0.08), (0, 8.0), (1, -0.07), (2, 1e3)):
        moved = still.copy()
        moved[FAULT, column] += unit
        X = np.column_stack([both, moved])
        check_found(detector, X, least=0.95)
        assert (detector.predict(X)[FAULT] == -1).all()
    # One step of rounding is no move.
    rounded = still.copy()
    rounded[FAULT] = np.nextafter(rounded[FAULT], [0.0, np.inf, np.inf])
    scores = detector.score_samples(np.column_stack([both, rounded]))
    np.testing.assert_array_equal(scores, usual)
