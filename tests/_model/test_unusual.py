"""What is unusual beside errors counts like them, in their units and up to a bound."""

import numpy as np
import pytest

from skseq._model.calm import Least
from skseq._model.unusual import NARROW_BOUND, WIDE_BOUND, unusual_errors

# Three columns, of which two can be too calm, and one has a range of levels.
ACTIVE, RANGED, UNIT = np.array([0, 2]), np.array([1]), np.array([2.0, 3.0, 4.0])
MEDIAN = np.array([9.0, 9.0, 9.0, 1.0, 1.0, 0.0])
LEAST = Least(np.array([1.0, 0.0, 1.0]), np.array([1.0, 0.0, 1.0]))


def signals_of(n_rows=50, seed=0):
    """Errors of three columns, the activities of two, and the excursions of one."""
    signals = np.random.RandomState(seed).uniform(1, 2, size=(n_rows, 6))
    signals[:, 5] = 0.0
    return signals


def unusual(signals, bound=WIDE_BOUND, least=LEAST, active=ACTIVE, ranged=RANGED):
    known = np.ones((len(signals), 1))
    return unusual_errors(signals, known, least, MEDIAN, active, ranged, UNIT, bound)


def test_what_is_usual_has_its_errors():
    signals = signals_of()
    np.testing.assert_array_equal(unusual(signals), signals[:, :3])


@pytest.mark.parametrize("bound", [NARROW_BOUND, WIDE_BOUND])
@pytest.mark.parametrize(("place", "column"), [(0, 0), (2, 2), (3, 0), (4, 2), (5, 1)])
def test_calm_and_levels_count_up_to_a_bound(place, column, bound):
    signals = signals_of()
    signals[7, place] = 0.0 if place < 5 else 1e6
    found = unusual(signals, bound)
    assert found[7, column] == bound * UNIT[column]
    found[7, column] = signals[7, column]
    np.testing.assert_array_equal(found, signals[:, :3])


def test_levels_count_in_the_unit_of_the_errors():
    signals = signals_of()
    signals[7, 5] = 2.5
    assert unusual(signals)[7, 1] == 2.5 * UNIT[1]


def test_larger_errors_stay():
    signals = signals_of()
    signals[7] = [1e3, 1e3, 1e3, 0.0, 0.0, 1e6]
    np.testing.assert_array_equal(unusual(signals)[7], signals[7, :3])


def test_a_column_that_cannot_be_unusual_never_is():
    signals = signals_of()
    signals[:, 1] = 0.0
    assert not unusual(signals)[:, 1].any()
    nothing = np.array([], int)
    errors = signals[:, :3] * 0
    assert not unusual(
        errors, active=nothing, ranged=nothing, least=Least.none(3)
    ).any()
