"""Times and units that do not go together are refused; rows last until the next."""

import numpy as np
import pytest

from skseq.metrics import false_alarms_per
from skseq.metrics._events import rows_by_series
from skseq.metrics._times import durations

FLAGGED = np.array([1, 0, 0, 1, 1, 1, 0, 0, 1, 0])


@pytest.mark.parametrize(
    ("unit", "times", "message"),
    [
        (0, None, "unit must be > 0"),
        (np.timedelta64(1, "D"), None, "unit must be a number"),
        (1, np.arange(10).astype("datetime64[s]"), "unit must be a timedelta"),
        (1, np.array(["a"] * 10), "times has dtype"),
        (1, np.arange(9), "inconsistent"),
        (1, np.r_[np.arange(9.0), np.nan], "times must be finite"),
    ],
)
def test_bad_units_and_times_are_refused(unit, times, message):
    with pytest.raises(ValueError, match=message):
        false_alarms_per(FLAGGED, FLAGGED, unit, times=times)


def test_the_last_row_of_a_series_lasts_a_median_step():
    rows = rows_by_series(5, [0, 0, 0, 1, 1])
    times = np.array([0.0, 2.0, 8.0, 1.0, 4.0])
    assert durations(times, rows).tolist() == [2, 6, 3, 3, 3]
    assert durations(np.zeros(1), rows_by_series(1)).tolist() == [1]
