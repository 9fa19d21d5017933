"""Named anomalies: where they are, that they are there, that they are repeatable."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skseq.datasets import FAULTS, KINDS, inject_anomaly

ALL = (*KINDS, *FAULTS)
PERIOD = 40


def beats(n=800, n_features=3, seed=0):
    """Return shifted bell-shaped beats with noise."""
    phase = np.arange(n)[:, None] / PERIOD + np.arange(n_features) / 5
    bells = np.exp(-0.5 * ((phase % 1 - 0.5) / 0.08) ** 2)
    return bells + np.random.RandomState(seed).normal(0, 0.02, size=bells.shape)


def root_mean_square(x):
    return np.sqrt(np.mean(np.square(x)))


@given(
    kind=st.sampled_from(ALL),
    n=st.integers(1, 120),
    n_features=st.integers(1, 4),
    where=st.tuples(st.floats(0, 1), st.floats(0, 1)),
    period=st.integers(1, 150),
    strength=st.floats(0.01, 10),
    seed=st.integers(0, 5),
)
@settings(max_examples=150, deadline=None)
def test_only_the_event_changes(kind, n, n_features, where, period, strength, seed):
    X = np.random.RandomState(seed).normal(size=(n, n_features))
    start = min(n - 1, int(where[0] * n))
    length = max(1, int(where[1] * (n - start)))
    before = X.copy()

    Z = inject_anomaly(
        X, kind, start, length, period=period, strength=strength, random_state=seed
    )

    np.testing.assert_array_equal(X, before)
    assert Z.shape == X.shape
    assert np.isfinite(Z).all()
    outside = np.r_[0:start, start + length : n]
    np.testing.assert_array_equal(Z[outside], X[outside])


@pytest.mark.parametrize("n_features", [1, 3])
@pytest.mark.parametrize("kind", ALL)
def test_every_kind_is_visible(kind, n_features):
    X = beats(n_features=n_features)
    length = 5 if kind == "spike" else PERIOD
    for seed in range(10):
        Z = inject_anomaly(X, kind, 410, length, period=PERIOD, random_state=seed)
        change = (Z - X)[410 : 410 + length]
        assert np.abs(change).max() > 10 * 0.02
        column = np.abs(change).max(axis=0).argmax()
        assert root_mean_square(change[:, column]) > 4 * 0.02


@pytest.mark.parametrize("kind", ALL)
def test_scale_and_shift_of_the_series_do_not_matter(kind):
    X = beats()
    args = {"period": PERIOD, "random_state": 3}
    Z = inject_anomaly(X, kind, 300, 50, **args)
    scaled = inject_anomaly(1e6 * X - 7e5, kind, 300, 50, **args)
    np.testing.assert_allclose((scaled + 7e5) / 1e6, Z, atol=1e-8)


@pytest.mark.parametrize("kind", ALL)
def test_the_seed_decides(kind):
    X = beats()
    args = (X, kind, 300, 60)
    state = np.random.get_state()[1].copy()  # noqa: NPY002
    first = inject_anomaly(*args, period=PERIOD, random_state=1)
    again = inject_anomaly(*args, period=PERIOD, random_state=1)
    instance = inject_anomaly(
        *args, period=PERIOD, random_state=np.random.RandomState(1)
    )
    others = [inject_anomaly(*args, period=PERIOD, random_state=i) for i in range(8)]
    inject_anomaly(*args, period=PERIOD)
    np.testing.assert_array_equal(first, again)
    np.testing.assert_array_equal(first, instance)
    assert any(np.any(other != first) for other in others)
    np.testing.assert_array_equal(np.random.get_state()[1], state)  # noqa: NPY002


@pytest.mark.parametrize("kind", ALL)
def test_constant_columns_are_left_alone_where_others_vary(kind):
    X = np.column_stack([np.ones(800), beats(n_features=1)])
    for seed in range(5):
        Z = inject_anomaly(X, kind, 300, 60, period=PERIOD, random_state=seed)
        np.testing.assert_array_equal(Z[:, 0], 1)
        assert np.any(Z[:, 1] != X[:, 1])


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.int64])
def test_dtype(dtype):
    X = (100 * beats()).astype(dtype)
    Z = inject_anomaly(X, "level_shift", 300, 60, period=PERIOD, random_state=0)
    assert Z.dtype == (np.float64 if dtype == np.int64 else dtype)


@pytest.mark.parametrize("n_features", [2, 3, 6])
def test_correlation_break_delays_some_columns_and_keeps_their_values(n_features):
    X = beats(n_features=n_features)
    for seed in range(10):
        Z = inject_anomaly(
            X, "correlation_break", 300, 200, period=PERIOD, random_state=seed
        )
        changed = np.flatnonzero((Z != X).any(axis=0))
        assert 1 <= len(changed) <= n_features // 2
        inner = slice(320, 480)  # between the gentle edges
        np.testing.assert_allclose(Z[inner][:, changed], X[300:460][:, changed])


def test_frequency_change_doubles_the_number_of_beats():
    X = beats(n_features=1)
    Z = inject_anomaly(X, "frequency_change", 320, 240, period=PERIOD, random_state=0)

    def n_beats(x):
        high = x > 0.5
        return np.sum(high[1:] & ~high[:-1])

    assert n_beats(X[320:560, 0]) == 6
    assert n_beats(Z[320:560, 0]) == 12


def test_missing_beat_removes_one_beat():
    X = beats(n_features=1)
    Z = inject_anomaly(X, "missing_beat", 400, PERIOD, period=PERIOD, random_state=0)
    assert X[400:440].max() > 0.9
    assert Z[405:435].max() < 0.2


@pytest.mark.parametrize(
    "kind", ["spike", "level_shift", "variance_change", "sustained_offset", "drift"]
)
def test_strength_scales_the_change(kind):
    X = beats()
    args = {"period": PERIOD, "random_state": 2}
    one = inject_anomaly(X, kind, 300, 60, **args) - X
    three = inject_anomaly(X, kind, 300, 60, strength=3, **args) - X
    np.testing.assert_allclose(three, 3 * one, atol=1e-12)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"kind": "dent"}, "kind='dent' is unknown"),
        ({"start": -1}, "start=-1 must be an int of at least 0"),
        ({"length": 0}, "length=0 must be an int of at least 1"),
        ({"length": 2.5}, "length=2.5 must be an int"),
        ({"period": 0}, "period=0 must be"),
        ({"start": 790}, "reach beyond the 800 rows"),
        ({"strength": 0}, "strength=0 must be a finite number above 0"),
        ({"strength": np.inf}, "strength=inf must be"),
        ({"X": np.full((800, 1), np.nan)}, "Input X contains NaN"),
        ({"X": np.zeros(800)}, "Expected 2D array"),
    ],
)
def test_errors_name_the_value(changed, message):
    arguments = {"X": beats(), "kind": "spike", "start": 10, "length": 20}
    arguments |= {"period": PERIOD} | changed
    with pytest.raises(ValueError, match=message):
        inject_anomaly(**arguments)


def test_real_series(real_series):
    X, _, _ = real_series("SKAB_valve1_0")
    for kind in ALL:
        Z = inject_anomaly(X, kind, 300, 40, period=40, random_state=0)
        assert Z.dtype == X.dtype
        assert np.any(Z[300:340] != X[300:340])
