"""The dominant period: found where there is one, None where there is none."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from skseq._series.period import dominant_period

WAVES = {
    "sine": lambda phase: np.sin(2 * np.pi * phase),
    "sawtooth": lambda phase: 2 * (phase % 1) - 1,
    "square": lambda phase: np.where(phase % 1 < 0.4, 1.0, -1.0),
    "beat": lambda phase: np.exp(-0.5 * ((phase % 1 - 0.5) / 0.05) ** 2),
}


def wave(name, period, n, phase=0.0):
    x = WAVES[name](np.arange(n) / period + phase)
    return (x - x.mean()) / x.std()


@given(
    name=st.sampled_from(sorted(WAVES)),
    period=st.floats(8, 150),
    n_cycles=st.floats(10, 40),
    noise=st.floats(0, 0.7),
    trend=st.floats(-20, 20),
    n_constant=st.integers(0, 3),
    seed=st.integers(0, 100),
)
@settings(max_examples=150, deadline=None)
def test_period_is_recovered(name, period, n_cycles, noise, trend, n_constant, seed):
    # A beat narrower than a row is not sampled alike each time: with a period of 15.5
    # rows what repeats is two beats, every 31 rows.
    assume(name != "beat" or period >= 24)
    n = int(period * n_cycles)
    rng = np.random.RandomState(seed)
    x = wave(name, period, n, rng.uniform()) + noise * rng.normal(size=n)
    x += trend * np.linspace(0, 1, n)
    X = np.column_stack([x, np.full((n, n_constant), 7.7)])
    assert dominant_period(X) == pytest.approx(period, rel=0.05, abs=0.6)


@given(
    exponent=st.integers(-30, 30),
    shift=st.floats(-5, 5),
    seed=st.integers(0, 20),
    dtype=st.sampled_from([np.float32, np.float64]),
)
@settings(max_examples=40, deadline=None)
def test_scale_and_shift_do_not_matter(exponent, shift, seed, dtype):
    rng = np.random.RandomState(seed)
    x = wave("beat", 60, 1500) + 0.2 * rng.normal(size=1500)
    X = (10.0**exponent * (x + shift))[:, None].astype(dtype)
    assert dominant_period(X) == dominant_period(x[:, None]) == 60


@pytest.mark.parametrize("size", [1e-300, 1e30, 1e300])
def test_any_magnitude(size):
    x = wave("sine", 40, 1000)[:, None]
    assert dominant_period(size * x) == 40
    assert dominant_period(np.full((1000, 2), size)) is None


@pytest.mark.parametrize("n", [50, 200, 1000, 5000])
@pytest.mark.parametrize("steps", ["white noise", "random walk"])
def test_noise_has_no_period(steps, n):
    rng = np.random.RandomState(n)
    found = []
    for _ in range(40):
        x = rng.normal(size=n)
        if steps == "random walk":
            x = np.cumsum(x)
        found.append(dominant_period(x[:, None]))
    assert sum(period is not None for period in found) <= 3, found


@pytest.mark.parametrize("n", [1, 2, 3, 5, 11, 12, 13, 30])
@pytest.mark.parametrize("n_features", [1, 3])
def test_short_input_is_legal(n, n_features):
    X = np.random.RandomState(0).normal(size=(n, n_features))
    period = dominant_period(X)
    assert period is None or 4 <= period <= n // 3
    if n < 12:
        assert period is None


def test_outliers_do_not_hide_the_period():
    rng = np.random.RandomState(0)
    x = wave("sine", 50, 2000) + 0.1 * rng.normal(size=2000)
    x[rng.choice(2000, size=8, replace=False)] = 1e6
    assert dominant_period(x[:, None]) == pytest.approx(50, abs=1)


def test_rare_large_beats_do_not_outweigh_the_regular_ones():
    x = wave("beat", 100, 6000)
    big = np.arange(6000) % 1000 == 50
    x += 8 * np.convolve(big, np.hanning(60), mode="same")
    assert dominant_period(x[:, None]) == pytest.approx(100, abs=2)


def test_slow_beat_wins_over_fast_hum():
    n = 8000
    hum = 0.4 * wave("sine", 5, n)
    x = wave("beat", 250, n) + hum
    assert dominant_period(x[:, None]) == pytest.approx(250, abs=3)
    assert dominant_period(hum[:, None]) == 5


@pytest.mark.parametrize("seed", range(5))
def test_random_walk_under_the_season_is_no_obstacle(seed):
    walk = np.cumsum(np.random.RandomState(seed).normal(size=3000))
    x = wave("sine", 48, 3000) + 0.3 * walk
    assert dominant_period(x[:, None]) == pytest.approx(48, abs=1)


def test_an_echo_that_comes_once_is_no_period():
    noise = np.random.RandomState(0).normal(size=5000)
    echo = noise + np.roll(noise, 40)  # correlated 0.5 at lag 40, 0 at lag 80
    assert dominant_period(echo[:, None]) is None


def test_weak_slow_cycle_does_not_hide_a_strong_noisy_one():
    noise = np.random.RandomState(0).normal(size=8000)
    x = wave("sine", 24, 8000) + 1.5 * noise + 0.5 * wave("sine", 400, 8000)
    assert dominant_period(x[:, None]) == pytest.approx(24, abs=1)


def test_all_columns_are_used():
    rng = np.random.RandomState(0)
    noise = rng.normal(size=(2000, 2))
    shared = [wave("sine", 37, 2000, phase)[:, None] for phase in (0, 0.3, 0.7)]
    X = np.hstack([noise, *shared])
    assert dominant_period(X) == pytest.approx(37, abs=1)
    assert dominant_period(X[:, :2]) is None


def test_bounds():
    x = wave("sine", 40, 2000)[:, None]
    assert dominant_period(x, max_period=39) is None
    assert dominant_period(x, max_period=40) == 40
    assert dominant_period(x, min_period=40) == 40
    assert dominant_period(x, min_period=41) == 80
    assert dominant_period(x[:119]) is None
    with pytest.raises(ValueError, match="min_period=1 must be at least 2"):
        dominant_period(x, min_period=1)


def test_only_the_last_rows_are_used():
    x = np.concatenate([wave("sine", 20, 3000), wave("sine", 70, 3000)])[:, None]
    assert dominant_period(x, max_rows=3000) == 70


def test_input_is_left_alone():
    X = wave("sine", 40, 2000)[:, None] + np.linspace(0, 9, 2000)[:, None]
    before = X.copy()
    X.setflags(write=False)
    dominant_period(X)
    np.testing.assert_array_equal(X, before)


@pytest.mark.parametrize(
    ("name", "period"),
    [
        ("UCR_128_GP711MarkerLFM5z2_5000_7175_7388", 217),  # arterial pressure
        ("UCR_163_apneaecg2_10000_20950_21100", 98),  # ECG, premature beats
        ("UCR_209_Fantasia_19000_26970_27270", 260),  # ECG with mains hum
        ("UCR_195_sel840mECG1_17000_51370_51740", 174),  # ECG
        ("UCR_167_gait1_20000_38500_38800", 314),  # gait
        ("UCR_152_PowerDemand1_9000_18485_18821", 24),  # hourly, daily
        ("NAB_nyc_taxi", 48),  # half-hourly, daily
        ("NAB_Twitter_volume_FB", 288),  # 5-minute, daily
        ("ASD_omi-1", 288),  # 5-minute, daily, 19 columns
        ("SMD_machine-2-7", 1440),  # 1-minute, daily, 38 columns
        ("SMAP_E-1", 98),  # orbit of 98 minutes, constant columns
    ],
)
def test_real_series(real_series, name, period):
    X, _, train_end = real_series(name)
    assert dominant_period(X[:train_end]) == pytest.approx(period, rel=0.02)


@pytest.mark.parametrize("name", ["NAB_ec2_cpu_utilization_24ae8d", "SKAB_valve1_0"])
def test_real_series_without_a_period(real_series, name):
    X, _, train_end = real_series(name)
    assert dominant_period(X[:train_end]) is None
