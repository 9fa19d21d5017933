"""F1 of the recall by events and the precision by rows or runs."""

import pytest

from skseq.metrics import event_f1_score


def test_event_f1_counts_events_and_rows_or_runs():
    labels = [0, 1, 1, 1, 1, 0, 0, 1, 0, 0]
    flagged = [0, 0, 1, 0, 0, 0, 1, 0, 1, 1]
    # One event of two; one row of four, one run of three
    assert event_f1_score(labels, flagged) == pytest.approx(2 * 0.5 * 0.25 / 0.75)
    by_runs = event_f1_score(labels, flagged, precision="events")
    assert by_runs == pytest.approx(2 * (1 / 2) * (1 / 3) / (1 / 2 + 1 / 3))
    with pytest.raises(ValueError, match="precision must be one of"):
        event_f1_score(labels, flagged, precision="runs")
