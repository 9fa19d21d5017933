"""Labels and predictions of the metrics at a threshold, checked and side by side."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from sklearn.utils.validation import check_consistent_length

from skseq._series.runs import Events, find_events
from skseq._utils.labels import as_anomalous
from skseq.metrics._events import Rows, rows_by_series


@dataclass(frozen=True)
class Flags:
    """Anomalous and flagged rows in the order of their series, and the true events."""

    anomalous: np.ndarray
    flagged: np.ndarray
    events: Events
    rows: Rows

    @cached_property
    def alarms(self) -> Events:
        """Maximal runs of flagged rows."""
        return find_events(self.flagged, self.rows.boundaries)

    def in_row_order(self, values: np.ndarray) -> np.ndarray:
        """Return one value for each event, ordered by the first rows of the events."""
        order = self.rows.order
        return (
            values if order is None else values[np.argsort(order[self.events.starts])]
        )

    def edges(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return which events are found, and where their alarms begin and stop."""
        first, stop = self.events.overlaps_with(self.alarms)
        found = stop > first
        begins = self.alarms.starts[first[found]]
        return found, begins, self.alarms.stops[stop[found] - 1]


def compare(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    groups: ArrayLike | None = None,
    pos_label: Literal[1, -1] | None = None,
) -> Flags:
    """Check labels and predictions, and find the events of the labels."""
    anomalous = as_anomalous(y_true, pos_label=pos_label)
    flagged = as_anomalous(y_pred, pos_label=pos_label, name="y_pred")
    check_consistent_length(anomalous, flagged)
    rows = rows_by_series(anomalous.size, groups)
    anomalous, flagged = rows.arrange(anomalous), rows.arrange(flagged)
    return Flags(anomalous, flagged, find_events(anomalous, rows.boundaries), rows)
