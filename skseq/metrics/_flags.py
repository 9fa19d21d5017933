"""Labels and predictions of the measures at a threshold, checked and side by side."""

from dataclasses import dataclass

import numpy as np
from sklearn.utils.validation import check_consistent_length

from skseq._labels import as_anomalous

from ._events import Events, Rows, find_events, rows_by_series


@dataclass(frozen=True)
class Flags:
    """Anomalous and flagged rows, in the order of their series, and the true events."""

    anomalous: np.ndarray
    flagged: np.ndarray
    events: Events
    rows: Rows

    @property
    def flagged_events(self):
        """Maximal runs of flagged rows."""
        return find_events(self.flagged, self.rows)


def compare(y_true, y_pred, groups=None, pos_label=None):
    """Check labels and predictions, and find the events of the labels."""
    anomalous = as_anomalous(y_true, pos_label=pos_label)
    flagged = as_anomalous(y_pred, pos_label=pos_label, name="y_pred")
    check_consistent_length(anomalous, flagged)
    rows = rows_by_series(anomalous.size, groups)
    anomalous, flagged = rows.arrange(anomalous), rows.arrange(flagged)
    return Flags(anomalous, flagged, find_events(anomalous, rows), rows)
