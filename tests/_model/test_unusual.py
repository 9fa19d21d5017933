"""What is unusual beside errors counts like them, in their units and up to a bound."""

import numpy as np
import pytest

from skseq._model.calm import Least
from skseq._model.unusual import BOUND, evidence_of

# Three columns, of which two can be too calm, and one has a range of levels.
ACTIVE, RANGED, UNIT = np.array([0, 2]), np.array([1]), np.array([2.0, 3.0, 4.0])
MEDIAN = np.array([9.0, 9.0, 9.0, 1.0, 1.0, 0.0])
LEAST = Least(np.array([1.0, 0.0, 1.0]), np.array([1.0, 0.0, 1.0]))


def signals_of(n_rows=50, seed=0):
    """Errors of three columns, the activities of two, and the excursions of one."""
    signals = np.random.RandomState(seed).uniform(1, 2, size=(n_rows, 6))
    signals[:, 5] = 0.0
    return signals


def evidence(signals, least=LEAST, active=ACTIVE, ranged=RANGED):
    known = np.ones((len(signals), 1))
    return evidence_of(signals, known, least, MEDIAN, active, ranged)


def unusual(signals, **columns):
    return evidence(signals, **columns).joined(UNIT)


def test_what_is_usual_has_its_errors():
    signals = signals_of()
    np.testing.assert_array_equal(unusual(signals), signals[:, :3])


@pytest.mark.parametrize(("place", "column"), [(0, 0), (2, 2), (3, 0), (4, 2), (5, 1)])
def test_calm_and_levels_count_up_to_a_bound(place, column):
    signals = signals_of()
    signals[7, place] = 0.0 if place < 5 else 1e6
    found = unusual(signals)
    assert found[7, column] == BOUND * UNIT[column]
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
    columns = {"active": nothing, "ranged": nothing, "least": Least.none(3)}
    assert evidence(signals[:, :3] * 0, **columns).unusual is None
    assert not unusual(signals[:, :3] * 0, **columns).any()


def test_a_part_is_that_of_its_rows():
    signals = signals_of()
    signals[7, 3], rows = 0.0, slice(5, 9)
    part = evidence(signals).part(rows).joined(UNIT)
    np.testing.assert_array_equal(part, unusual(signals)[rows])
