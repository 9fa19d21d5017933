"""Affiliation precision and recall beside sums over short stretches of time."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from metric_cases import events_of, labelled_predictions

from skseq.metrics import affiliation_f1_score, affiliation_precision_recall_fscore


def affiliation_on_a_grid(labels, flagged, cells=60):
    """Huet's metrics by adding up short chunks of time instead of integrals."""
    one_series = np.zeros(len(labels))
    events, runs = events_of(labels, one_series), events_of(flagged, one_series)
    times = (np.arange(len(labels) * cells) + 0.5) / cells
    boundaries = [(a[1] + 1 + b[0]) / 2 for a, b in pairwise(events)]
    boundaries = [0, *boundaries, len(labels)]
    precisions, recalls = [], []
    for i, (first, last) in enumerate(events):
        zone = times[(times > boundaries[i]) & (times < boundaries[i + 1])]
        event = zone[(zone > first) & (zone < last + 1)]
        marked = zone[np.repeat(flagged, cells)[(zone * cells).astype(int)]]
        if marked.size == 0:
            recalls.append(0)
            continue
        to_event = np.maximum(np.maximum(first - zone, zone - last - 1), 0)
        of_marked = np.maximum(np.maximum(first - marked, marked - last - 1), 0)
        precisions.append(np.mean(to_event[None] >= of_marked[:, None]))
        chunks = [
            (max(a, boundaries[i]), min(b + 1, boundaries[i + 1]))
            for a, b in runs
            if b + 1 > boundaries[i] and a < boundaries[i + 1]
        ]
        gap = np.min(
            [np.maximum(np.maximum(a - event, event - b), 0) for a, b in chunks], axis=0
        )
        at_least = np.abs(zone[None] - event[:, None]) >= gap[:, None] - 1e-9
        recalls.append(np.mean(at_least))
    return (np.mean(precisions) if precisions else 0), np.mean(recalls)


@settings(max_examples=20, deadline=None)
@given(labelled_predictions(max_rows=14))
def test_affiliation_is_the_integral_that_the_paper_says(drawn):
    precision, recall, _ = affiliation_precision_recall_fscore(*drawn)
    expected = affiliation_on_a_grid(*drawn)
    assert (precision, recall) == pytest.approx(expected, abs=0.03)


def test_affiliation_counts_flags_in_a_series_without_event():
    labels, flagged = np.zeros(20, dtype=bool), np.zeros(20, dtype=bool)
    labels[3:5] = flagged[3:5] = True
    groups = np.repeat([0, 1], 10)
    assert affiliation_f1_score(labels, flagged, groups=groups) == 1
    flagged[15] = True
    precision, recall, _ = affiliation_precision_recall_fscore(
        labels, flagged, groups=groups
    )
    assert (precision, recall) == (0.5, 1)
    with pytest.raises(ValueError, match="beta"):
        affiliation_precision_recall_fscore(labels, flagged, beta=-1)
