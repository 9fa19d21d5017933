"""An architecture as a value: equal ones share programs and plans."""

from dataclasses import replace

import numpy as np
import pytest

from skseq._model.architecture import Architecture
from skseq._model.columns import Columns
from skseq._series.series import Series
from skseq.utils._checks.common import seasonal_series


def build(n_features, length, *, units, lags, seed):
    raise AssertionError("nothing is to be built here")


ARCHITECTURE = Architecture(
    build, (("units", 8), ("lags", (0, 7))), "block", 8, causal=False, detrend=True
)
X = seasonal_series(100, 3)
COLUMNS = Columns.fit(Series(X, np.array([0, 100])))


def test_equal_architectures_are_equal_networks():
    same = replace(ARCHITECTURE)
    assert same == ARCHITECTURE and hash(same) == hash(ARCHITECTURE)
    network = ARCHITECTURE.network(COLUMNS)
    assert network == same.network(COLUMNS)
    assert network.n_features == 3
    other = replace(ARCHITECTURE, params=(("units", 9), ("lags", (0, 7))))
    assert other.network(COLUMNS) != network


def test_what_is_not_of_the_network_compiles_nothing():
    for change in ({"causal": True}, {"detrend": False}, {"window_size": 9}):
        other = replace(ARCHITECTURE, **change)
        assert other.network(COLUMNS) == ARCHITECTURE.network(COLUMNS)


def test_plans_follow_the_lags():
    assert ARCHITECTURE.lags == (0, 7)
    assert ARCHITECTURE.scoring_plan.look_ahead == 7
    assert replace(ARCHITECTURE, causal=True).scoring_plan.look_ahead == 0
    assert ARCHITECTURE.training_plan.lags == (0, 7)
    assert replace(ARCHITECTURE, params=()).lags == (0,)


@pytest.mark.parametrize(
    ("change", "size"), [({}, 16), ({"detrend": False}, 0), ({"window_size": 1}, 0)]
)
def test_the_trend_is_wider_than_what_is_to_be_learned(change, size):
    network_input = replace(ARCHITECTURE, **change).network_input(COLUMNS)
    assert network_input.trend_size == size
    assert network_input.columns is COLUMNS
