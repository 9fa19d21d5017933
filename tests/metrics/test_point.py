"""Metrics by rows beside those of scikit-learn."""

import numpy as np
import pytest
from hypothesis import given, settings
from metric_cases import labelled_predictions
from sklearn.exceptions import UndefinedMetricWarning
from sklearn.metrics import precision_recall_fscore_support, recall_score

from skseq.metrics import _point

few = settings(max_examples=25, deadline=None)


@few
@given(labelled_predictions())
def test_rows_are_counted_as_scikit_learn_counts_them(drawn):
    precision, recall, f1, _ = precision_recall_fscore_support(
        *drawn, average="binary", zero_division=0
    )
    assert _point.precision(*drawn) == pytest.approx(precision)
    assert _point.recall(*drawn) == pytest.approx(recall)
    assert _point.f1(*drawn) == pytest.approx(f1)


@few
@given(labelled_predictions())
def test_false_positive_rate_is_what_the_specificity_leaves(drawn):
    labels, flagged = drawn
    if labels.all():
        with pytest.warns(UndefinedMetricWarning, match="no normal row"):
            assert np.isnan(_point.false_positive_rate(labels, flagged))
    else:
        specificity = recall_score(labels, flagged, pos_label=False)
        rate = _point.false_positive_rate(labels, flagged)
        assert rate == pytest.approx(1 - specificity)
