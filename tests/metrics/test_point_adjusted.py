"""Point adjustment beside a naive version."""

import numpy as np
import pytest
from hypothesis import given, settings
from metric_cases import events_of, labelled_predictions
from sklearn.metrics import f1_score

from skseq.metrics import point_adjusted_f1_score


@settings(max_examples=25, deadline=None)
@given(labelled_predictions())
def test_point_adjustment_fills_the_events_found(drawn):
    labels, flagged = drawn
    adjusted = flagged.copy()
    for first, last in events_of(labels, np.zeros(len(labels))):
        adjusted[first : last + 1] |= flagged[first : last + 1].any()
    expected = f1_score(labels, adjusted, zero_division=0)
    assert point_adjusted_f1_score(labels, flagged) == pytest.approx(expected)
