"""The period that the leaderboard would take as buffer."""

import numpy as np
import pytest

from skseq.metrics import autocorrelation_period


@pytest.mark.parametrize("period", [6, 24, 100, 290])
def test_finds_the_period_of_cycles(period):
    cycles = np.sin(2 * np.pi * np.arange(15_000) / period)
    assert autocorrelation_period(cycles) == period


def test_reads_the_first_column_only():
    rng = np.random.default_rng(0)
    X = np.column_stack([np.arange(500) % 30, rng.normal(size=500)])
    assert autocorrelation_period(X) == autocorrelation_period(X[:, 0]) == 30


@pytest.mark.parametrize(
    "column",
    [
        np.zeros(500),  # no autocorrelation
        np.arange(500.0),  # no peak
        np.arange(2.0),  # shorter than the smallest lag
        np.sin(2 * np.pi * np.arange(3000) / 4),  # too short a period ...
        np.sin(2 * np.pi * np.arange(3000) / 380),  # ... and too long
    ],
)
def test_falls_back_to_125(column):
    assert autocorrelation_period(column) == 125


def test_later_rows_do_not_count():
    X = np.arange(20_000) % 40.0
    longer = np.r_[X, np.arange(20_000) % 70.0]
    assert autocorrelation_period(longer) == autocorrelation_period(X) == 40


def test_refuses_what_is_not_finite():
    with pytest.raises(ValueError, match="NaN"):
        autocorrelation_period([0.0, np.nan])


# What TSB-AD 1.5's find_length_rank gives for the same column
@pytest.mark.parametrize(
    ("name", "period"),
    [("ASD_omi-1", 8), ("NAB_Twitter_volume_FB", 16), ("NAB_nyc_taxi", 125)],
)
def test_real_series(real_series, name, period):
    assert autocorrelation_period(real_series(name)[0]) == period


@pytest.mark.parametrize("factor", [1e-200, 1e160, 1e300])
def test_the_unit_does_not_matter(factor):
    X = np.sin(2 * np.pi * np.arange(1000) / 50)
    assert autocorrelation_period(factor * X) == autocorrelation_period(X) == 50
